"""Files that citizens send: the seam to uploads. What takes them is given to the office by bot/app.py."""

from __future__ import annotations

import asyncio
from typing import Protocol

from bot.assistant.inbound import Inbound
from bot.channels.keep_file import keep_file
from bot.services.uploads.refusal import TooManyFiles, UploadRefused
from bot.settings import get_settings


def most_bytes() -> int:
    """Of one file: the same setting as on the website."""
    return get_settings().upload_max_mb * 1024 * 1024


class Refusal(ValueError):
    """A file that is not taken; the message is Chinese."""


class Files(Protocol):
    async def accept(
        self, conversation_id: str, name: str, content_type: str, content: bytes, message_id: str
    ) -> Inbound:
        """What the conversation is told: the answer to its open file field. Raises Refusal."""


class Uploads:
    """Kept as an upload of the website is, and under the same rules."""

    async def accept(
        self, conversation_id: str, name: str, content_type: str, content: bytes, message_id: str
    ) -> Inbound:
        try:
            kept = await asyncio.to_thread(keep_file, conversation_id, name, content)
        except (UploadRefused, TooManyFiles) as error:
            raise Refusal(str(error)) from None
        return Inbound(file_id=kept.file_id, message_id=message_id)
