"""How an answer looks where it is read: paragraphs and lists, links of the source, pieces of a messaging app."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

_NUMBERED = re.compile(r"^\d{1,2}[.、．)）]\s*")
_BULLET = re.compile(r"^[-·•]\s*")
_TELEGRAM, _WECHAT_BYTES = 4096, 2000  # LONGEST of bot/channels/telegram and bot/channels/tencent


@dataclass(frozen=True)
class Block:
    kind: Literal["p", "ol", "ul"]
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    blocks: tuple[Block, ...]
    plain: str
    source: str
    telegram: int  # messages it takes
    wechat: int
    characters: int


def previews(body: dict[str, Any]) -> Preview:
    source = body["source"]
    number = f"（{source['doc_no']}）" if source["doc_no"] else ""
    basis = f"《{source['title']}》{number}{source['article']}" if source["title"] else "（还没有写依据）"
    plain = f"{body['answer']}\n\n来源：{basis}"
    return Preview(
        tuple(_blocks(body["answer"])),
        plain,
        basis,
        -(-len(plain.encode("utf-16-le")) // 2 // _TELEGRAM) or 1,
        max(1, -(-len(plain.encode()) // _WECHAT_BYTES)),
        len(body["answer"]),
    )


def _blocks(text: str) -> list[Block]:
    blocks: list[Block] = []
    for line in text.split("\n"):
        if not line.strip():
            continue
        kind: Literal["p", "ol", "ul"] = (
            "ol" if _NUMBERED.match(line) else "ul" if _BULLET.match(line) else "p"
        )
        words = _BULLET.sub("", _NUMBERED.sub("", line)) if kind != "p" else line
        if blocks and blocks[-1].kind == kind and kind != "p":
            blocks[-1] = Block(kind, (*blocks[-1].lines, words))
        else:
            blocks.append(Block(kind, (words,)))
    return blocks
