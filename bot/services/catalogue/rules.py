"""Rules about one item that its field types cannot say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from bot.services.catalogue.schema import Fees, ItemFile, ItemSource
from bot.services.content import text_key

MIN_ALIASES = 4
# An alias is also a training example: Rasa's markup and templates may not be in it.
_ALIAS_FORBIDDEN = re.compile(r"[\[\](){}/\n$]")

Complaint = tuple[str, str]  # field, message


def longest_calendar_days(days: int, day_type: str) -> int:
    """Calendar days that `days` may take at most, weekends counted, public holidays left aside."""
    return days if day_type == "自然日" else days + 2 * -(-days // 5)


def item_complaints(item: ItemFile, today: date) -> Iterator[Complaint]:
    """Everything wrong within one item."""
    yield from _aliases(item)
    if all(material.need != "1" for material in item.materials):
        yield "materials", '至少要有一份必要材料（need: "1"）'
    for index, material in enumerate(item.materials):
        if material.original + material.copies == 0 and not (material.note or material.shared):
            yield f"materials[{index}]", "原件和复印件份数都是0，请写明份数或在 note 里说明"
    yield from _duplicates("materials", [f"{m.name}|{m.when}" for m in item.materials])
    yield from fee_complaints(item.fees)
    yield from _time_limits(item)
    yield from _online(item)
    if item.result.result_type != "4" and not item.result.name:
        yield "result.name", "有审批结果的事项要写明结果名称"
    if item.code in item.related:
        yield "related", "不能关联自己"
    yield from _duplicates("related", item.related)
    yield from _source(item.source, today)


def fee_complaints(fees: Fees) -> Iterator[Complaint]:
    """收费 must not contradict itself."""
    if fees.is_fee is None and not fees.explain:
        yield "fees.explain", "是否收费不确定时，要说明向哪里咨询"
    if fees.is_fee is True and not fees.rows:
        yield "fees.rows", "收费事项至少要有一条收费标准"
    if fees.is_fee is True and fees.rows and all(row.amount == 0 for row in fees.rows):
        yield "fees.rows", "标为收费，但所有金额都是0"
    if fees.is_fee is False and fees.rows:
        yield "fees.rows", "标为不收费，不能再列收费标准"
    if fees.is_fee is True and fees.basis is None and not fees.explain:
        yield "fees.basis", "收费要有依据；依据不确定时在 explain 里说明向哪里咨询"
    for index, row in enumerate(fees.rows):
        if row.amount is not None and f"{row.amount:.10g}" not in row.standard:
            yield f"fees.rows[{index}].amount", f"金额{row.amount:.10g}与收费标准“{row.standard}”不一致"


def _aliases(item: ItemFile) -> Iterator[Complaint]:
    if len(item.aliases) < MIN_ALIASES:
        yield "aliases", f"至少要有{MIN_ALIASES}个俗称，现有{len(item.aliases)}个"
    for index, alias in enumerate(item.aliases):
        if _ALIAS_FORBIDDEN.search(alias):
            yield f"aliases[{index}]", f"“{alias}”不能含有方括号、花括号、半角圆括号、斜杠或 $"
        elif not text_key(alias):
            yield f"aliases[{index}]", f"“{alias}”没有文字"
    yield from _duplicates("aliases", [text_key(alias) for alias in item.aliases])


def _duplicates(name: str, values: list[str]) -> Iterator[Complaint]:
    for index, value in enumerate(values):
        if value in values[:index]:
            yield f"{name}[{index}]", f"“{value.rstrip('|')}”重复"


def _time_limits(item: ItemFile) -> Iterator[Complaint]:
    legal, local = item.anticipate, item.local
    if legal.days is None and not legal.explain:
        yield "anticipate.explain", "没有法定时限时要加以说明"
    if legal.days is not None and legal.day_type is None:
        yield "anticipate.day_type", "要写明是工作日还是自然日"
    if local.promise_days is not None and local.day_type is None:
        yield "local.day_type", "要写明是工作日还是自然日"
    if item.project_type == "1" and (local.promise_days or 0) > 1:
        yield "project_type", f"承诺{local.promise_days}{local.day_type}办结的不是即办件"
    if legal.days is None or local.promise_days is None or not (legal.day_type and local.day_type):
        return
    promised, allowed = local.promise_days, legal.days
    if legal.day_type != local.day_type:
        promised = longest_calendar_days(promised, local.day_type)
        # Shortest reading of the legal limit: working days with no weekend between them.
        allowed = legal.days + 2 * ((legal.days - 1) // 5) if legal.day_type == "工作日" else legal.days
    if promised > allowed:
        yield (
            "local.promise_days",
            f"承诺{local.promise_days}{local.day_type}可能超过法定{legal.days}{legal.day_type}，不能比法定时限长",
        )


def _online(item: ItemFile) -> Iterator[Complaint]:
    local = item.local
    online_forms = {"2", "3"} & set(item.handle_forms)
    if local.is_online and not online_forms:
        yield "handle_forms", '标为可网办，办理形式要有 "2" 电脑端或 "3" 移动端'
    if local.is_online and not local.online_url:
        yield "local.online_url", "标为可网办，要有网办地址"
    if not local.is_online and local.online_depth in ("3", "4"):
        yield "local.online_depth", "标为不可网办，网办深度不能是网上受理或全程网办"
    if "1" in item.handle_forms and not local.windows:
        yield "local.windows", "可窗口办理的事项要列出办理窗口"
    if local.online_depth == "4" and (local.limit_scene_num or 0) > 1:
        yield "local.limit_scene_num", "全程网办的事项到现场次数不能超过1次"
    yield from _duplicates("local.windows", local.windows)


def _source(source: ItemSource, today: date) -> Iterator[Complaint]:
    if source.valid_from and source.valid_to and source.valid_to < source.valid_from:
        yield "source.valid_to", "失效日期早于生效日期"
    if source.checked_on > today.isoformat():
        yield "source.checked_on", "核对日期不能晚于今天"
