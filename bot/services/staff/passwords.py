"""Passwords: argon2id (RFC 9106), and which ones are refused."""

from __future__ import annotations

import secrets
import threading
from functools import lru_cache

from cryptography.exceptions import InvalidKey
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

SHORTEST, LONGEST = 10, 128
_PASSPHRASE = 16  # long enough without kinds of characters
_KINDS = 3
# RFC 9106, the second recommended option: 64 MiB, three passes.
_COST = {"iterations": 3, "memory_cost": 64 * 1024}
_AT_ONCE = threading.BoundedSemaphore(4)  # of 64 MiB each, whoever knocks


class PasswordRefused(Exception):
    """A new password that is too weak; the message is Chinese."""


def hash_password(password: str) -> str:
    """A PHC string with its own salt."""
    with _AT_ONCE:
        made = Argon2id(
            salt=secrets.token_bytes(16),
            length=32,
            iterations=_COST["iterations"],
            lanes=1,
            memory_cost=_COST["memory_cost"],
        )
        return made.derive_phc_encoded(password.encode())


def is_password(password: str, stored: str) -> bool:
    """False for a password too long to be one, whatever it is."""
    if len(password) > LONGEST:
        return False
    with _AT_ONCE:
        try:
            Argon2id.verify_phc_encoded(password.encode(), stored)
        except InvalidKey:
            return False
    return True


def spend_as_long(password: str) -> None:
    """As much time as for an account that exists."""
    is_password(password[:LONGEST], _nobody())


@lru_cache(maxsize=1)
def _nobody() -> str:
    return hash_password(secrets.token_urlsafe(16))


def check_new(password: str, username: str) -> None:
    """Raises PasswordRefused."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordRefused(f"密码要 {SHORTEST} 到 {LONGEST} 位。")
    kinds = (str.islower, str.isupper, str.isdigit, lambda c: not c.isalnum() or not c.isascii())
    if len(password) < _PASSPHRASE and sum(any(map(kind, password)) for kind in kinds) < _KINDS:
        raise PasswordRefused(
            f"密码要含大写字母、小写字母、数字、符号中的至少三种，或者不少于 {_PASSPHRASE} 位。"
        )
    if len(set(password)) < 5:
        raise PasswordRefused("密码里重复的字符太多。")
    if len(username) > 2 and username.lower() in password.lower():  # two letters come together by chance
        raise PasswordRefused("密码里不能含有登录名。")


def one_time_password() -> str:
    """For somebody who has to choose an own one at once."""
    return f"{secrets.token_urlsafe(9)}-{secrets.randbelow(90) + 10}Aa"
