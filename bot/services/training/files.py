"""The intents' examples in ``data/nlu/*.yml``, and the same files with other examples in them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.services import yaml_text
from bot.services.faq.export import intents_yaml

Examples = Mapping[str, Sequence[str]]  # intent → its examples


@dataclass(frozen=True)
class NluFile:
    """`head`: the comment it begins with; `blocks`: (intent, examples) in order."""

    name: str
    head: str
    blocks: tuple[tuple[str, tuple[str, ...]], ...]


def read_dir(directory: Path) -> list[NluFile]:
    """Files directly in `directory`; the FAQ beneath it is the FAQ workspace's. Raises YamlError."""
    return [_read(path) for path in sorted(directory.glob("*.yml"))]


def _read(path: Path) -> NluFile:
    text = yaml_text.decode(path.read_bytes())
    document: Any = yaml_text.parse(text)
    lines = text.split("\n")
    begin = next((n for n, line in enumerate(lines) if line.startswith("nlu:")), 0)
    head = "\n".join(line for line in lines[:begin] if line.startswith("#"))
    blocks = [(str(block["intent"]), _lines(block["examples"])) for block in document["nlu"]]
    return NluFile(path.name, head, tuple(blocks))


def _lines(examples: str) -> tuple[str, ...]:
    return tuple(line.strip().removeprefix("- ").strip() for line in examples.split("\n") if line.strip())


def examples_of(files: Sequence[NluFile]) -> dict[str, list[str]]:
    """Every intent with all its examples: one may stand in two files."""
    found: dict[str, list[str]] = {}
    for file in files:
        for intent, examples in file.blocks:
            found.setdefault(intent, []).extend(examples)
    return found


def rewritten(files: Sequence[NluFile], wanted: Examples) -> dict[str, str]:
    """File name → text, of the files that the examples `wanted` change. Raises CheckError on unsafe text.

    An example stays in the file it stands in; a new one goes to the first that has its intent.
    """
    placed: set[str] = set()
    changed = {}
    for file in files:
        blocks = []
        for intent, examples in file.blocks:
            if intent not in wanted:
                blocks.append((intent, examples))
                continue
            kept = [each for each in examples if each in wanted[intent]]
            if intent not in placed:
                known = {e for other in files for name, each in other.blocks if name == intent for e in each}
                kept += [each for each in wanted[intent] if each not in known]
                placed.add(intent)
            if kept:
                blocks.append((intent, tuple(kept)))
        if tuple(blocks) != file.blocks:
            changed[file.name] = (file.head + "\n" if file.head else "") + intents_yaml(blocks)
    return changed
