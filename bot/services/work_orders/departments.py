"""承办单位: who is proposed for a 诉求, with the words it was recognised by.

The trained router (services/routing) proposes; where none is trained yet, the catalogue's own words do.
"""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from bot.db.models import Department
from bot.services.catalogue.record import CITY
from bot.services.departments.heirs import heirs
from bot.services.forms.heard import fold
from bot.services.routing import store

_WORTH_SHOWING = 0.1
_IN_USE = (Department.origin == CITY, ~Department.is_withdrawn)


class Proposal(NamedTuple):
    department_code: str
    probability: float
    words: tuple[str, ...]


def propose(session: Session, text: str) -> list[Proposal]:
    """Most likely first; empty when nothing speaks for any."""
    learnt = [Proposal(*each) for each in store.propose(session, text) if each.probability >= _WORTH_SHOWING]
    return _of_today(session, learnt) or propose_by_words(session, text)


def _of_today(session: Session, learnt: list[Proposal]) -> list[Proposal]:
    """What was learnt of a department that another has taken over speaks for that other."""
    now, found = heirs(session), dict[str, Proposal]()
    for code, probability, words in learnt:
        code = now.get(code, code)
        before = found.get(code, Proposal(code, 0.0, ()))
        both = tuple(dict.fromkeys([*before.words, *words]))
        found[code] = Proposal(code, before.probability + probability, both)
    return sorted(found.values(), key=lambda each: -each.probability)


def propose_by_words(session: Session, text: str) -> list[Proposal]:
    """By the 职责词 and names in the catalogue: a longer word says more than a shorter one."""
    said = fold(text)
    found = []
    for row in session.scalars(select(Department).where(*_IN_USE)):
        names = (row.short_name, *row.aliases)
        words = tuple(dict.fromkeys(word for word in (*names, *row.duties) if len(word) > 1 and word in said))
        weight = sum(len(word) * (2 if word in names else 1) for word in words)
        if weight:
            found.append((weight, row.code, words))
    total = sum(weight for weight, _, _ in found) + 1
    found.sort(key=lambda each: (-each[0], each[1]))
    return [Proposal(code, weight / total, words) for weight, code, words in found]


def names(session: Session) -> dict[str, str]:
    """Department code → name, of those of the city that are in use."""
    rows = session.execute(select(Department.code, Department.name).where(*_IN_USE))
    return {code: name for code, name in rows}
