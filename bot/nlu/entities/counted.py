"""Everything with a number or a calendar in it: which of the finders is right where several read the same characters."""

from __future__ import annotations

from datetime import date

from bot.nlu.entities.clock import find_times
from bot.nlu.entities.dates import find_dates
from bot.nlu.entities.found import Found, longest
from bot.nlu.entities.identifiers import find_identifiers
from bot.nlu.entities.quantities import find_quantities


def find_counted(text: str, today: date) -> list[Found]:
    """Identifiers, dates, times and quantities of a folded text (spaces between numbers kept), without overlaps."""
    return longest(
        [*find_identifiers(text), *find_dates(text, today), *find_times(text), *find_quantities(text)]
    )
