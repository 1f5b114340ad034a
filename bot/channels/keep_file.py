"""A file that came through any door: looked at, cleaned, kept encrypted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.db.base import utc_now
from bot.db.session import write_session

if TYPE_CHECKING:
    from bot.services.uploads.keep import Kept


def keep_file(conversation_id: str, name: str, content: bytes) -> Kept:
    """Seconds of CPU time at worst: not on the event loop. Raises UploadRefused and TooManyFiles."""
    from bot.services.uploads import keep  # Pillow and pypdf are not needed to open a door
    from bot.services.uploads.inspect import inspect

    found = inspect(content, name)
    with write_session() as session:
        return keep.add(session, conversation_id, found, utc_now())
