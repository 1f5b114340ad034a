"""The city's items read together are what each read by itself is."""

from __future__ import annotations

from sqlalchemy.orm import Session

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
