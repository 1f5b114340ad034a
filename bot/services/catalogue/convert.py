"""The YAML models as database rows, and rows as the YAML again: two halves that must mirror each other."""

from __future__ import annotations

from typing import Any

from bot.db.models import Department, ServiceItem, Window
from bot.services.catalogue.record import ItemRecord, Row
from bot.services.catalogue.schema import DepartmentFile, ItemFile, WindowFile

# Fields that have the same name and shape in the YAML and in the table.
_SAME = (
    "name aliases task_type use_level audience project_type handle_forms topics summary accept_condition who "
    "special related"
).split()
_SAME_LOCAL = (
    "promise_days is_online online_depth online_url limit_scene_num is_schedule handle_area consult_phone "
    "supervise_phone"
).split()


def department_row(department: DepartmentFile, region_code: str) -> Row:
    body = department.model_dump()
    return {**{k: v for k, v in body.items() if k != "local"}, **body["local"], "region_code": region_code}


def window_row(window: WindowFile, department: str, number: int) -> Row:
    return {**window_columns(window, number), "department": department}


def window_columns(window: WindowFile, number: int) -> Row:
    """`number`: its place among the windows of its department."""
    return {**window.model_dump(), "order_num": number, "is_closed": False}


def item_record(item: ItemFile, department: str, region_code: str, region_name: str) -> ItemRecord:
    body = item.model_dump(by_alias=True)
    columns = {name: body[name] for name in _SAME} | {name: body["local"][name] for name in _SAME_LOCAL}
    columns |= {
        "handle_area": body["local"]["handle_area"] or "",
        "promise_day_type": body["local"]["day_type"],
        "by_law": body["by_law"],
        "result": body["result"],
        "is_fee": body["fees"]["is_fee"],
        "fee_basis": body["fees"]["basis"],
        "fee_explain": body["fees"]["explain"] or "",
        "anticipate_days": body["anticipate"]["days"],
        "anticipate_day_type": body["anticipate"]["day_type"],
        "anticipate_explain": body["anticipate"]["explain"] or "",
        "source": body["source"],
        "valid_from": body["source"]["valid_from"],
        "valid_to": body["source"]["valid_to"],
    }
    return ItemRecord(
        code=item.code,
        department=department,
        region_code=region_code,
        region_name=region_name,
        columns=columns,
        materials=body["materials"],
        fees=[_fee_row(row) for row in body["fees"]["rows"]],
        steps=body["handle_flow"],
        windows=body["local"]["windows"],
    )


def _fee_row(row: Row) -> Row:
    amount = row.pop("amount")
    return {**row, "unit": row["unit"] or "", "amount_fen": None if amount is None else round(amount * 100)}


def department_body(department: Department) -> dict[str, Any]:
    return {
        "code": department.code,
        "name": department.name,
        "short_name": department.short_name,
        "aliases": department.aliases,
        "dept_type": department.dept_type,
        "duties": department.duties,
        "local": {"address": department.address, "hours": department.hours, "phone": department.phone},
    }


def window_body(window: Window) -> dict[str, Any]:
    return {name: getattr(window, name) for name in ("code", "name", "address", "hours", "phone", "traffic")}


def item_body(item: ServiceItem) -> dict[str, Any]:
    """The keys in the order of data/README.md."""
    same = {name: getattr(item, name) for name in _SAME}
    local = {name: getattr(item, name) for name in _SAME_LOCAL}
    return {
        "code": item.code,
        **{name: same[name] for name in _SAME[: _SAME.index("accept_condition")]},
        "by_law": item.by_law,
        "accept_condition": item.accept_condition,
        "who": item.who,
        "materials": [
            {
                name: getattr(material, name)
                for name in "name need material_type original copies source_type shared when shown_if note".split()
            }
            for material in item.materials
        ],
        "fees": {
            "is_fee": item.is_fee,
            "basis": item.fee_basis,
            "explain": item.fee_explain,
            "rows": [
                {
                    "name": fee.name,
                    "standard": fee.standard,
                    "amount": _yuan(fee.amount_fen),
                    "unit": fee.unit,
                    "reducible": fee.reducible,
                    "when": fee.when,
                    "note": fee.note,
                }
                for fee in item.fees
            ],
        },
        "anticipate": {
            "days": item.anticipate_days,
            "day_type": item.anticipate_day_type,
            "explain": item.anticipate_explain,
        },
        "handle_flow": [{"name": step.name, "text": step.text} for step in item.steps],
        "result": item.result,
        "special": item.special,
        "related": item.related,
        "source": item.source,
        "local": {
            "promise_days": local.pop("promise_days"),
            "day_type": item.promise_day_type,
            "windows": [link.window.code for link in item.windows],
            **local,
        },
    }


def _yuan(fen: int | None) -> float | int | None:
    return None if fen is None else fen // 100 if fen % 100 == 0 else fen / 100
