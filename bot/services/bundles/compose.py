"""One form out of a bundle and its items' forms: keys renamed, shared questions put once, given answers left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeVar

from pydantic import ValidationError

from bot.services.bundles.schema import BundleFile, BundleItem
from bot.services.findings import field_path
from bot.services.forms.composed import ComposedForm, Gate, Part
from bot.services.forms.schema import (
    Consent,
    Eligibility,
    FormDefinition,
    FormField,
    InvalidForm,
    Question,
)

Q = TypeVar("Q", bound=Question)


def compose(
    bundle: BundleFile, forms: Mapping[str, FormDefinition], names: Mapping[str, str], version: int = 1
) -> ComposedForm:
    """The whole form; items that have none in `forms` take no part. Raises InvalidForm."""
    shared: dict[str, Question] = {each.key: each for each in (*bundle.questions, *bundle.shared)}
    eligibility: list[Eligibility] = list(bundle.questions)
    fields: list[FormField] = list(bundle.shared)
    parts: list[Part] = []
    with_form = [each for each in bundle.items if each.item in forms]
    try:
        for number, each in enumerate(with_form, 1):
            form = forms[each.item]
            _agree(each, form, shared)
            form = _labelled(form, each.labels)
            part = _part(f"p{number}", each, form, each.short or names.get(each.item, each.item), shared)
            parts.append(part)
            eligibility += [q.model_copy(update={"refuse": []}) for q in _own(part, form.eligibility, shared)]
            fields += _own(part, form.fields, shared)
        parts = [_with_gates_of(part, each.needs, parts) for part, each in zip(parts, with_form, strict=True)]
        consents = [form.consent for each in with_form if (form := forms[each.item]).consent]
        return ComposedForm(
            version=version,
            title=bundle.title,
            eligibility=eligibility,
            consent=_consent(bundle, consents),
            fields=fields,
            parts=parts,
        )
    except ValidationError as error:
        lines = [f"{field_path(d['loc'])}：{d['msg']}" for d in error.errors(include_url=False)]
        raise InvalidForm("\n".join(lines)) from None


def _agree(item: BundleItem, form: FormDefinition, shared: Mapping[str, Question]) -> None:
    """What is shared, given or left to later fits the item's own questions."""
    for line in _misfits(item, {question.key: question for question in form.questions}, shared):
        raise InvalidForm(f"{item.item}：{line}")


def _misfits(item: BundleItem, own: Mapping[str, Question], shared: Mapping[str, Question]) -> Iterator[str]:
    for key in (*item.same, *item.given, *item.later, *item.labels):
        if key not in own:
            yield f"申请表里没有“{key}”"
            return
    for key, common in item.same.items():
        question, asked = own[key], shared.get(common)
        if asked is None:
            yield f"same.{key}：questions 和 shared 里没有“{common}”"
        elif asked.input != question.input or asked.input == "file":
            yield f"same.{key}：“{common}”的 input 应当是 {question.input}，不能是 file"
        elif not {o.value for o in asked.choices} <= {o.value for o in question.choices}:
            yield f"same.{key}：“{common}”有事项申请表里没有的选项"
        elif getattr(question, "required", True) and not getattr(asked, "required", True):
            yield f"same.{key}：事项里必填的，“{common}”也要必填"
    for key, value in item.given.items():
        question = own[key]
        if value not in {option.value for option in question.choices}:
            yield f"given.{key}：没有“{value}”这个选项"
        refusals = question.refuse if isinstance(question, Eligibility) else []
        if any(value in refusal.when for refusal in refusals):
            yield f"given.{key}：“{value}”是不能申请的答案"


def _labelled(form: FormDefinition, labels: Mapping[str, str]) -> FormDefinition:
    fields = [
        each.model_copy(update={"label": labels[each.key], "ask": ""}) if each.key in labels else each
        for each in form.fields
    ]
    return form.model_copy(update={"fields": fields}) if labels else form


def _part(
    key: str, item: BundleItem, form: FormDefinition, name: str, shared: Mapping[str, Question]
) -> Part:
    keys: dict[str, str] = {}
    for question in form.questions:
        rule = question.shown_if
        applies = rule is None or item.given.get(rule.key) in rule.values
        if rule is not None and rule.key in keys:
            applies = bool(_still_offered(rule.values, keys[rule.key], shared))
        if applies and question.key not in item.given and question.key not in item.later:
            keys[question.key] = item.same.get(question.key, f"{key}_{question.key}")
    gates = [
        Gate(question=keys[question.key], refusal=refusal)
        for question in form.eligibility
        if question.key in keys
        for refusal in question.refuse
    ]
    return Part(
        key=key,
        code=item.item,
        name=name,
        form=form,
        shown_if=item.shown_if,
        keys=keys,
        given=item.given,
        later=item.later,
        gates=gates,
    )


def _with_gates_of(part: Part, needs: list[str], parts: list[Part]) -> Part:
    """What shuts an item shuts those that need it."""
    others = [gate for each in parts if each.code in needs for gate in each.gates]
    return part.model_copy(update={"gates": [*part.gates, *others]}) if others else part


def _still_offered(values: list[str], key: str, shared: Mapping[str, Question]) -> list[str]:
    """A shared question may offer fewer choices than the item's own."""
    if key not in shared:
        return values
    offered = {option.value for option in shared[key].choices}
    return [value for value in values if value in offered]


def _own(part: Part, questions: list[Q], shared: Mapping[str, Question]) -> Iterator[Q]:
    """The part's questions that nobody shares, under their names in the whole."""
    for question in questions:
        key = part.keys.get(question.key)
        if key is None or key != f"{part.key}_{question.key}":
            continue
        rule: Any = question.shown_if
        if rule is not None and rule.key in part.given:
            rule = None
        elif rule is not None:
            key_there = part.keys[rule.key]
            values = _still_offered(rule.values, key_there, shared)
            rule = rule.model_copy(update={"key": key_there, "values": values})
        renamed: dict[str, Any] = {"key": key, "shown_if": rule}
        if isinstance(question, FormField):
            kept = [part.keys[other] for other in question.same_person if other in part.keys]
            renamed["same_person"] = [other for other in kept if other != key]
        yield question.model_copy(update=renamed)


def _consent(bundle: BundleFile, consents: list[Consent]) -> Consent | None:
    if not consents:
        return None
    collects = list(dict.fromkeys(each for consent in consents for each in consent.collects))
    laws = {(law.title, law.article): law for consent in consents for law in (consent.basis, *consent.also)}
    first, *others = laws.values()
    words = bundle.consent
    return Consent(
        purpose=words.purpose,
        collects=collects,
        basis=first,
        also=others,
        keep=words.keep,
        otherwise=words.otherwise,
    )
