"""What the opening words of a 诉求 tell already: its kind, and the matter itself when more is said than the wish."""

from __future__ import annotations

import re

TYPES = {
    "complaint": ("投诉", ("我要投诉", "投诉一下", "告状")),
    "report": ("举报", ("我要举报", "检举", "实名举报", "匿名举报")),
    "help": ("求助", ("反映问题", "求助一下", "帮忙解决", "反映")),
    "suggestion": ("建议", ("提建议", "提意见", "意见", "意见建议")),
    "praise": ("表扬", ("感谢", "点赞", "表扬一下")),
    "question": ("咨询", ("问一下", "咨询一下", "问问")),
}
_SAID = (
    ("report", re.compile(r"举报|检举|揭发")),
    ("complaint", re.compile(r"投诉|投塑|告.{0,2}一?状|差劲|态度")),
    ("praise", re.compile(r"表扬|感谢信|点个?赞|锦旗")),
    ("suggestion", re.compile(r"建议|意见|市长信箱")),
    ("help", re.compile(r"求助|反映|帮.{0,3}解决|没人管|坏了|维修")),
)
_LEAD_IN = re.compile(
    r"^(?:你好|您好|[,，。\s])*(?:我)?(?:要|想|想要|来|需要)?(?:[给向对跟](?:你们?|您|[^,，。]{2,8}?))?(?:在网上|实名|匿名)?(?:投诉|举报|反映|检举|表扬|求助|提(?:个|点|一个|一点|些)?(?:建议|意见)|投塑|咨询)"
    r"(?:一下|一个|个|问题|情况|一件事|建议|意见|热线|电话)?[,，:：。\s]*"
)
_CONTENT_AT = 6


def prefill(text: str) -> dict[str, str]:
    """What the opening words tell already: the type, and the matter itself when more is said than the wish."""
    found: dict[str, str] = {}
    kind = next((kind for kind, pattern in _SAID if pattern.search(text)), None)
    if kind is not None:
        found["type"] = kind
    rest = _LEAD_IN.sub("", text, count=1).strip()
    if len(rest) >= _CONTENT_AT and kind is not None:
        found["content"] = text.strip()
    return found
