"""Whom a message is from or for: a chat id, an open id, a user id; stored encrypted, found by its blind index."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from bot.db.crypto import blind_index, blind_indexes


@dataclass(frozen=True)
class Address:
    channel: str
    value: str

    @property
    def index(self) -> str:
        """64 hex characters."""
        return blind_index(self.value, f"channel.{self.channel}")

    @property
    def indexes(self) -> tuple[str, ...]:
        """By every key: what rows of this address may be found by."""
        return blind_indexes(self.value, f"channel.{self.channel}")

    def conversation_id(self, opened_at: datetime) -> str:
        """Of the conversation opened at that moment: an HMAC, so that nobody who knows the address knows it."""
        made = blind_index(f"{self.value}\x00{opened_at.isoformat()}", f"conversation.{self.channel}")
        return f"{self.channel}:{made[:32]}"
