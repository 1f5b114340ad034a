"""修订历史 of an item with its form."""

from __future__ import annotations

from bot.services.editing.desk import COURSE

revisions = COURSE.past.revisions
