"""A checklist in words: what to bring, what may follow later, what need not be brought at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.services.checklist.rows import How, Needed

_TITLES: tuple[tuple[How, str], ...] = (
    ("bring", "需要准备"),
    ("later", "可以容缺、之后再补"),
    ("optional", "有的话带上"),
    ("uploaded", "已经上传"),
    ("shared", "数据共享，不用带"),
)


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[str, ...]


def parts(rows: Sequence[Needed]) -> tuple[Part, ...]:
    """The parts that are not empty, what has to be brought first."""
    return tuple(
        Part(title, tuple(line(row) for row in rows if row.how == how))
        for how, title in _TITLES
        if any(row.how == how for row in rows)
    )


def line(row: Needed) -> str:
    """居民身份证：原件1份、复印件1份（租房的；交验原件）"""
    counts = [f"{name}{n}份" for name, n in (("原件", row.original), ("复印件", row.copies)) if n]
    count = f"：{'、'.join(counts)}" if counts and row.how not in ("shared", "uploaded") else ""
    why = [
        each
        for each in (
            f"用于{'、'.join(row.items)}" if row.items else "",
            row.only_when and f"适用：{row.only_when}",
            "" if row.how == "uploaded" else row.note,
        )
        if each
    ]
    return f"{row.name}{count}" + (f"（{'；'.join(why)}）" if why else "")


def total(rows: Sequence[Needed]) -> str:
    """共需原件2份、复印件3份; empty when nothing has to be brought."""
    firm = [row for row in rows if row.how in ("bring", "later") and not row.only_when]
    counts = [("原件", sum(row.original for row in firm)), ("复印件", sum(row.copies for row in firm))]
    said = "、".join(f"{name}{n}份" for name, n in counts if n)
    return f"合计：{said}。" if said else ""


def text(rows: Sequence[Needed]) -> str:
    """The whole list, a part a paragraph."""
    blocks = [f"【{part.title}】\n" + "\n".join(f"· {each}" for each in part.lines) for part in parts(rows)]
    if not any(row.how == "bring" for row in rows):
        blocks.insert(0, "按您的情况，没有必须另外准备的材料。")
    return "\n".join([*blocks, *([total(rows)] if total(rows) else [])])
