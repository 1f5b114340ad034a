"""What ships must pass its own checks and be as much as was promised."""

from __future__ import annotations

import pytest
import yaml

from bot.services.catalogue import check as catalogue_check
from bot.services.catalogue.read import CatalogueFile
from bot.services.catalogue.read import read_dir as read_catalogue
from bot.services.faq import check as faq_check
from bot.services.faq.check import MIN_SIMILAR
from bot.services.faq.read import FaqFile
from bot.services.faq.read import read_dir as read_faq
from bot.settings import ROOT

CATALOGUE = ROOT / "data" / "catalogue"
FAQ = ROOT / "data" / "nlu" / "faq"


@pytest.fixture(scope="module")
def catalogue() -> list[CatalogueFile]:
    return read_catalogue(CATALOGUE)


@pytest.fixture(scope="module")
def faq() -> list[FaqFile]:
    return read_faq(FAQ)


def test_the_catalogue_passes_its_check() -> None:
    assert [str(finding) for finding in catalogue_check.check_dir(CATALOGUE)] == []


def test_the_faq_passes_its_check() -> None:
    assert [str(finding) for finding in faq_check.check_dir(FAQ, CATALOGUE)] == []


def test_at_least_60_items_of_14_departments(catalogue: list[CatalogueFile]) -> None:
    assert sum(len(file.items) for file in catalogue) >= 60
    assert len({file.department.code for file in catalogue if file.department and file.items}) >= 14


def test_at_least_150_entries_with_8_similar_questions_each(faq: list[FaqFile]) -> None:
    records = [record for file in faq for record in file.records]
    assert len(records) >= 150
    assert [record.name for record in records if len(record.similar) < MIN_SIMILAR] == []


def test_local_facts_belong_to_a_city_that_does_not_exist(catalogue: list[CatalogueFile]) -> None:
    for file in catalogue:
        for item in file.items:
            assert item.local.online_url is None or ".example" in item.local.online_url, item.code
        for window in file.windows:
            assert window.phone.startswith("0000-") or len(window.phone) == 5, window.code


def test_no_example_has_two_intents() -> None:
    """Rasa only warns of it, and one of the two is learnt wrongly."""
    labels: dict[str, set[str]] = {}
    for path in sorted((ROOT / "data" / "nlu").rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in str(block.get("examples", "")).splitlines():
                labels.setdefault(line.removeprefix("- ").strip(), set()).add(block["intent"])
    assert not {text: found for text, found in labels.items() if len(found) > 1}
