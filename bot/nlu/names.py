"""Names of service items: the shipped ones, for components trained before any database exists, and those that several share."""

from __future__ import annotations

import hashlib
from functools import lru_cache

import yaml

from bot.services.catalogue.read import read_dir
from bot.settings import ROOT, get_settings

NAMESAKES = ROOT / "data" / "lexicon" / "namesakes.yml"


@lru_cache(maxsize=1)
def namesakes() -> tuple[tuple[str, str], ...]:
    """(item code, name) of names that several items go by; who uses one is asked which is meant."""
    rows = yaml.safe_load(NAMESAKES.read_text(encoding="utf-8"))
    return tuple((code, name) for row in rows for name in row["names"] for code in row["items"])


@lru_cache(maxsize=1)
def shipped_names() -> tuple[str, ...]:
    """Every name and alias in ``data/catalogue``, and every name that several share, sorted."""
    files = read_dir(get_settings().catalogue_dir)
    own = {name for file in files for item in file.items for name in (item.name, *item.aliases)}
    return tuple(sorted(own | {name for _, name in namesakes()}))


def names_fingerprint() -> str:
    """Changes with the names, so that Rasa retrains what was built from them."""
    return hashlib.sha256("\n".join(shipped_names()).encode()).hexdigest()
