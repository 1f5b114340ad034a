"""The city's items read together are what each read by itself is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.orm import Session

from bot.services.catalogue import cache
from bot.services.catalogue.load import load_dir
from bot.services.catalogue.query import city_items, get_item, item_names
from bot.settings import ROOT
from tests.services.shipped import TODAY


def test_together_and_alone_are_the_same(session: Session) -> None:
    load_dir(session, ROOT / "data" / "catalogue", "990100", "云江市")
    together = {item.code: item for item in city_items(session, TODAY)}
    names = item_names(session, TODAY)
    assert together == {name.code: get_item(session, name.code, TODAY) for name in names}
    assert len(together) >= 60
    assert any(item.has_form for item in together.values())


def test_what_does_not_exist_fills_no_memory(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    """A link to the bot may name any item, and somebody may make millions of them."""

    @contextmanager
    def reading() -> Iterator[Session]:
        yield session

    load_dir(session, ROOT / "data" / "catalogue", "990100", "云江市")
    monkeypatch.setattr(cache, "read_session", reading)
    items = cache.ItemCache()
    some = items.with_form()[0]
    known = len(items._items)
    assert known >= 60
    assert [items.get(f"no-such-item-{number}") for number in range(50)] == [None] * 50
    assert len(items._items) == known and items.get("") is None
    assert items.get(some.code) == some
