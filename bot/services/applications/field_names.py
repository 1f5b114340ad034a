"""Which question of a draft is meant by 手机号, 改住址, mobile, or a number in the review."""

from __future__ import annotations

from difflib import SequenceMatcher

from bot.services.applications.errors import NotConsented, UnknownField
from bot.services.applications.workspace import Workspace
from bot.services.forms.choices import numbered
from bot.services.forms.heard import key_of
from bot.services.forms.schema import Eligibility, FormField
from bot.services.forms.steps import visible

# What people call a field of this input, whatever its label.
_ALSO = {"name": "名字", "id_number": "身份证号", "mobile": "电话号码", "address": "住址", "date": "时间"}
_SMALLEST_PART = 2  # characters of a label that name it


def field_named(draft: Workspace, name: str) -> str:
    """The key of the question meant. Raises UnknownField, and NotConsented for a field while the consent is open."""
    rows = draft.rows()
    key = key_of(name)
    row = numbered(key)  # 3, 第三项
    if row is not None and row < len(rows):
        return rows[row].field
    shown = visible(draft.form, draft.content.answers)
    fields = {
        each.key: f"{each.label}／{_ALSO.get(each.input, '')}"
        for each in shown
        if isinstance(each, FormField)
    }
    eligibility = {each.key: each.ask for each in shown if isinstance(each, Eligibility)}
    by_key = next((each.key for each in shown if each.key == name.strip()), None)
    found = by_key or _closest(key, fields) or _closest(key, eligibility)
    if found is None and draft.consented:
        raise UnknownField([row.label for row in rows])
    if found is None or not draft.may_ask(found):
        raise NotConsented
    return found


def _closest(key: str, labels: dict[str, str]) -> str | None:
    """The one label that has most in common with what was said."""
    common = {each: _longest_common(key, key_of(label)) for each, label in labels.items()}
    best = [each for each, length in common.items() if length == max(common.values())]
    if len(best) == 1 and common[best[0]] >= _SMALLEST_PART:
        return best[0]
    exact = [each for each, label in labels.items() if key_of(label) == key]
    return exact[0] if len(exact) == 1 else None


def _longest_common(left: str, right: str) -> int:
    return SequenceMatcher(None, left, right, autojunk=False).find_longest_match().size
