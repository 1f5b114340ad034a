"""动态口令: time-based codes (RFC 6238) of an authenticator app, and the codes for the day it is lost."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from datetime import datetime
from urllib.parse import quote

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP_S = 30
_DIGITS = 6
_SECRET_BYTES = 20
_DRIFT = 1  # steps a clock may be off, either way
_RECOVERY_CODES = 8
_ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"


def new_secret() -> str:
    """Base32, as apps want it typed."""
    return base64.b32encode(secrets.token_bytes(_SECRET_BYTES)).decode("ascii")


def address_of(secret: str, username: str, issuer: str) -> str:
    """The otpauth: address that an app takes."""
    label = quote(f"{issuer}:{username}")
    return f"otpauth://totp/{label}?secret={secret}&issuer={quote(issuer)}&digits={_DIGITS}&period={STEP_S}"


def code_at(secret: str, step: int) -> str:
    key = base64.b32decode(secret)
    return HOTP(key, _DIGITS, SHA1(), enforce_key_length=False).generate(step).decode("ascii")


def accepted_step(secret: str, typed: str, now: datetime, used: int) -> int | None:
    """The step whose code was typed; None when it is wrong, or not newer than the last one `used`."""
    plain = typed.replace(" ", "")
    current = int(now.timestamp()) // STEP_S
    for step in range(current - _DRIFT, current + _DRIFT + 1):
        if hmac.compare_digest(code_at(secret, step).encode(), plain.encode()) and step > used:
            return step
    return None


def new_recovery_codes() -> tuple[list[str], list[str]]:
    """(codes to show once, hashes to keep)."""
    codes = [
        "-".join("".join(secrets.choice(_ALPHABET) for _ in range(5)) for _ in range(2))
        for _ in range(_RECOVERY_CODES)
    ]
    return codes, [recovery_hash(code) for code in codes]


def recovery_hash(typed: str) -> str:
    """49 random bits each, so that a plain hash is enough."""
    return hashlib.sha256(typed.strip().lower().encode()).hexdigest()
