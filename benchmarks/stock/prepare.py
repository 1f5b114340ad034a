"""The project's training data with the entities marked, as a Rasa author would mark them by hand.

Same intents, same examples, same answers; ours finds items and aspects by other means and needs no marks. Writes
``benchmarks/stock/var/nlu``: every file of ``data/nlu``, and the catalogue's names as lookup table and synonyms.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

from bot.nlu.aspects import AspectLexicon
from bot.nlu.normalise import fold_text
from bot.services.catalogue.read import read_dir
from bot.services.yaml_text import dump

ROOT = Path(__file__).resolve().parents[2]
TARGET = Path(__file__).resolve().parent / "var" / "nlu"

_EXAMPLE = re.compile(r"^(\s{4,}- )(.+)$")
_INTENT = re.compile(r"^- intent: (\S+)")


def prepare(root: Path = ROOT, target: Path = TARGET) -> Path:
    """The folder to give to `rasa train --data`, written anew."""
    shutil.rmtree(target, ignore_errors=True)
    names = item_names(root / "data" / "catalogue")
    marker = Marker(names, AspectLexicon.load(root / "data" / "lexicon" / "aspects.yml"))
    for source in sorted((root / "data" / "nlu").rglob("*.yml")):
        copy = target / source.relative_to(root / "data" / "nlu")
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text("\n".join(_marked(source, marker)) + "\n", encoding="utf-8")
    (target / "catalogue.yml").write_text(_catalogue(names), encoding="utf-8")
    return target


def item_names(folder: Path) -> dict[str, str]:
    """Name or alias → item code; a name that two items share belongs to the first."""
    names: dict[str, str] = {}
    for file in read_dir(folder):
        for item in file.items:
            for name in (item.name, *item.aliases):
                names.setdefault(name, item.code)
    return names


class Marker:
    """Puts `[护照]{"entity": "service_item", "value": "…"}` around what is named."""

    def __init__(self, names: dict[str, str], lexicon: AspectLexicon) -> None:
        self._names, self._lexicon = names, lexicon
        longest_first = sorted(names, key=len, reverse=True)
        self._pattern = re.compile("|".join(re.escape(name) for name in longest_first if len(name) > 1))

    def mark(self, text: str, aspects: bool) -> str:
        spans = [
            (m.start(), m.end(), "service_item", self._names[m[0]]) for m in self._pattern.finditer(text)
        ]
        if aspects and fold_text(text) == text:  # else the offsets are not those of `text`
            for span in self._lexicon.find(text):
                if all(span.end <= start or span.start >= end for start, end, *_ in spans):
                    spans.append((span.start, span.end, "aspect", span.aspect))
        for start, end, entity, value in sorted(spans, reverse=True):
            mark = json.dumps({"entity": entity, "value": value}, ensure_ascii=False)
            text = f"{text[:start]}[{text[start:end]}]{mark}{text[end:]}"
        return text


def _marked(source: Path, marker: Marker) -> Iterator[str]:
    intent, in_responses = "", False
    for line in source.read_text(encoding="utf-8").splitlines():
        in_responses = (in_responses or line.startswith("responses:")) and not line.startswith("nlu:")
        opened = _INTENT.match(line)
        intent = opened[1] if opened else intent
        example = None if in_responses else _EXAMPLE.match(line)
        yield example[1] + marker.mark(example[2], intent == "ask_item") if example else line


def _catalogue(names: dict[str, str]) -> str:
    synonyms: dict[str, list[str]] = {}
    for name, code in names.items():
        synonyms.setdefault(code, []).append(name)
    lookup = {"lookup": "service_item", "examples": _examples(list(names))}
    return dump(
        {
            "version": "3.1",
            "nlu": [
                lookup,
                *({"synonym": code, "examples": _examples(all_)} for code, all_ in synonyms.items()),
            ],
        }
    )


def _examples(rows: list[str]) -> str:
    return "".join(f"- {row}\n" for row in rows)


if __name__ == "__main__":
    print(prepare())
