"""How a 一件事 is said: what it covers, with which departments, and what stays to be done elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rasa_sdk.executor import CollectingDispatcher

from bot.actions.say import button, say
from bot.services import turn
from bot.services.answers import item as item_answers
from bot.services.bundles.query import BundlePart, BundleView
from bot.services.catalogue.cache import items
from bot.services.insight.topic import Topic

_MOST_GUIDES = 3


def say_bundle(
    dispatcher: CollectingDispatcher, view: BundleView, *, suggest: bool = True, for_another: bool = False
) -> None:
    """The whole on one page; `suggest` is False inside a form, whose own question has the buttons."""
    turn.notes().topic = Topic("bundle", view.code, view.bundle.lead)
    buttons = [
        button("开始办理", "start_application", service_item=view.code),
        *([button("代办，请对方同意", "act_for_other", service_item=view.code)] if for_another else []),
        *_guides(view.elsewhere),
    ]
    say(
        dispatcher,
        overview(view),
        buttons=buttons if suggest else [],
        source=_source(view),
    )


def say_fields(
    dispatcher: CollectingDispatcher, view: BundleView, aspects: tuple[str, ...], *, suggest: bool
) -> None:
    """退休一件事要多久: the field of each item that can be applied for together."""
    turn.notes().topic = Topic("bundle", view.code, view.bundle.lead)
    codes = dict.fromkeys(part.item.item for part in view.here)
    found = [item for code in codes if (item := items.get(code)) is not None]
    say(
        dispatcher,
        "\n\n".join(
            [f"“{view.title}”里各个事项：", *(item_answers.answer(each, aspects).text for each in found)]
        ),
        buttons=[button("开始办理", "start_application", service_item=view.code)] if suggest else [],
        source=_source(view),
    )


def _source(view: BundleView) -> dict[str, str]:
    law = view.bundle.by_law[0]
    return {
        "department": view.lead_name,
        "basis": f"《{law.title}》（{law.doc_no}）",
        "url": law.url or "",
        "checked_on": view.bundle.checked_on,
    }


def overview(view: BundleView) -> str:
    here = [f"{n}. {line}" for n, line in enumerate(_lines(view.here), 1)]
    blocks = [
        f"“{view.title}”：{view.bundle.summary}",
        "可以在这里一起申请：\n" + "\n".join(here),
    ]
    if view.elsewhere:
        blocks.append(
            "还有这些在这里不能填报，按办事指南办理：\n"
            + "\n".join(f"· {line}" for line in _lines(view.elsewhere))
        )
    blocks.append(
        "共同的信息只填一次，一次核对、一次提交，每个事项各有一个办件编号，用总编号可以一起查进度。"
    )
    return "\n".join(blocks)


def say_bundles(dispatcher: CollectingDispatcher, views: Sequence[BundleView], *, suggest: bool) -> None:
    if not views:
        say(dispatcher, "目前没有可以一次办的“一件事”。请直接说您想办的事项。")
        return
    say(
        dispatcher,
        "这些事可以一次办好，您要办哪一件？\n"
        + "\n".join(f"· {view.title}：{view.bundle.summary}" for view in views),
        buttons=[button(view.title, "ask_bundle", service_item=view.code) for view in views]
        if suggest
        else [],
    )


def left_over(parts: Iterable[BundlePart]) -> str:
    """另外请办理 …, with where; empty when nothing is left."""
    once = list({part.item.item: part for part in parts}.values())
    lines = [f"· {line}{_where(part)}" for part, line in zip(once, _lines(once), strict=True)]
    return "这些事项在这里不能填报，请另外办理：\n" + "\n".join(lines) if lines else ""


def _lines(parts: Iterable[BundlePart]) -> list[str]:
    """One an item: for whom, by which department."""
    by_item: dict[str, list[BundlePart]] = {}
    for part in parts:
        by_item.setdefault(part.item.item, []).append(part)
    lines = []
    for same in by_item.values():
        first = same[0]
        whom = "；".join(part.item.when for part in same if part.item.when)
        more = "，".join(each for each in (whom, first.item.note) if each)
        lines.append(f"{first.name}（{first.department}）" + (f"：{more}" if more else ""))
    return lines


def _where(part: BundlePart) -> str:
    item = items.get(part.item.item)
    if item is None or not item.windows:
        return ""
    window = item.windows[0]
    return f"\n　地点：{window.name}，{window.address}，电话 {window.phone}"


def _guides(parts: Sequence[BundlePart]) -> list[dict[str, str]]:
    return [
        button(f"{part.name}：办事指南", "ask_item", service_item=part.item.item)
        for part in parts[:_MOST_GUIDES]
    ]
