"""All pages of 事项维护 and of 部门和窗口, in the order in which their addresses are tried."""

from __future__ import annotations

from bot.console.catalogue import desk, edit, past, preview, review
from bot.console.departments import desk as places
from bot.console.departments import edit as place
from bot.console.departments import review as place_review

PAGES = (desk, past, preview, review, edit, places, place_review, place)
