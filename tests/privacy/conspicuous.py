"""The scripted conversations, spoken by citizens whose names, numbers and addresses stand nowhere else.

Masks keep what they show of a value, so that the scripts' expectations hold: the first three and last four digits of a
mobile, the first six and last six of an identity number, the first character and the length of a name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

from bot.evaluation.script import Conversation, read_scripts

_MOBILE = re.compile(r"(?<!\d)(1[3-9]\d)(\d{4})(\d{4})(?!\d)")
_ID = re.compile(r"(?<!\d)([1-9]\d{5})((?:19|20)\d{2})(\d{2})(\d{2}\d{3})([\dX])(?!\d)")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
NAMES = {
    "张伟": "张槿",
    "王芳": "王樾",
    "李娜": "李翀",
    "王五": "王旻",
    "王建国": "王旻翀",
    "王桂兰": "王樾槿",
}
PLACES = {"幸福路18号": "槿樾路7318号", "临江路66号": "槿翀路7366号", "幸福小区3栋": "槿旻小区7303栋"}


def conspicuous(folder: Path, into: Path) -> tuple[list[Conversation], set[str]]:
    """The conversations of a folder in other words, and the words that may be found nowhere."""
    words = {*NAMES.values(), *PLACES.values()}
    for path in sorted(folder.glob("*.yml")):
        text = path.read_text("utf-8")
        for before, after in {**NAMES, **PLACES}.items():
            text = text.replace(before, after)
        text = _ID.sub(lambda found: _other_id(found, words), text)
        text = _MOBILE.sub(lambda found: _other_mobile(found, words), text)
        (into / path.name).write_text(text, "utf-8")
    scripts = read_scripts(sorted(into.glob("*.yml")))
    spoken = yaml.safe_dump([list(_said(script)) for script in scripts], allow_unicode=True, width=10**6)
    return scripts, {word for word in words if word in spoken}


def _said(script: Conversation) -> Iterator[str]:
    for turn in script.turns:
        yield turn.say or ""


def _other_mobile(found: re.Match[str], words: set[str]) -> str:
    other = found[1] + f"{(int(found[2]) + 7307) % 10000:04d}" + found[3]
    words.add(other)
    return other


def _other_id(found: re.Match[str], words: set[str]) -> str:
    """Another month of birth with the same check digit; a wrong number stays what it is."""
    if _check(found[1] + found[2] + found[3] + found[4]) != found[5]:
        return found[0]
    for year in (int(found[2]) + step for step in (0, -1, 1, -2, 2)):
        for month in range(1, 13):
            body = f"{found[1]}{year}{month:02d}{found[4]}"
            if _check(body) == found[5] and body + found[5] != found[0]:
                words.add(body + found[5])
                return body + found[5]
    return found[0]


def _check(body: str) -> str:
    return "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11]
