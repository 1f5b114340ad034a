"""A ServiceItem row as the frozen ItemView."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from bot.db.models import Department, ServiceItem
from bot.services.catalogue import codes
from bot.services.catalogue import views as v


def item_view(item: ServiceItem, has_form: bool) -> v.ItemView:
    return v.ItemView(
        code=item.code,
        name=item.name,
        aliases=tuple(item.aliases),
        region_code=item.region_code,
        region_name=item.region_name,
        origin=item.origin,
        task_state=item.task_state,
        task_version=item.task_version,
        task_type=item.task_type,
        task_type_label=codes.TASK_TYPES.get(item.task_type, ""),
        use_level=item.use_level,
        audience=tuple(item.audience),
        audience_labels=_labels(codes.AUDIENCES, item.audience),
        project_type=item.project_type,
        project_type_label=codes.PROJECT_TYPES.get(item.project_type, ""),
        handle_forms=tuple(item.handle_forms),
        handle_form_labels=_labels(codes.HANDLE_FORMS, item.handle_forms),
        topics=tuple(item.topics),
        summary=item.summary,
        who=item.who,
        by_law=tuple(_law(law) for law in item.by_law),
        accept_condition=tuple(item.accept_condition),
        materials=tuple(_material(material) for material in item.materials),
        is_fee=item.is_fee,
        fee_basis=_law(item.fee_basis) if item.fee_basis else None,
        fee_explain=item.fee_explain,
        fees=tuple(_fee(fee) for fee in item.fees),
        anticipate_days=item.anticipate_days,
        anticipate_day_type=item.anticipate_day_type or "",
        anticipate_explain=item.anticipate_explain,
        promise_days=item.promise_days,
        promise_day_type=item.promise_day_type or "",
        steps=tuple(v.StepView(step.name, step.text) for step in item.steps),
        result=v.ResultView(*(item.result.get(key) or "" for key in ("result_type", "name", "validity"))),
        special=tuple(item.special),
        related=tuple(item.related),
        windows=tuple(_window(link.window) for link in item.windows if not link.window.is_closed),
        department=department_view(item.department),
        is_online=item.is_online,
        online_depth=item.online_depth or "",
        online_depth_label=codes.ONLINE_DEPTHS.get(item.online_depth or "", ""),
        online_url=item.online_url or "",
        limit_scene_num=item.limit_scene_num,
        is_schedule=item.is_schedule,
        handle_area=item.handle_area,
        consult_phone=item.consult_phone,
        supervise_phone=item.supervise_phone,
        source=_source(item),
        has_form=has_form,
    )


def department_view(department: Department) -> v.DepartmentView:
    return v.DepartmentView(
        code=department.code,
        name=department.name,
        short_name=department.short_name,
        aliases=tuple(department.aliases),
        duties=tuple(department.duties),
        address=department.address,
        hours=department.hours,
        phone=department.phone,
    )


def _labels(table: Mapping[str, str], values: list[str]) -> tuple[str, ...]:
    return tuple(table[value] for value in values if value in table)


def _law(body: Mapping[str, Any]) -> v.LawView:
    return v.LawView(*(body.get(key) or "" for key in ("title", "doc_no", "article", "url")))


def _material(material: Any) -> v.MaterialView:
    return v.MaterialView(
        name=material.name,
        need=material.need,
        need_label=codes.MATERIAL_NEEDS.get(material.need, ""),
        material_type=material.material_type,
        original=material.original,
        copies=material.copies,
        source_type=material.source_type,
        source_label=codes.SOURCE_TYPES.get(material.source_type, ""),
        shared=material.shared,
        when=material.when,
        note=material.note,
        shown_if=condition_of(material.shown_if) if material.shown_if else None,
    )


def condition_of(body: dict[str, Any]) -> v.Condition:
    """`{"key", "in"}`, or several of them under `all` or `any`."""
    rules = body.get("all") or body.get("any") or [body]
    return v.Condition(tuple((rule["key"], tuple(rule["in"])) for rule in rules), "any" in body)


def _fee(fee: Any) -> v.FeeView:
    amount = None if fee.amount_fen is None else Decimal(fee.amount_fen).scaleb(-2)
    return v.FeeView(fee.name, fee.standard, amount, fee.unit, fee.reducible, fee.when, fee.note)


def _window(window: Any) -> v.WindowView:
    return v.WindowView(window.code, window.name, window.address, window.hours, window.phone, window.traffic)


def _source(item: ServiceItem) -> v.SourceView:
    checked_on = item.source.get("checked_on")
    return v.SourceView(
        department=item.source.get("department") or "",
        url=item.source.get("url") or "",
        valid_from=item.valid_from,
        valid_to=item.valid_to,
        checked_on=date.fromisoformat(checked_on) if checked_on else None,
    )
