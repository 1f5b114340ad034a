"""Names of the shipped service items, for components that are trained before any database exists."""

from __future__ import annotations

import hashlib
from functools import lru_cache

from bot.services.catalogue.read import read_dir
from bot.settings import get_settings


@lru_cache(maxsize=1)
def shipped_names() -> tuple[str, ...]:
    """Every name and alias in ``data/catalogue``, sorted."""
    files = read_dir(get_settings().catalogue_dir)
    return tuple(
        sorted({name for file in files for item in file.items for name in (item.name, *item.aliases)})
    )


def names_fingerprint() -> str:
    """Changes with the names, so that Rasa retrains what was built from them."""
    return hashlib.sha256("\n".join(shipped_names()).encode()).hexdigest()
