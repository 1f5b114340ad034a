"""All pages of 事项维护, in the order in which their addresses are tried."""

from __future__ import annotations

from bot.console.catalogue import desk, edit, past, preview, review

PAGES = (desk, past, preview, review, edit)
