"""修订历史 of an entry."""

from __future__ import annotations

from bot.services.faq.desk import COURSE

note, revisions = COURSE.past.note, COURSE.past.revisions
