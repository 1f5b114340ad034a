"""Whether an item and its form fit: materials the form hands in, and answers that materials depend on."""

from __future__ import annotations

from collections.abc import Iterator

from bot.services.catalogue.schema import AllOf, AnyOf, ItemFile, ShownIf
from bot.services.forms.schema import FormDefinition

Complaint = tuple[str, str]  # field, message


def _rules(condition: ShownIf | AllOf | AnyOf) -> list[ShownIf]:
    if isinstance(condition, ShownIf):
        return [condition]
    return condition.all if isinstance(condition, AllOf) else condition.any


def misfits(item: ItemFile, form: FormDefinition | None) -> Iterator[Complaint]:
    """Everything in which the two do not agree."""
    names = {material.name for material in item.materials}
    for field in form.fields if form is not None else ():
        if field.material and field.material not in names:
            yield f"fields.{field.key}.material", f"事项没有材料“{field.material}”"
    for index, material in enumerate(item.materials):
        if material.shown_if is None:
            continue
        known = {q.key: {option.value for option in q.choices} for q in (form.questions if form else ())}
        if any(not set(rule.values) <= known.get(rule.key, set()) for rule in _rules(material.shown_if)):
            yield f"materials[{index}].shown_if", "应当引用申请表里的选择题和它的选项"
        if not material.when:
            yield f"materials[{index}].when", "有 shown_if 就要用 when 说明适用情形"
