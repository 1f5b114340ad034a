"""One answer to a draft: checked, saved at once, and what comes next."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from bot.db.base import utc_now
from bot.services.applications import misplaced, prefill
from bot.services.applications.attachments import uploaded
from bot.services.applications.consents import give
from bot.services.applications.deadlines import city_date
from bot.services.applications.errors import NotConsented
from bot.services.applications.views import AnswerResult
from bot.services.applications.workspace import Workspace, take_up
from bot.services.forms.assent import yes_or_no
from bot.services.forms.composed import ComposedForm, Part
from bot.services.forms.eligibility import cite, refusal_for
from bot.services.forms.heard import asks
from bot.services.forms.left_empty import says_no, says_nothing_for
from bot.services.forms.outcome import Accepted, Warn
from bot.services.forms.schema import Eligibility, Question, Refusal
from bot.services.forms.show import accepted
from bot.services.forms.steps import Step
from bot.services.forms.whole import checked, nothing_left

NOTHING_LEFT = "按您的回答，这件事里没有能在这里一起申请的事项。"
HOTLINE = "12345"
_BY_HAND = re.compile(r"自己(?:来)?(?:填|输|写)|手动|手工")
PROVE_FIRST = "以前在这里办过事的，说“登录”核验手机号后，经您同意可以自动填几项；也可以直接往下填。"
_LEFT_EMPTY = "好的，“{label}”是选填的，先空着。"
_NOT_UPLOADED = "好的，“{label}”可以不上传，先空着；要补上，最后核对时说“修改”加名称再传。"


def answer(session: Session, draft_id: int, text: str, now: datetime) -> AnswerResult:
    """Takes `text` as the answer to the current step. Raises NoSuchDraft and DraftClosed."""
    draft = take_up(session, draft_id)
    step = draft.step
    if step.kind == "review":
        return _after(draft)
    if step.kind == "consent":
        return _consent(draft, step, text, now)
    if step.kind == "sharing":
        return _share(draft, step, text, now)
    question = draft.question(step.key)
    assert question is not None  # a step of another kind is built from a question
    pending, draft.content.pending = draft.content.pending, None
    if pending is not None and pending[0] == step.key:
        assent = yes_or_no(text)
        if assent == "yes":
            return _take(draft, question, accepted(question, pending[1]), now)
        if assent == "no":
            draft.save(now)
            verb = "上传" if question.input == "file" else "输入"
            return AnswerResult("refused", step, f"好的，请重新{verb}{step.label}。")
    if not step.required and says_nothing_for(question, step.label, text):
        return _leave_empty(draft, step, text, now)
    if question.input == "file":
        outcome = uploaded(draft.session, draft.case, text, now)
    else:
        outcome = checked(draft.form, question, text, draft.content.answers, city_date(now))
    if isinstance(outcome, Accepted):
        return _take(draft, question, outcome, now)
    if isinstance(outcome, Warn):
        draft.content.pending = (step.key, outcome.value)
        draft.save(now)
        return AnswerResult("warn", step, outcome.message)
    draft.save(now)
    return AnswerResult("refused", step, outcome.message + misplaced.hint(draft, text))


def skip(session: Session, draft_id: int, now: datetime | None = None) -> AnswerResult:
    """Leaves an optional field empty, or a question that was returned to as it is."""
    draft = take_up(session, draft_id)
    return _skip(draft, draft.step, now or utc_now())


def _leave_empty(draft: Workspace, step: Step, text: str, now: datetime) -> AnswerResult:
    """没有 takes back what was answered before; 不知道 leaves that as it is."""
    if says_no(text):
        draft.content.answers.pop(step.key, None)
        return _skip(draft, step, now)
    words = _NOT_UPLOADED if step.input == "file" else _LEFT_EMPTY
    return replace(_skip(draft, step, now), message=words.format(label=step.label))


def _skip(draft: Workspace, step: Step, now: datetime) -> AnswerResult:
    if step.kind == "review":
        return _after(draft)
    if step.kind == "sharing":
        prefill.decline(draft, now)
    elif step.key not in draft.content.answers:
        if step.required:
            return AnswerResult("refused", step, f"“{step.label}”是必填的，不能跳过。")
        draft.content.answers[step.key] = None
    draft.go_to(None)
    draft.save(now)
    return _after(draft)


def _take(draft: Workspace, question: Question, outcome: Accepted, now: datetime) -> AnswerResult:
    if not draft.may_ask(question.key):
        raise NotConsented
    refusal = refusal_for(question, outcome.value) if isinstance(question, Eligibility) else None
    if refusal is not None:
        draft.save(now)
        draft.refuse(now)
        return AnswerResult(
            "ineligible",
            draft.step,
            because=refusal.because,
            basis=cite(refusal.basis),
            instead=refusal.instead,
        )
    if isinstance(draft.form, ComposedForm) and isinstance(question, Eligibility):
        return _choose(draft, draft.form, question, outcome, now)
    draft.content.answers[question.key] = outcome.value
    draft.content.shared.pop(question.key, None)  # the citizen's own word now
    draft.go_to(None)
    draft.save(now)
    return replace(_after(draft, outcome.masked), message=outcome.note)


def _choose(
    draft: Workspace, form: ComposedForm, question: Eligibility, outcome: Accepted, now: datetime
) -> AnswerResult:
    """Of a 一件事: an answer may shut one item; the last item shut, there is nothing to apply for."""
    answers = {**draft.content.answers, question.key: outcome.value}
    shut = form.shut_by(question.key, answers)
    if nothing_left(form, answers):
        if shut:
            refusal = shut[0][1]
            words = (refusal.because, cite(refusal.basis), refusal.instead)
        else:
            words = NOTHING_LEFT, "", f"要单独办其中一项，请直接说事项名称；要问清楚，请拨打 {HOTLINE}。"
        draft.save(now)
        draft.refuse(now)
        return AnswerResult("ineligible", draft.step, because=words[0], basis=words[1], instead=words[2])
    draft.content.answers = answers
    draft.go_to(None)
    draft.save(now)
    after = _after(draft, outcome.masked)
    said = [
        f"{names}暂时不能一起办：{refusal.because}（依据：{cite(refusal.basis)}）您可以：{refusal.instead}"
        for names, refusal in _by_reason(shut)
    ]
    return replace(after, message="\n".join([*said, "其余的接着办。"]) if said else outcome.note)


def _by_reason(shut: list[tuple[Part, Refusal]]) -> list[tuple[str, Refusal]]:
    names: dict[str, list[str]] = {}
    for part, refusal in shut:
        names.setdefault(refusal.because, []).append(f"“{part.name}”")
    reasons = {refusal.because: refusal for _, refusal in shut}
    return [("".join(named), reasons[because]) for because, named in names.items()]


def _consent(draft: Workspace, step: Step, text: str, now: datetime) -> AnswerResult:
    assent = yes_or_no(text)
    consent = draft.form.consent
    assert consent is not None
    if assent is None:
        more = consent.otherwise if asks(text) else ""
        return AnswerResult("refused", step, f"{more}请回复“同意”或“不同意”。")
    if assent == "no":
        return AnswerResult("refused", step, consent.otherwise)
    asked = "、".join(field.label for field in draft.form.fields)
    give(draft.session, draft.case, step.prompt, now, asked)
    draft.content.answers[step.key] = assent
    draft.go_to(None)
    prefill.offer(draft, now)
    draft.save(now)
    after = _after(draft)
    return replace(after, message=PROVE_FIRST) if prefill.would_help(draft, now) else after


def _share(draft: Workspace, step: Step, text: str, now: datetime) -> AnswerResult:
    assent = "no" if _BY_HAND.search(text) else yes_or_no(text)
    if assent is None:
        return AnswerResult("refused", step, "请回复“同意”或“不同意”。")
    if assent == "no":
        prefill.decline(draft, now)
        draft.save(now)
        return _after(draft)
    prefill.agree(draft, step.prompt, now)
    draft.save(now)
    return AnswerResult("share", step)


def _after(draft: Workspace, understood: str = "") -> AnswerResult:
    step = draft.step
    if step.kind == "review":
        return AnswerResult("review", step, understood=understood, rows=draft.rows())
    return AnswerResult("next", step, understood=understood)
