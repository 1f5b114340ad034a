"""What a change of the words of a dialect, or of Latin letters, would do to the words themselves."""

from __future__ import annotations

from collections.abc import Sequence

from bot.nlu.normalise import fold_text
from bot.nlu.plain import Plain


def misread(official: str, words: Sequence[str], then: Plain) -> list[str]:
    """Complaints in Chinese. `then`: the tables with the change in them; each word must become the official one, and stay so."""
    meant = fold_text(official)
    wrong = []
    if then.plain(meant) != meant:
        wrong.append(f"“{official}”里有别的组的说法，会被读成“{then.plain(meant)}”。")
    for word in words:
        if not wrong and then.plain(fold_text(word)) != meant:
            wrong.append(f"“{word}”会被读成“{then.plain(fold_text(word))}”，请换一个说法。")
    if fold_text(official) == "" or any(fold_text(word) == "" for word in words):
        wrong.append("有的词里没有可以读的字。")
    return wrong
