"""The software bill of materials of a lock: CycloneDX 1.5 JSON, with the hashes that an installation is checked against.

    python -m scripts.sbom [requirements.txt] > sbom.cdx.json

Made from the lock alone, so that the same lock gives the same bill; licences stand in it where the package is installed
here. What needs what comes from the `# via` comments of the lock.
"""

from __future__ import annotations

import json
import re
import sys
import uuid
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
_PIN = re.compile(r"^([A-Za-z0-9._-]+)(?:\[[^]]*\])?==([^\s;\\]+)")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_VIA = re.compile(r"^\s+#(?: via)?\s+(?!via$)([A-Za-z0-9._-]+)(?: \(pyproject\.toml\))?$")
_SPACE = uuid.UUID("5f1f2cf0-6c3f-5b7e-9a41-0d3a9e8d7a11")


@dataclass
class Pin:
    """One package of the lock. `wanted_by`: packages, and `zhengwen` for what we ask for ourselves."""

    name: str
    version: str
    hashes: list[str] = field(default_factory=list)
    wanted_by: set[str] = field(default_factory=set)

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def pins(lock: str) -> list[Pin]:
    """Of a requirements.txt as `make lock` writes it."""
    found: list[Pin] = []
    for line in lock.splitlines():
        pin = _PIN.match(line)
        if pin:
            found.append(Pin(_normal(pin[1]), pin[2]))
        elif found:
            found[-1].hashes += _HASH.findall(line)
            via = _VIA.match(line)
            if via:
                found[-1].wanted_by.add(_normal(via[1]))
    return found


def bill(lock: str) -> dict[str, Any]:
    """The document, without a time: the lock is the time."""
    found = pins(lock)
    project = {"type": "application", "bom-ref": "zhengwen", "name": "zhengwen", "version": _version()}
    needs: dict[str, list[str]] = {"zhengwen": [], **{pin.purl: [] for pin in found}}
    refs = {"zhengwen": "zhengwen", **{pin.name: pin.purl for pin in found}}
    for pin in found:
        for name in sorted(pin.wanted_by):
            needs[refs[name]].append(pin.purl)
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "serialNumber": f"urn:uuid:{uuid.uuid5(_SPACE, lock)}",
        "version": 1,
        "metadata": {"component": project},
        "components": [_component(pin) for pin in found],
        "dependencies": [{"ref": ref, "dependsOn": sorted(on)} for ref, on in needs.items()],
    }


def _component(pin: Pin) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": pin.purl,
        "name": pin.name,
        "version": pin.version,
        "purl": pin.purl,
        # One a file that may be installed: of each, any will do.
        "externalReferences": [
            {
                "type": "distribution",
                "url": f"https://pypi.org/project/{pin.name}/{pin.version}/",
                "hashes": [{"alg": "SHA-256", "content": digest} for digest in sorted(pin.hashes)],
            }
        ],
        **_licence(pin),
    }


def _licence(pin: Pin) -> dict[str, Any]:
    try:
        described = metadata.metadata(pin.name)
    except metadata.PackageNotFoundError:
        return {}
    said = described.get("License-Expression") or described.get("License") or ""
    if said and "\n" not in said and len(said) <= 80:
        return {"licenses": [{"license": {"name": said}}]}
    classes = [
        each.rpartition(" :: ")[2] for each in described.get_all("Classifier") or [] if "License ::" in each
    ]
    return {"licenses": [{"license": {"name": each}} for each in classes]} if classes else {}


def _normal(name: str) -> str:
    """As PyPI compares names."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _version() -> str:
    found = re.search(r'^version = "([^"]+)"', (ROOT / "pyproject.toml").read_text("utf-8"), re.MULTILINE)
    assert found
    return found[1]


if __name__ == "__main__":
    lock_file = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "requirements.txt"
    json.dump(bill(lock_file.read_text("utf-8")), sys.stdout, ensure_ascii=False, indent=1)
    print()
