"""One decision a message: what the citizen wants, from the classifier's ranking and the readings. Pure, no Rasa.

Sure → answer. Two or three close → ask with buttons. Low → say so. Emergencies go before everything.
Thresholds were chosen on held-out questions (``tests/nlu/questions``) and are reported in ``docs/quality.md``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot.nlu.bundles import BundleWish
from bot.nlu.courtesy import without_courtesy
from bot.nlu.emergencies import emergency_lexicon
from bot.nlu.reading import Candidate, Ranking, Reading
from bot.nlu.wishes import wants_done

ASK_ITEM, FAQ, CLARIFY, LOST, OUT_OF_SCOPE = "ask_item", "faq", "clarify", "nlu_fallback", "out_of_scope"
ASK_DEPARTMENT, COMPARE_ITEMS, ASK_BUNDLE = "ask_department", "compare_items", "ask_bundle"
EMERGENCIES = frozenset(
    {"emergency_fire", "emergency_medical", "emergency_crime", "emergency_traffic", "self_harm"}
)
# What a citizen wants done; an item may be named with it.
CHECK_PROGRESS, BOOKING = "check_progress", "book_appointment"
DOING = frozenset({"start_application", CHECK_PROGRESS, "complaint", BOOKING, "rate_service", "resume_draft"})
# What is done with something that has a number.
CARING = frozenset(
    {
        "change_booking",
        "cancel_booking",
        "check_in",
        "urge",
        "withdraw_case",
        "answer_correction",
        "rate_service",
    }
)
DOING |= CARING
START, RESUME = "start_application", "resume_draft"
ANSWERING = frozenset({ASK_ITEM, FAQ})
# Short words by nature: a sentence that faintly resembles one of them is something else (我没有门面 is no 没有).
CURT = frozenset({"affirm", "deny", "goodbye", "skip", "cancel", "chitchat"})
CURT_AT = 0.15
# A faint idea is not enough to send somebody away, to ask who it is, or to call the fire brigade.
OF_ONES_OWN = frozenset({"log_in", "log_out", "my_matters", "my_consents", "my_data", "erase_me"})
NEVER_FAINT = ANSWERING | EMERGENCIES | OF_ONES_OWN | {OUT_OF_SCOPE, CLARIFY}

ANSWER_AT = 0.73
SURE_AT = 0.90
LEAD = 3.0  # below ANSWER_AT an answer is given only when it is this many times likelier than the next
LIKELY_AT = 0.65
ALONE_AT = 0.55  # nothing else comes near
ALONE_LEAD = 10.0
SUGGEST_AT = 0.06
WORTH_A_BUTTON = 0.03
MAX_CHOICES = 3
MAX_NAMESAKES = 4  # items that share the very name a citizen used
NAMESAKE = 0.01  # nearer than this in probability, both sure
EMERGENCY_AT = 0.15  # of all kinds together
EMERGENCY_SHORT_AT = 0.75  # two or three characters tell little: 我忘了, 满了
INTENT_AT = 0.45
TOO_LITTLE = 2  # characters that name no subject
SHORT = 4  # characters beside the field asked for
CERTAIN = 0.985
FAINT = 0.06
CLEAR_AT = 0.8
OUT_AT = 0.2
UNSURE = 0.5
MUCH_BETTER = 1.3
# 13812345678, 我的身份证号是1101…: a number and nothing that is asked.
_BARE_NUMBER = re.compile(
    r"[啊哦哎呀不对错了,，。 ]*(?:我|我的|本人)?的?(?:身份证|证件|手机|电话|联系电话|统一社会信用代码)?(?:号码?|号)?(?:是|为|:|：)?\s*"
    r"(?:\d{17}[\dx]|1[3-9]\d{9}|(?=[\da-z]*\d)(?=[\da-z]*[a-z])[\da-z]{18})[。. ]*"
)
NAMED_LIKELY = 0.15  # to be the one meant of several whose name was used
LIKELY_ITEM = 0.3  # to be what somebody wants done, without its name


@dataclass(frozen=True)
class Decision:
    intent: str
    confidence: float
    answer: Candidate | None = None
    choices: tuple[Candidate, ...] = ()


def decide(reading: Reading, ranking: Ranking, context_item: str | None = None) -> Decision:
    """`ranking`: (intent, probability) of the classifier, most probable first; may be empty.

    `context_item`: the item the conversation is about, for questions that name none.
    """
    lexicon = emergency_lexicon()
    if lexicon.is_calm(reading.folded) or reading.case_no:  # G01D1201K7QDF: the 120 in it calls no ambulance
        ranking = [(name, p) for name, p in ranking if name not in EMERGENCIES]
    label, probability = ranking[0] if ranking else (LOST, 0.0)
    best = reading.best
    score = best.score if best else 0.0
    emergency = [(name, p) for name, p in ranking if name in EMERGENCIES]

    danger = lexicon.find(reading.folded)
    if danger and score < CERTAIN:
        return Decision(danger, 1.0)
    enough = EMERGENCY_AT if len(without_courtesy(reading.folded)) > SHORT else EMERGENCY_SHORT_AT
    if lexicon.asks(reading.folded):
        enough = max(enough, INTENT_AT)
    alarm = sum(p for _, p in emergency)
    if label in DOING and probability >= max(INTENT_AT, LEAD * alarm):
        enough = 1.0  # 有人在楼道堆东西: a complaint, far more than anything else
    if emergency and alarm >= enough and score < (SURE_AT if alarm >= INTENT_AT else ANSWER_AT):
        return Decision(*emergency[0])
    if _BARE_NUMBER.fullmatch(reading.folded):
        return Decision(LOST, 1.0)
    if reading.case_no and score < SURE_AT:
        cared = label in CARING and probability >= INTENT_AT
        return Decision(label, probability) if cared else Decision(CHECK_PROGRESS, 1.0)
    if reading.bundle and not _is_no_bundle(reading.bundle, best, label, probability):
        aspects = reading.aspects if reading.bundle.named else ()
        return _bundle(reading.bundle, aspects, label, probability)
    if label in DOING and probability >= INTENT_AT and not _is_written_question(best):
        return _wish(label, probability, reading, context_item)
    if reading.department and score < CERTAIN and not (context_item and not reading.content):
        return Decision(ASK_DEPARTMENT, ANSWER_AT)
    if reading.pair and not (best and best.kind == FAQ and score >= ANSWER_AT):
        both = tuple(Candidate("item", code, code, 1.0, reading.aspects) for code in reading.pair)
        return Decision(COMPARE_ITEMS, ANSWER_AT, choices=both)
    if reading.aspects and _asks_the_context(reading, context_item, score, label, probability):
        return Decision(ASK_ITEM, max(probability, ANSWER_AT))  # 要带什么材料: the item is in the context
    if (
        label == CLARIFY and probability >= INTENT_AT and score < 0.9
    ):  # 办证: too general, whatever it resembles
        items = tuple(c for c in reading.candidates if c.kind == "item" and c.score >= WORTH_A_BUTTON)
        return Decision(CLARIFY, probability, choices=items[:MAX_CHOICES])
    if label not in ANSWERING and probability >= INTENT_AT and score < max(ANSWER_AT, probability):
        return Decision(label, probability)
    if label == OUT_OF_SCOPE and probability >= OUT_AT and score < LIKELY_AT:
        return Decision(label, probability)
    if best is None or score < SUGGEST_AT:
        # Nothing of ours fits: a faint idea of what kind of message it is beats being lost.
        wish = next(((name, p) for name, p in ranking if name not in NEVER_FAINT and p >= _faint(name)), None)
        return _wish(*wish, reading, context_item) if wish else Decision(LOST, 1.0 - score)
    namesakes = tuple(c for c in reading.candidates if c.kind == "item" and score - c.score < NAMESAKE)
    if score >= SURE_AT and best.kind == "item" and len(namesakes) > 1:
        return Decision(CLARIFY, score, choices=namesakes[:MAX_NAMESAKES])
    second = reading.candidates[1].score if len(reading.candidates) > 1 else 0.0
    sure = score >= ANSWER_AT or (score >= LIKELY_AT and score >= LEAD * second)
    agreed = best.kind == FAQ or label != FAQ or probability < 0.7
    alone = agreed and score >= ALONE_AT and score >= ALONE_LEAD * second
    of_what = best.kind == FAQ and len(reading.content) <= TOO_LITTLE and score < CERTAIN  # 罚款吗
    if (sure or alone) and not of_what:
        if best.kind == "item" and not reading.aspects and wants_done(reading.folded):
            return Decision(START, score, answer=best)  # 给孩子办居民医保参保
        return Decision(ASK_ITEM if best.kind == "item" else FAQ, score, answer=best)
    choices = [c for c in reading.candidates if c.score >= WORTH_A_BUTTON]
    return Decision(CLARIFY, score, choices=tuple(choices[:MAX_CHOICES]))


def unsure(decision: Decision) -> bool:
    return decision.intent in (LOST, CLARIFY) or decision.confidence < UNSURE


def better(second: Decision, first: Decision) -> bool:
    """Whether a corrected text says clearly more than what was typed."""
    if second.intent in (LOST, OUT_OF_SCOPE):
        return False
    before = 0.0 if first.intent == LOST else first.confidence
    return second.confidence >= max(SUGGEST_AT, MUCH_BETTER * before)


def either(first: Decision, second: Decision) -> Decision | None:
    """Where what was typed and what was corrected both only ask: the likeliest choices of both, each once."""
    if not (first.intent == second.intent == CLARIFY and first.choices and second.choices):
        return None
    if max(first.confidence, second.confidence) >= SURE_AT:
        return None  # namesakes, or 办证: what fits is known
    choices: dict[tuple[str, str], Candidate] = {}
    for choice in (*first.choices, *second.choices):
        known = choices.setdefault((choice.kind, choice.key), choice)
        if choice.score > known.score:
            choices[choice.kind, choice.key] = choice
    likeliest = sorted(choices.values(), key=lambda choice: -choice.score)
    return Decision(CLARIFY, max(first.confidence, second.confidence), choices=tuple(likeliest[:MAX_CHOICES]))


def _faint(name: str) -> float:
    return CURT_AT if name in CURT else FAINT


def _is_no_bundle(wish: BundleWish, best: Candidate | None, label: str, probability: float) -> bool:
    """Something else is to be done; or a published question says just that."""
    if wish.likely and best is not None and best.kind == FAQ and best.score >= SURE_AT:
        return True
    return label in DOING - {START, RESUME} and probability >= INTENT_AT and not wish.plain


def _bundle(wish: BundleWish, aspects: tuple[str, ...], label: str, probability: float) -> Decision:
    wanted = START if wish.begins else ASK_BUNDLE
    if label in (START, RESUME) and probability >= INTENT_AT:
        wanted = label
    return Decision(
        wanted,
        max(probability, ANSWER_AT),
        answer=Candidate("bundle", wish.code, wish.title, 1.0, aspects),
    )


def _asks_the_context(
    reading: Reading, item: str | None, score: float, label: str, probability: float
) -> bool:
    """Only a field is asked for; or, where an item is talked about, a field and a word or two that name no other."""
    if label not in ANSWERING and label != BOOKING and probability >= CLEAR_AT:
        return False  # 你能做什么 is no question about the item
    if len(reading.content) > 1:
        return item is not None and len(reading.content) <= SHORT and score < ALONE_AT
    if item is not None:
        return score < CERTAIN
    return score < ANSWER_AT and (label in ANSWERING or probability < 0.8)


def _is_written_question(best: Candidate | None) -> bool:
    return best is not None and best.kind == "faq" and best.score >= CERTAIN


def _wish(label: str, probability: float, reading: Reading, context_item: str | None) -> Decision:
    """With the item it is about; where several may be meant, with those: 我要提公积金."""
    if label not in DOING:
        return Decision(label, probability)
    answer = _named_item(reading, probability)
    if label != START or answer is not None:
        return Decision(label, probability, answer=answer)
    named = [Candidate("item", code, code, probability) for code in sorted(reading.named)]
    if len(named) == 1:
        return Decision(label, probability, answer=named[0])
    if not named and context_item is None:
        named = [c for c in reading.candidates if c.kind == "item" and c.score >= WORTH_A_BUTTON]
    return Decision(label, probability, choices=tuple(named[:MAX_NAMESAKES]))


def _named_item(reading: Reading, wish: float) -> Candidate | None:
    """The item a wish is about: 我要申请居住证. Named, it is meant as surely as the wish is."""
    items = (candidate for candidate in reading.candidates if candidate.kind == "item")
    found = next((each for each in items if each.key in reading.named or each.score >= LIKELY_ITEM), None)
    if found is None or found.key not in reading.named:
        return found
    rival = max((c.score for c in items if c.key in reading.named), default=0.0)
    if len(reading.named) > 1 and found.score < max(NAMED_LIKELY, LEAD * rival):
        return None  # 办户口 names four of them
    return replace(found, score=max(found.score, wish))
