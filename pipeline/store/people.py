"""Units, users, sign-in, sessions and tokens.

Passwords are kept as argon2id hashes, session and token values as SHA-256 only. Sign-in is slowed per name and per address;
a name that does not exist costs the same time as a wrong password and gives the same answer.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import Argon2Error, InvalidHashError
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from pipeline.errors import ForbiddenError, InvalidError
from pipeline.store.access import Actor, Role, missing, units_beneath
from pipeline.store.audit import note
from pipeline.store.keep import fold
from pipeline.store.tables import Attempt, SignIn, Token, Unit, User, now

LEVELS = ("province", "department", "commune", "agency")
PASSWORD_LEAST = 12  # characters
IDLE = timedelta(hours=8)  # a session unused for so long is over
LONGEST = timedelta(hours=24)  # and any session after so long
WINDOW = timedelta(minutes=15)  # in which failed sign-ins are counted
MOST_PER_NAME = 5
MOST_PER_ADDRESS = 30
_MOST_CHARACTERS = 1024  # of a password: hashing a megabyte would be a way to keep the server busy

_hasher = PasswordHasher()
_NOBODY = _hasher.hash(secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A browser's session: who, and the value that forms must carry. ``stale``: ``touch`` is due."""

    actor: Actor
    csrf: str
    stale: bool = False


def has_users(session: Session) -> bool:
    return session.scalar(select(User.id).limit(1)) is not None


def create_first_admin(session: Session, name: str, full_name: str, password: str, address: str = "") -> User:
    """The first user. Raises ForbiddenError where there is a user already."""
    if has_users(session):
        raise ForbiddenError("Đã có tài khoản quản trị.", "There is an administrator already.")
    user = User(name=_user_name(name), full_name=_named(full_name), role=Role.ADMIN, password=_hashed(password, name))
    session.add(user)
    session.flush()
    note(session, None, "user-created", f"user:{user.id}", after=_shown(user), name=user.name, address=address)
    return user


def create_user(
    session: Session, actor: Actor, name: str, full_name: str, role: Role, unit_id: int | None, password: str
) -> User:
    actor.require(Role.ADMIN)
    name = _user_name(name)
    if session.scalar(select(User.id).where(func.lower(User.name) == name)):
        raise InvalidError(f"Đã có tài khoản tên “{name}”.", f'There is a user named "{name}" already.')
    _check_unit(session, unit_id)
    user = User(name=name, full_name=_named(full_name), role=Role(role), unit_id=unit_id, password=_hashed(password, name))
    session.add(user)
    session.flush()
    note(session, actor, "user-created", f"user:{user.id}", after=_shown(user))
    return user


def change_user(session: Session, actor: Actor, user_id: int, role: Role, unit_id: int | None, active: bool) -> User:
    """Set role, unit and whether the account may be used. The last active administrator cannot be taken away."""
    actor.require(Role.ADMIN)
    user = session.get(User, user_id)
    if user is None:
        raise missing()
    _check_unit(session, unit_id)
    before = _shown(user)
    user.role, user.unit_id, user.active = Role(role), unit_id, active
    session.flush()
    if not session.scalar(select(User.id).where(User.role == Role.ADMIN, User.active).limit(1)):
        raise InvalidError("Phải còn ít nhất một quản trị viên hoạt động.", "At least one active administrator must remain.")
    if not active:
        session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    note(session, actor, "user-changed", f"user:{user.id}", before, _shown(user))
    return user


def set_password(session: Session, actor: Actor, user_id: int, password: str) -> None:
    """An administrator gives somebody a new password; their sessions end."""
    actor.require(Role.ADMIN)
    user = session.get(User, user_id)
    if user is None:
        raise missing()
    user.password = _hashed(password, user.name)
    session.execute(delete(SignIn).where(SignIn.user_id == user.id))
    note(session, actor, "password-set", f"user:{user.id}")


def change_own_password(session: Session, actor: Actor, old: str, new: str, keep: str = "") -> None:
    """``keep``: the value of the session that goes on; all others of this person end."""
    user = session.get_one(User, actor.user_id)
    if not _matches(user.password, old):
        raise InvalidError("Mật khẩu hiện tại không đúng.", "The present password is not right.")
    user.password = _hashed(new, user.name)
    session.execute(delete(SignIn).where(SignIn.user_id == user.id, SignIn.digest != _digest(keep)))
    note(session, actor, "password-changed", f"user:{user.id}")


