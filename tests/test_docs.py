"""The documents say what is there: every command, setting and metric; every link and make target."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import REGISTRY
from typer.main import get_command

from bot.assistant import metrics
from bot.cli import app
from bot.services.house.schema import House
from bot.settings import ROOT, Settings

assert metrics  # importing it registers the metrics

OPERATOR = ROOT / "docs" / "operator.md"
DOCUMENTS = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "data/*.md", "benchmarks/*.md")
    for path in ROOT.glob(pattern)
)
DECISIONS = sorted((ROOT / "docs" / "adr").glob("*.md"))
_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
_MAKE = re.compile(r"(?:^|`|PORT=\d+ )make ((?:[a-z]+ ?)+)", re.MULTILINE)
_CODE = re.compile(r"```.*?```", re.DOTALL)


def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def rows(path: Path) -> set[str]:
    """What stands in code in the first cell of a table row."""
    return {
        code
        for line in text(path).splitlines()
        if line.startswith("|")
        for code in re.findall(r"`([^`]+)`", line.split("|")[1])
    }


def commands(group: object = None, path: tuple[str, ...] = ()) -> Iterator[str]:
    node = group or get_command(app)
    for each, command in sorted(getattr(node, "commands", {}).items()):
        yield from commands(command, (*path, each))
    if path and not hasattr(node, "commands"):
        yield " ".join(path)


def targets() -> set[str]:
    return set(re.findall(r"^([a-z]+):", text(ROOT / "Makefile"), re.MULTILINE))


def test_every_command_is_in_the_operator_guide() -> None:
    assert set(commands()) - rows(OPERATOR) == set()


def test_the_operator_guide_names_no_command_that_is_gone() -> None:
    groups = {command.split()[0] for command in commands()}
    named = {row for row in rows(OPERATOR) if row.split()[0] in groups}
    assert named - set(commands()) == set()


def test_what_the_city_sets_is_in_the_operator_guide() -> None:
    section = text(OPERATOR).split("## 运行设置", 1)[1].split("\n## ", 1)[0]
    named = re.findall(r"^\| [^|]+ \| `([a-z_]+)` \|", section, re.MULTILINE)
    assert sorted(named) == sorted(House.model_fields)


def test_every_setting_is_in_the_operator_guide_and_no_other() -> None:
    wanted = {f"ZHENGWEN_{field.upper()}" for field in Settings.model_fields}
    assert {row for row in rows(OPERATOR) if row.startswith("ZHENGWEN_")} == wanted


def test_every_metric_is_in_the_operator_guide() -> None:
    guide = text(OPERATOR)
    ours = {metric.name for metric in REGISTRY.collect() if metric.name.startswith("zhengwen_")}
    assert ours
    assert {metric for metric in ours if f"`{metric}" not in guide} == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_what_a_document_tells_to_make_can_be_made(path: Path) -> None:
    asked = {word for match in _MAKE.findall(text(path)) for word in match.split()}
    assert asked - targets() == set()


def test_the_makefile_explains_every_target() -> None:
    explained = set(re.findall(r"^([a-z]+):[^#\n]*## ", text(ROOT / "Makefile"), re.MULTILINE))
    assert targets() == explained


def test_what_can_be_applied_for_is_counted() -> None:
    forms, bundles = (
        len(list((ROOT / "data" / "catalogue" / folder).glob("*.yml"))) for folder in ("forms", "bundles")
    )
    assert f"在线申请（{forms}个事项、{bundles}个“一件事”）" in text(ROOT / "README.zh-CN.md")


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_links_lead_somewhere(path: Path) -> None:
    broken = []
    for link in _LINK.findall(_CODE.sub("", text(path))):
        target, _, anchor = link.partition("#")
        if "://" in target or target.startswith("mailto:"):
            continue
        file = (path.parent / target).resolve() if target else path
        if not file.exists() or (anchor and file.suffix == ".md" and anchor not in anchors(file)):
            broken.append(link)
    assert broken == []


def anchors(path: Path) -> set[str]:
    """What a heading is linked by: lower case, blanks as hyphens, no punctuation."""
    headings = re.findall(r"^#+ (.+)$", _CODE.sub("", text(path)), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


@pytest.mark.parametrize("path", DECISIONS, ids=name)
def test_a_decision_is_one_page_in_four_parts(path: Path) -> None:
    headings = re.findall(r"^## (.+)$", text(path), re.MULTILINE)
    parts = [heading.split()[0] for heading in headings]
    assert parts == ["Context", "Decision", "Why", "Consequences"]
    assert len(text(path).splitlines()) <= 60
    assert re.match(rf"# {path.name[:4]} ", text(path))


def test_decisions_that_the_code_cites_exist() -> None:
    cited = {
        number
        for path in [*(ROOT / "bot").rglob("*.py"), *ROOT.glob("*.yml"), *(ROOT / "data").rglob("*.yml")]
        for number in re.findall(r"docs/adr/(\d{4})", text(path))
    }
    assert cited <= {path.name[:4] for path in DECISIONS}
