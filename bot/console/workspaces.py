"""Every page of the console, by workspace; a page module has a `router`."""

from __future__ import annotations

from bot.console import accounts, audit, home, login, me
from bot.console.catalogue.pages import PAGES as CATALOGUE
from bot.console.desk import canned, chat, deeds, letters, queue, suggest
from bot.console.desk import files as desk_files
from bot.console.faq import desk, edit, inbox, past, release, review, schedule, sheets, try_it
from bot.console.insight import funnels, issues, questions, service
from bot.console.lexicon import pages as words
from bot.console.settings import pages as settings_pages
from bot.console.training import examples, models
from bot.console.work import bookings, cases, orders, rectifications

PAGES = (
    login,
    home,
    me,
    past,
    desk,
    edit,
    review,
    release,
    schedule,
    try_it,
    sheets,
    inbox,
    *CATALOGUE,
    examples,
    models,
    words,
    letters,
    canned,
    queue,
    suggest,
    deeds,
    desk_files,
    chat,
    cases,
    bookings,
    orders,
    rectifications,
    questions,
    funnels,
    issues,
    service,
    accounts,
    settings_pages,
    audit,
)
