"""Columns in queries, for the type checker."""

from __future__ import annotations

from typing import Any


def col(attribute: Any) -> Any:
    """A mapped attribute as the SQL column it is: `col(Item.id).in_(ids)` (models annotate the value)."""
    return attribute
