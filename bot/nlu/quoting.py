"""When an article of a policy document is quoted: it was asked for by name, or nothing else answers. Pure, no Rasa."""

from __future__ import annotations

from dataclasses import replace

from bot.nlu.clauses import Clause
from bot.nlu.decide import CLARIFY, DOING, EMERGENCIES, INTENT_AT, LOST, OUT_OF_SCOPE, Decision
from bot.nlu.reading import Candidate, Ranking
from bot.services.policies.view import ClauseKey

ASK_CLAUSE = "ask_clause"
_NO_BUSINESS_AT = 0.8  # so sure has the classifier to be that it is none of a government's business
# Where other readings are possible too: (an article so sure is quoted, unless one of them is as likely as this).
_AGAINST = ((0.95, 0.7), (0.9, 0.35), (0.8, 0.25))


def cited(decision: Decision, key: ClauseKey) -> Decision:
    """An article that is named is what is meant; danger comes first, and so does what is wanted done."""
    if decision.intent in EMERGENCIES or (decision.intent in DOING and decision.confidence >= INTENT_AT):
        return decision
    return Decision(ASK_CLAUSE, 1.0, Candidate("clause", str(key), Clause(key, 1.0).title, 1.0))


def is_unanswered(decision: Decision) -> bool:
    """Whether an article may be looked for: what is neither answered nor wanted done, nor said in passing."""
    return decision.intent in (LOST, OUT_OF_SCOPE, CLARIFY) or _is_faint(decision)


def quoted(
    decision: Decision, clause: Clause | None, ranking: Ranking, *, names_item: bool = False
) -> Decision:
    """`decision`, or the article instead, or among the choices.

    `clause`: the likeliest, None for none; `names_item`: what is asked about is the name of an item, which goes first.
    """
    if clause is None or not is_unanswered(decision):
        return decision
    if decision.intent == OUT_OF_SCOPE and dict(ranking).get(OUT_OF_SCOPE, 0.0) >= _NO_BUSINESS_AT:
        return decision
    answer = Candidate("clause", str(clause.key), clause.title, clause.score, lines=clause.lines)
    if not decision.choices:
        return Decision(ASK_CLAUSE, clause.score, answer) if clause.is_sure else decision
    rival = max(choice.score for choice in decision.choices)
    if not names_item and any(clause.score >= sure and rival < likely for sure, likely in _AGAINST):
        return Decision(ASK_CLAUSE, clause.score, answer, decision.choices)
    return replace(decision, choices=(*decision.choices, answer)) if rival < clause.score else decision


def _is_faint(decision: Decision) -> bool:
    """A greeting or a wish that was only guessed, because nothing fitted."""
    return decision.answer is None and decision.confidence < INTENT_AT and decision.intent not in EMERGENCIES
