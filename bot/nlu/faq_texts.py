"""The published FAQ in plain words, ready to be indexed; what has not changed since is not read again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from bot.nlu.entries import Entry
from bot.nlu.plain import plain_text
from bot.nlu.typos import count_pairs
from bot.services.faq.release import FaqView


class FaqTexts:
    """`entries`: in the order of `faqs`; `pairs`: of neighbouring characters in all their questions (nlu/typos.py).

    `changed`: those that `before` did not hold as they are; `gone`: names that only `before` held."""

    def __init__(self, faqs: Sequence[FaqView], before: FaqTexts | None = None) -> None:
        known = before._known if before is not None else {}
        self._known: dict[str, tuple[FaqView, Entry]] = {}
        self.changed: list[Entry] = []
        fresh: list[str] = []
        gone: list[str] = []
        for faq in faqs:
            view, entry = known.get(faq.name, (None, None))
            if entry is None or (view is not faq and view != faq):
                gone += entry.phrasings if entry is not None else ()
                questions = tuple(plain_text(text) for text in (faq.question, *faq.similar))
                entry = Entry(faq.name, questions, plain_text(faq.answer))
                fresh += questions
                self.changed.append(entry)
            self._known[faq.name] = (faq, entry)
        self.gone = known.keys() - self._known.keys()
        for name in self.gone:
            gone += known[name][1].phrasings
        self.pairs: Counter[str] = Counter(before.pairs) if before is not None else Counter()
        self.pairs.update(count_pairs(fresh))
        self.pairs.subtract(count_pairs(gone))
        self.pairs = +self.pairs if gone else self.pairs

    @property
    def entries(self) -> list[Entry]:
        return [entry for _, entry in self._known.values()]
