"""What keeps a group of words from being proposed: every complaint, in Chinese."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from bot.services.content import check_text
from bot.services.lexicon.groups import Group
from bot.services.lexicon.tables import SYNONYMS, Table

_MOST = 60


def complaints(table: Table, official: str, words: Sequence[str], known: Mapping[str, Group]) -> list[str]:
    """`known`: the groups of the table in use, by official word; what stands there already is not complained of."""
    at = known.get(official)
    standing = {official, *at.words} if at is not None else set()
    wrong = [f"一组最多 {_MOST} 个词。"] if len(words) > _MOST else []
    if official not in standing:
        wrong += _misshapen(table, official, is_official=True)
    for word in words:
        if word not in standing:
            wrong += _misshapen(table, word, is_official=False)
    doubled = {word for n, word in enumerate((official, *words)) if word in (official, *words)[:n]}
    wrong += [f"“{word}”写了两次。" for word in sorted(doubled)]
    others = {word for word in words if word in known and word != official} - standing
    wrong += [f"“{word}”自己是一组的{table.official}，请直接改那一组。" for word in sorted(others)]
    if table is not SYNONYMS:  # a word read as two others would be read as one of them by chance
        owner = {word: group.official for group in known.values() for word in group.words}
        for word in words:
            if owner.get(word, official) != official:
                wrong.append(f"“{word}”已经在“{owner[word]}”那一组里。")
        if official in owner:
            wrong.append(f"“{official}”已经在“{owner[official]}”那一组里，不能再做{table.official}。")
    return wrong


def _misshapen(table: Table, word: str, is_official: bool) -> Iterator[str]:
    shortest = 1 if is_official and table is not SYNONYMS else table.shortest
    looks = SYNONYMS if is_official else table
    if not shortest <= len(word) <= table.longest:
        yield f"“{word[:20]}”要 {shortest} 到 {table.longest} 个字。"
    elif not looks.word.fullmatch(word):
        yield f"“{word}”{looks.looks}"
    else:
        try:
            check_text(word)
        except ValueError as error:
            yield f"“{word}”{error}。"
