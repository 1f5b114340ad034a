"""The bill of materials says what the lock says; the lock holds nothing without a hash."""

from __future__ import annotations

import json
import re
import subprocess
import sys

import pytest

from bot.settings import ROOT
from scripts.sbom import bill, pins

LOCKS = ("requirements.txt", "requirements-dev.txt")


@pytest.mark.parametrize("name", LOCKS)
def test_everything_that_is_installed_has_a_version_and_a_hash(name: str) -> None:
    lock = (ROOT / name).read_text("utf-8")
    found = pins(lock)
    asked = [line for line in lock.splitlines() if re.match(r"^[A-Za-z0-9]", line)]
    assert len(found) == len(asked) > 100
    assert [pin.name for pin in found if not pin.hashes] == []


def test_the_bill_is_that_of_the_lock_and_always_the_same() -> None:
    lock = (ROOT / "requirements.txt").read_text("utf-8")
    made = subprocess.run(
        [sys.executable, "-m", "scripts.sbom"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    document = json.loads(made.stdout)
    assert document == bill(lock)
    assert (document["bomFormat"], document["specVersion"]) == ("CycloneDX", "1.5")
    components = {each["bom-ref"]: each for each in document["components"]}
    for pin in pins(lock):
        hashes = components[pin.purl]["externalReferences"][0]["hashes"]
        assert {each["content"] for each in hashes} == set(pin.hashes)
    rasa = next(ref for ref in components if ref.startswith("pkg:pypi/rasa@"))
    needs = {each["ref"]: each["dependsOn"] for each in document["dependencies"]}
    assert rasa in needs["zhengwen"]
    assert any(ref.startswith("pkg:pypi/sanic@") for ref in needs[rasa])
    assert all(on in components for each in needs.values() for on in each)
    assert sum("licenses" in each for each in components.values()) > 0.7 * len(components)
