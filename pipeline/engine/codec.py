"""A ``Review`` as bytes and back, without loss: what the journal keeps and what travels between machines.

MessagePack of the typed records, compressed. Reading it back checks every field against the records' types and runs no code: a
journal from a share that others write to is data, never a program (which a pickle would be).
"""

from __future__ import annotations

import zlib
from fractions import Fraction
from typing import Any

import msgspec

from pipeline.records import Review

_LEVEL = 1  # a fifth of the size for a millisecond; higher levels cost more than they save
_LARGEST = 1 << 30  # bytes of one review unpacked; more is no review but a bomb


class Unreadable(ValueError):
    """The bytes are no review of this version of the records."""


def pack(review: Review) -> bytes:
    """Raises UnicodeEncodeError where a text holds lone surrogates (a file name that is not UTF-8)."""
    return zlib.compress(_ENCODER.encode(review), _LEVEL)


def unpack(data: bytes) -> Review:
    """Raises Unreadable."""
    unpacking = zlib.decompressobj()
    try:
        plain = unpacking.decompress(data, _LARGEST)
        if not unpacking.eof:
            raise Unreadable("cut short or too large")
        return _DECODER.decode(plain)
    except (zlib.error, msgspec.MsgspecError) as error:
        raise Unreadable(str(error)) from error


def _encode_other(value: Any) -> str:
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    raise NotImplementedError(f"{type(value).__name__} is no part of a review")


def _decode_other(kind: type[Any], value: Any) -> Any:
    if kind is Fraction:
        return Fraction(value)
    raise NotImplementedError(f"{kind.__name__} is no part of a review")


_ENCODER = msgspec.msgpack.Encoder(enc_hook=_encode_other)
_DECODER = msgspec.msgpack.Decoder(Review, dec_hook=_decode_other)
