"""Whether an item and its form fit: materials the form hands in, and answers that materials depend on."""

from __future__ import annotations

from collections.abc import Iterator

from bot.services.catalogue.schema import ItemFile
from bot.services.forms.schema import FormDefinition

Complaint = tuple[str, str]  # field, message


def misfits(item: ItemFile, form: FormDefinition | None) -> Iterator[Complaint]:
    """Everything in which the two do not agree."""
    names = {material.name for material in item.materials}
    for field in form.fields if form is not None else ():
        if field.material and field.material not in names:
            yield f"fields.{field.key}.material", f"事项没有材料“{field.material}”"
    for index, material in enumerate(item.materials):
        rule = material.shown_if
        if rule is None:
            continue
        question = next((q for q in (form.questions if form is not None else []) if q.key == rule.key), None)
        known = {option.value for option in question.choices} if question is not None else set()
        if not set(rule.values) <= known:
            yield f"materials[{index}].shown_if", "应当引用申请表里的选择题和它的选项"
        if not material.when:
            yield f"materials[{index}].when", "有 shown_if 就要用 when 说明适用情形"
