"""The outcomes of some questions, and the figures that are made of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection

from bot.services.insight.outcomes import ANSWERS, OBJECTIONS, QUESTIONS, UNANSWERED, Outcome
from bot.services.insight.share import Share


class Tally(Counter[Outcome]):
    """Adds up like a Counter."""

    @property
    def questions(self) -> int:
        """提问数: what was chosen after asking back is no second question."""
        return self._of(QUESTIONS)

    @property
    def answers(self) -> int:
        """回答数, also of a topic or a department, to which a question that was not understood never belongs."""
        return self._of(ANSWERS)

    @property
    def objections(self) -> int:
        return self._of(OBJECTIONS)

    @property
    def useful(self) -> Share:
        """回答有效率."""
        return Share(max(self.answers - self.objections, 0), self.answers)

    @property
    def self_service(self) -> Share:
        """自助解决率. The chosen may lie in a period without their question at its very edge."""
        return Share(min(max(self.answers - self.objections, 0), self.questions), self.questions)

    @property
    def not_understood(self) -> Share:
        """没听懂率."""
        return Share(min(self._of(UNANSWERED), self.questions), self.questions)

    @property
    def handed_over(self) -> int:
        """转人工次数."""
        return self._of((Outcome.HANDED, Outcome.HANDED_LOST, Outcome.PERSON))

    def _of(self, outcomes: Collection[Outcome]) -> int:
        return sum(self[each] for each in outcomes)