def list_users(session: Session, actor: Actor) -> Sequence[User]:
    actor.require(Role.ADMIN)
    return session.scalars(select(User).order_by(User.name)).all()


def colleagues(session: Session, actor: Actor, unit_id: int) -> list[User]:
    """Who a finding of the unit can be given to: active people from reviewer up who may see it."""
    users = active_staff(session)
    seen: dict[int | None, frozenset[int] | None] = {}
    for user in users:
        if user.unit_id not in seen:
            seen[user.unit_id] = units_beneath(session, user.unit_id)
    return [user for user in users if (units := seen[user.unit_id]) is None or unit_id in units]


def active_staff(session: Session) -> Sequence[User]:
    """Active people from reviewer up."""
    return session.scalars(select(User).where(User.active, User.role != Role.VIEWER).order_by(User.full_name)).all()


def staff_of(session: Session, actor: Actor) -> list[User]:
    """Active people from reviewer up who work on a unit that the actor sees."""
    if actor.units is None:
        return list(active_staff(session))
    beneath = {user.id: units_beneath(session, user.unit_id) for user in active_staff(session)}
    return [user for user in active_staff(session) if (units := beneath[user.id]) is None or units & actor.units]


def names_of(session: Session, ids: set[int]) -> dict[int, str]:
    """Full names by user id."""
    if not ids:
        return {}
    return dict(session.execute(select(User.id, User.full_name).where(User.id.in_(ids))).all())


def create_unit(session: Session, actor: Actor, name: str, level: str, parent_id: int | None) -> Unit:
    actor.require(Role.ADMIN)
    name = _named(name)
    if level not in LEVELS:
        raise InvalidError(f"Cấp không hợp lệ: {level}.", f"No such level: {level}.")
    _check_unit(session, parent_id)
    if session.scalar(select(Unit.id).where(Unit.name == name)):
        raise InvalidError(f"Đã có đơn vị “{name}”.", f'There is a unit "{name}" already.')
    unit = Unit(name=name, level=level, parent_id=parent_id)
    session.add(unit)
    session.flush()
    note(session, actor, "unit-created", f"unit:{unit.id}", after={"name": name, "level": level, "parent": parent_id})
    return unit


def visible_units(session: Session, actor: Actor) -> Sequence[Unit]:
    return session.scalars(select(Unit).where(actor.visible(Unit.id)).order_by(Unit.name)).all()


def sign_in(session: Session, name: str, password: str, address: str) -> str | None:
    """The value of a new session's cookie, or None where name or password is wrong.

    The failure is kept, so the caller commits in either case. Raises ForbiddenError while there were too many.
    """
    name = name.strip().lower()[:80]
    if session.get_bind().dialect.name == "postgresql":  # guesses at one name are counted one after the other
        session.execute(select(func.pg_advisory_xact_lock(int(_digest(name)[:15], 16))))
    since = now() - WINDOW
    recent = select(func.count()).select_from(Attempt).where(Attempt.at > since)
    by_name = session.scalar(recent.where(Attempt.name == name)) or 0
    by_address = session.scalar(recent.where(Attempt.address == address)) or 0
    if by_name >= MOST_PER_NAME or by_address >= MOST_PER_ADDRESS:
        raise ForbiddenError(
            f"Đăng nhập sai quá nhiều lần. Hãy thử lại sau {WINDOW.seconds // 60} phút.",
            f"Too many failed sign-ins. Try again in {WINDOW.seconds // 60} minutes.",
        )
    user = session.scalar(select(User).where(User.name == name))
    right = _matches(user.password if user else _NOBODY, password)
    if user is None or not right or not user.active:
        session.execute(delete(Attempt).where(Attempt.at <= since))
        session.add(Attempt(name=name, address=address))
        note(session, None, "sign-in-failed", "session", name=name, address=address)
        return None
    if _hasher.check_needs_rehash(user.password):
        user.password = _hasher.hash(password)
    session.execute(delete(Attempt).where(Attempt.name == name))
    session.execute(delete(SignIn).where(SignIn.last_seen < now() - IDLE))
    value = secrets.token_urlsafe(32)
    session.add(SignIn(digest=_digest(value), user_id=user.id, csrf=secrets.token_urlsafe(32)))
    note(session, _actor(session, user, address), "signed-in", "session")
    return value


