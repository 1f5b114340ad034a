"""Every label of the widget is there in every language; read from the source, so no state can be forgotten."""

from __future__ import annotations

import json
import re

from bot.channels.traditional import traditional
from tests.browser.fake_server import WEB

WIDGET = WEB / "widget"
# Sent to the service or said by no label: names of the languages, the console, parts of dates, what is read out.
NO_LABELS = {
    "结束人工",
    "政务助手的样式未能加载",
    "简体",
    "繁體",
    "余",
    "餘",
    "已約滿",
    "以后的回答会读给您听",
}
_ENTRY = re.compile(r'^  (?:"((?:[^"\\]|\\.)*)"|([^\s:"]+)): ("(?:[^"\\]|\\.)*"),$', re.M)


def dictionary(name: str) -> dict[str, str]:
    source = (WIDGET / f"words-{name}.js").read_text(encoding="utf-8")
    found = {
        json.loads(f'"{quoted}"') if quoted else bare: json.loads(said)
        for quoted, bare, said in _ENTRY.findall(source)
    }
    assert len(found) == source.count("\n") - 3  # every line was read
    return found


def labels() -> set[str]:
    found: set[str] = set()
    for file in WIDGET.glob("*.js"):
        if file.name.startswith("words-"):
            continue
        source = re.sub(r"/\*.*?\*/|(?<!:)//[^\n]*", "", file.read_text(encoding="utf-8"), flags=re.S)
        source = re.sub(r"`[^`]*`", lambda template: " ".join(re.findall(r'"[^"\n]*"', template[0])), source)
        found |= {
            each
            for each in re.findall(r'"((?:[^"\\\n]|\\.)*)"', source)
            if re.search("[\u4e00-\u9fff]", each)
        }
    return found - NO_LABELS


def placeholders(words: str) -> list[str]:
    return sorted(re.findall(r"\{\w+\}", words))


def test_english_says_everything() -> None:
    english = dictionary("en")
    only_in_traditional = {"繁体字由程序转换，以简体原文为准。"}
    assert labels() - english.keys() == only_in_traditional
    assert english.keys() - labels() == set()
    for chinese, said in english.items():
        assert said.strip() and placeholders(said) == placeholders(chinese), chinese


def test_traditional_writes_as_the_server_does() -> None:
    traditional_labels = dictionary("hant")
    said = {label: traditional_labels.get(label, label) for label in labels()}
    assert said == {label: traditional([{"text": label}])[0]["text"] for label in labels()}
    assert traditional_labels.keys() - labels() == {"以后的回答会读给您听"}
