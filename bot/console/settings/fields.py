"""A setting as the fields of a form, and back: what was typed stays as it was typed when it cannot be."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from bot.console.access import Posted
from bot.services.content import CITY_ZONE
from bot.services.house.holidays import Holidays, spread
from bot.services.house.hours import WEEK
from bot.services.house.store import HouseError
from bot.services.house.words import KINDS

_WORKED = ("上班", "办公")
_HOLIDAYS = re.compile(
    r"(\d{4}-\d{2}-\d{2})\s*(?:[至到~～—]\s*(\d{4}-\d{2}-\d{2}))?\s*[，,:：]?\s*(放假|休息|停办|上班|办公)(.*)"
)
_REST = ("休息", "不办公", "关闭")


def shown(name: str, value: Any) -> dict[str, Any]:
    """JSON → what stands in the fields."""
    if name == "hours":
        return {
            **{f"day_{n}": "、".join(ranges) for n, ranges in enumerate(value["weekly"])},
            "closed_on_holidays": value["closed_on_holidays"],
            "special": "\n".join(_line(each) for each in value["special"]),
        }
    if name == "holidays":
        return {"days": "\n".join(Holidays.model_validate(value).lines())}
    if name == "emergency_notice":
        return {**value, **{key: _local(value[key]) for key in ("starts_at", "ends_at")}}
    return dict(value) if isinstance(value, dict) else {"value": value}


def typed(name: str, form: Posted) -> dict[str, Any]:
    """The fields as they came."""
    if name == "hours":
        days = {f"day_{n}": form.text(f"day_{n}") for n in range(7)}
        return {
            **days,
            "closed_on_holidays": bool(form.text("closed_on_holidays")),
            "special": form.text("special"),
        }
    if name == "emergency_notice":
        return {key: form.text(key) for key in ("text", "level", "starts_at", "ends_at")}
    if name == "holidays":
        return {"days": form.text("days")}
    if name == "kill_switch":
        return {"channels": form.all("channel"), "sentence": form.text("sentence")}
    if name == "privacy":
        return {key: form.text(key) for key in ("text", "url")}
    if name == "retention":
        return {key: form.text(key) for key in KINDS}
    if name == "open_data":
        return {"value": bool(form.text("value"))}
    return {"value": form.text("value")}


def value_of(name: str, fields: dict[str, Any]) -> Any:
    """Fields → JSON; whatever cannot be read is left for the setting's own check. Raises HouseError for a line of days."""
    if name == "hours":
        return {
            "weekly": [fields[f"day_{n}"] for n in range(7)],
            "closed_on_holidays": fields["closed_on_holidays"],
            "special": [_special(line) for line in fields["special"].splitlines() if line.strip()],
        }
    if name == "holidays":
        lines = [line for line in fields["days"].splitlines() if line.strip()]
        return {"days": [each for line in lines for each in _holidays(line)]}
    if name == "emergency_notice":
        return {key: value for key, value in fields.items() if value or key == "text"}
    return fields["value"] if set(fields) == {"value"} else fields


def weekdays() -> list[tuple[str, str]]:
    return [(f"day_{n}", f"周{char}") for n, char in enumerate(WEEK)]


def _line(special: dict[str, Any]) -> str:
    return f"{special['day']} {'、'.join(special['ranges']) or '休息'} {special['note']}".strip()


def _special(line: str) -> dict[str, Any]:
    day, _, rest = line.strip().replace("　", " ").partition(" ")
    ranges, _, note = rest.strip().partition(" ")
    return {"day": day, "ranges": "" if ranges in _REST else ranges, "note": note.strip()}


def _holidays(line: str) -> list[dict[str, Any]]:
    """`2027-02-05 至 2027-02-11 放假 春节`, or one day."""
    match = _HOLIDAYS.fullmatch(line.strip())
    if match is None:
        raise HouseError(
            f"看不懂“{line.strip()[:60]}”，请写成“2027-02-05 至 2027-02-11 放假 春节”或“2027-02-14 上班 春节调休”的样子。"
        )
    first, last, what, name = match.groups()
    try:
        days = spread(first, last or first)
    except ValueError as error:
        raise HouseError(f"{error}。") from None
    return [{"day": day, "is_working": what in _WORKED, "name": name.strip()} for day in days]


def _local(iso: str | None) -> str:
    return datetime.fromisoformat(iso).astimezone(CITY_ZONE).strftime("%Y-%m-%dT%H:%M") if iso else ""