def resume(session: Session, value: str, address: str) -> SignedIn | None:
    """Who the session's cookie belongs to; None where it is unknown, over, or the account was closed."""
    row = session.get(SignIn, _digest(value)) if value else None
    moment = now()
    if row is None or moment - row.last_seen > IDLE or moment - row.created_at > LONGEST:
        return None
    user = session.get(User, row.user_id)
    if user is None or not user.active:
        return None
    return SignedIn(_actor(session, user, address), row.csrf, moment - row.last_seen > timedelta(minutes=1))


def touch(session: Session, value: str) -> None:
    """The session is in use. Apart from ``resume``, which only reads: pages must not wait for each other's writing."""
    session.execute(update(SignIn).where(SignIn.digest == _digest(value)).values(last_seen=now()))


def sign_out(session: Session, actor: Actor, value: str) -> None:
    session.execute(delete(SignIn).where(SignIn.digest == _digest(value)))
    note(session, actor, "signed-out", "session")


def create_token(session: Session, actor: Actor, name: str) -> str:
    """A new access token's value, shown once."""
    value = "rasoat_" + secrets.token_urlsafe(32)
    token = Token(user_id=actor.user_id, name=_named(name)[:80], digest=_digest(value))
    session.add(token)
    session.flush()
    note(session, actor, "token-created", f"token:{token.id}", after={"name": token.name})
    return value


def list_tokens(session: Session, actor: Actor) -> Sequence[Token]:
    query = select(Token).where(Token.user_id == actor.user_id, Token.revoked_at.is_(None))
    return session.scalars(query.order_by(Token.id)).all()


def revoke_token(session: Session, actor: Actor, token_id: int) -> None:
    token = session.get(Token, token_id)
    if token is None or token.user_id != actor.user_id:
        raise missing()
    token.revoked_at = now()
    note(session, actor, "token-revoked", f"token:{token.id}")


def bearer(session: Session, value: str, address: str) -> Actor | None:
    """Who the token belongs to; None where it is unknown or revoked, or the account was closed."""
    token = session.scalar(select(Token).where(Token.digest == _digest(value), Token.revoked_at.is_(None)))
    user = session.get(User, token.user_id) if token else None
    return _actor(session, user, address) if user and user.active else None


def system_actor(session: Session, user_id: int) -> Actor:
    """The actor for work in the background on somebody's behalf."""
    return _actor(session, session.get_one(User, user_id), "")


def _actor(session: Session, user: User, address: str) -> Actor:
    return Actor(
        user.id, user.name, user.full_name, Role(user.role), user.unit_id, units_beneath(session, user.unit_id), address
    )


def _check_unit(session: Session, unit_id: int | None) -> None:
    if unit_id is not None and session.get(Unit, unit_id) is None:
        raise InvalidError("Đơn vị không tồn tại.", "There is no such unit.")


def _user_name(name: str) -> str:
    name = name.strip().lower()
    if not 2 <= len(name) <= 80 or not all((char.isalnum() and char.isascii()) or char in "._-@" for char in name):
        raise InvalidError(
            "Tên đăng nhập dài 2 đến 80 ký tự, chỉ gồm chữ không dấu, chữ số và . _ - @",
            "A user name has 2 to 80 characters: letters without diacritics, digits and . _ - @",
        )
    return name


def _named(text: str) -> str:
    text = " ".join(text.split())
    if not 1 <= len(text) <= 200 or not text.isprintable():
        raise InvalidError("Tên phải có từ 1 đến 200 ký tự.", "A name has 1 to 200 characters.")
    return text


def _hashed(password: str, name: str) -> str:
    named = len(name) >= 4 and fold(name) in fold(password)  # short names ("an") are in many words
    if not PASSWORD_LEAST <= len(password) <= _MOST_CHARACTERS or named or len(set(password)) < 5:
        raise InvalidError(
            f"Mật khẩu cần ít nhất {PASSWORD_LEAST} ký tự, không chứa tên đăng nhập và không lặp một vài ký tự.",
            f"A password has at least {PASSWORD_LEAST} characters, does not contain the user name and does not repeat a few signs.",
        )
    return _hasher.hash(password)


def _matches(kept: str, password: str) -> bool:
    if len(password) > _MOST_CHARACTERS:
        return False
    try:
        return _hasher.verify(kept, password)
    except (Argon2Error, InvalidHashError):
        return False


def _digest(value: str) -> str:
    return sha256(value.encode("utf-8", "replace")).hexdigest()


def _shown(user: User) -> dict[str, object]:
    return {"name": user.name, "role": str(user.role), "unit": user.unit_id, "active": user.active is not False}
