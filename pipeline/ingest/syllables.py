"""Is this Vietnamese? The share of words that are well-formed syllables: evidence for encodings, text layers and OCR.

The rules are those of Vietnamese spelling: onset, rhyme, tone; a stop final (c, ch, p, t) allows only the tones sắc and nặng.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ONSETS = ("ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr") + tuple("bcdđghklmnpqrstvx") + ("",)  # noqa: RUF005
_RHYMES = frozenset(
    """
    a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êc êng
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oc oe oen oeo oet oi om on ong oong ooc op ot
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt ơng
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uôc uôi uôm uôn uông uôt up ut uơ uy uya uych uyên uyêt uyt uynh uyu
    ư ưa ưc ưi ưm ưn ưng ươc ươi ươm ươn ương ươp ươt ươu ưt ưu y yêm yên yêng yêt yêu ynh yt ych
    """.split()  # noqa: SIM905
)
_TONES = {"\u0300": "huyền", "\u0301": "sắc", "\u0303": "ngã", "\u0309": "hỏi", "\u0323": "nặng"}
_WORD = re.compile(r"[^\W\d_]+")
_STOPS = ("c", "ch", "p", "t")
MARKED = re.compile(r"[^\x00-\x7f]")


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Whether ``word`` is spelled as a Vietnamese syllable (any case, either tone placement)."""
    tone = ""
    letters = []
    for ch in unicodedata.normalize("NFD", word.lower()):
        if ch in _TONES:
            if tone:
                return False
            tone = ch
        else:
            letters.append(ch)
    bare = unicodedata.normalize("NFC", "".join(letters))
    for onset in _ONSETS:
        if bare.startswith(onset) and bare[len(onset) :] in _RHYMES:
            return not (bare.endswith(_STOPS) and tone in ("\u0300", "\u0303", "\u0309"))
    return False


def marked_share(text: str) -> tuple[float, int]:
    """Share of well-formed syllables among the words with letters beyond ASCII, and how many such words there are."""
    words = [word for word in _WORD.findall(text) if MARKED.search(word)]
    return (sum(map(is_syllable, words)) / len(words) if words else 0.0), len(words)


def share(text: str) -> tuple[float, int]:
    """Share of well-formed syllables among all words of two letters or more, and how many words there are."""
    words = [word for word in _WORD.findall(text) if len(word) > 1]
    return (sum(map(is_syllable, words)) / len(words) if words else 0.0), len(words)
