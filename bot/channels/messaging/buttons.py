"""What a button carries: the place of its choice, signed for its conversation, at most 64 bytes.

The choice itself is looked up in the conversation; a button of another conversation, or of one that has ended, is
no button.
"""

from __future__ import annotations

from itsdangerous import BadSignature, Signer

from bot.settings import get_settings


def signed(place: str, conversation_id: str) -> str:
    return _signer(conversation_id).sign(place).decode()


def place_of(data: str, conversation_id: str) -> str | None:
    """The place, if we made this button for this conversation."""
    try:
        return _signer(conversation_id).unsign(data).decode()
    except (BadSignature, UnicodeError):
        return None


def _signer(conversation_id: str) -> Signer:
    return Signer(get_settings().signing_keys, salt=f"button.{conversation_id}")
