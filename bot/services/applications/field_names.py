"""Which question of a draft is meant by 手机号, 改住址, mobile, or a number in the review."""

from __future__ import annotations

from collections import Counter
from difflib import SequenceMatcher

from bot.services.applications.errors import NotConsented, SeveralFields, UnknownField
from bot.services.applications.workspace import Workspace
from bot.services.forms.choices import numbered
from bot.services.forms.heard import key_of
from bot.services.forms.schema import Eligibility, FormField
from bot.services.forms.steps import visible

# What people call a field of this input, whatever its label.
_ALSO = {"name": "名字", "id_number": "身份证号", "mobile": "电话号码", "address": "住址", "date": "时间"}
_SMALLEST_PART = 2  # characters of a label that name it


def field_named(draft: Workspace, name: str) -> str:
    """The key of the question meant.

    Raises UnknownField, SeveralFields, and NotConsented for a field while the consent is open.
    """
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
    by_key = next((each.key for each in shown if each.key == name.strip()), None) or next(
        (each.key for each in shown if isinstance(each, FormField) and key_of(each.label) == key), None
    )
    found = by_key or _closest(key, fields) or _closest(key, eligibility)
    several = [] if found else [each for each in _nearest(key, fields) if each in draft.content.answers]
    if len(several) > 1:
        raise SeveralFields(several, [draft.label_of(each) for each in several])
    if found is None and draft.consented:
        raise UnknownField([row.label for row in rows])
    if found is None or not draft.may_ask(found):
        raise NotConsented
    return found


def _closest(key: str, labels: dict[str, str]) -> str | None:
    """The one label that has most in common with what was said."""
    best = _nearest(key, labels)
    if len(best) == 1:
        return best[0]
    exact = [each for each, label in labels.items() if key_of(label) == key]
    return exact[0] if len(exact) == 1 else None


def _nearest(key: str, labels: dict[str, str]) -> list[str]:
    """Those that share most with what was said, as long as that names anything."""
    common = {each: _longest_common(key, key_of(label)) for each, label in labels.items()}
    most = max(common.values(), default=0)
    found = [each for each, length in common.items() if length == most >= _SMALLEST_PART]
    # 配偶身份证号: both are a number of the kind, and one is the spouse's.
    shared = {each: sum((Counter(key) & Counter(key_of(labels[each]))).values()) for each in found}
    return [each for each in found if shared[each] == max(shared.values())]


def _longest_common(left: str, right: str) -> int:
    return SequenceMatcher(None, left, right, autojunk=False).find_longest_match().size
