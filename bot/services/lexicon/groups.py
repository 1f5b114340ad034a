"""The groups of a table of words, with what staff have changed over them; the same lines again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from bot.services.lexicon.tables import SYNONYMS, Table

_COMMON = "##!"  # from here on: words that any service may hold


@dataclass(frozen=True)
class Group:
    """`loose`: the words only resemble each other and count half. `common`: any service may hold them."""

    official: str
    words: tuple[str, ...]  # the official one not among them
    loose: bool = False
    common: bool = False

    @property
    def line(self) -> str:
        return ("> " if self.loose else "") + " ".join((self.official, *self.words))


Changes = Mapping[str, Group | None]  # official word → the group as it is now; None: gone


@cache
def shipped_lines(table: Table = SYNONYMS) -> tuple[str, ...]:
    return tuple(table.path.read_text(encoding="utf-8").splitlines())


def read(lines: Iterable[str]) -> dict[str, Group]:
    """Official word → its group; of two with the same official word the first."""
    found: dict[str, Group] = {}
    common = False
    for line in lines:
        common = common or line.startswith(_COMMON)
        if line.strip() and not line.startswith("#"):
            official, *words = line.lstrip("> ").split()
            found.setdefault(official, Group(official, tuple(words), line.startswith(">"), common))
    return found


def with_changes(lines: Sequence[str], changes: Changes) -> list[str]:
    """Each changed group where it stood; new ones before the words that any service may hold."""
    written: list[str] = []
    left = dict(changes)
    begin = next((n for n, line in enumerate(lines) if line.startswith(_COMMON)), len(lines))
    added_at: int | None = None
    for n, line in enumerate(lines):
        if n == begin:
            added_at = len(written)
        if line.strip() and not line.startswith("#"):
            official = line.lstrip("> ").split()[0]
            if official in left:
                group = left.pop(official)
                if group is not None:
                    written.append(group.line)
                continue
        written.append(line)
    new = [group.line for group in left.values() if group is not None]
    at = len(written) if added_at is None else added_at
    return [*written[:at], *(["## 工作台增加的", *new, ""] if new else []), *written[at:]]


def text_of(lines: Iterable[str]) -> str:
    """As the file holds them."""
    return "\n".join(lines) + "\n"
