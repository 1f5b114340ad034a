"""The walk through a form: eligibility, consent, fields, review; a pure function of the answers so far."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from bot.services.forms.schema import (
    CONSENT_KEY,
    REVIEW_KEY,
    Consent,
    FormDefinition,
    FormField,
    Option,
    Question,
)

Answers = Mapping[str, str | None]  # None = skipped
Kind = Literal["eligibility", "consent", "sharing", "field", "review"]

AGREE = (Option(value="yes", title="同意"), Option(value="no", title="不同意"))
CONFIRM = (
    Option(value="confirm", title="确认提交"),
    Option(value="change", title="修改"),
    Option(value="cancel", title="取消"),
)
_PROMPTS = {"choice": "请选择{}", "date": "请输入{}，例如“2025年3月1日”", "file": "请上传{}"}


@dataclass(frozen=True)
class Step:
    """What is asked now; `number` of `total` counts what this applicant is asked."""

    kind: Kind
    key: str
    label: str
    prompt: str
    input: str
    options: tuple[Option, ...]
    required: bool
    help: str
    number: int
    total: int
    part: str = ""  # the item of a 一件事 that asks


def visible(form: FormDefinition, answers: Answers) -> list[Question]:
    """The questions that apply, in order. An answer to a question that does not apply counts for nothing."""
    shown: list[Question] = []
    counted: dict[str, str | None] = {}
    for question in form.questions:
        if form.applies(question, counted):
            shown.append(question)
            counted[question.key] = answers.get(question.key)
    return shown


def walk(form: FormDefinition, answers: Answers) -> list[Step]:
    """Every step this applicant goes through, review last."""
    questions = visible(form, answers)
    asked: list[Question | Consent] = [q for q in questions if not isinstance(q, FormField)]
    if form.consent is not None:
        asked.append(form.consent)
    asked += [q for q in questions if isinstance(q, FormField)]
    total = len(asked)
    steps = [_step(each, number, total, form) for number, each in enumerate(asked, 1)]
    review = Step(
        "review",
        REVIEW_KEY,
        "核对",
        "请核对以下内容，确认无误后提交。",
        "choice",
        CONFIRM,
        True,
        "",
        total,
        total,
    )
    return [*steps, review]


def next_step(form: FormDefinition, answers: Answers) -> Step | None:
    """The first step without an answer; the review when nothing is open; None once the review is confirmed."""
    return next((step for step in walk(form, answers) if step.key not in answers), None)


def step_of(form: FormDefinition, answers: Answers, key: str) -> Step | None:
    """The step that asks `key`, None when it does not apply."""
    return next((step for step in walk(form, answers) if step.key == key), None)


def _step(asked: Question | Consent, number: int, total: int, form: FormDefinition) -> Step:
    if isinstance(asked, Consent):
        return Step(
            "consent",
            CONSENT_KEY,
            "个人信息告知",
            consent_text(asked),
            "yes_no",
            AGREE,
            True,
            "",
            number,
            total,
        )
    if isinstance(asked, FormField):
        prompt = asked.ask or _PROMPTS.get(asked.input, "请输入{}").format(asked.label)
        if not asked.required:
            prompt += "（选填，可以回复“跳过”）"
        prompt += "" if prompt.endswith(("？", "。", "：", "”")) else "："
        kind: Kind = "field"
        label, required = asked.label, asked.required
    else:
        prompt = label = getattr(asked, "ask", asked.key)
        kind, required = "eligibility", True
    return Step(
        kind,
        asked.key,
        label,
        prompt,
        asked.input,
        asked.choices,
        required,
        asked.help,
        number,
        total,
        form.part_name(asked.key),
    )


def consent_text(consent: Consent) -> str:
    """The words a citizen agrees to; kept with the consent."""
    laws = "、".join(f"《{law.title}》{law.article or ''}" for law in (consent.basis, *consent.also))
    lines = [
        consent.purpose,
        f"需要收集：{'、'.join(consent.collects)}。",
        f"依据：{laws}。",
        *([consent.keep] if consent.keep else []),
        "您同意吗？",
    ]
    return "\n".join(lines)
