"""The service items that ship with the product, as an answer reads them."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from sqlalchemy.orm import Session

from bot.db.base import Base
from bot.db.session import make_engine
from bot.services.catalogue.load import load_dir
from bot.services.catalogue.query import get_item, item_names
from bot.services.catalogue.views import ItemView
from bot.settings import ROOT

TODAY = date(2026, 11, 24)
PASSPORT, PERMIT = "crj-passport-first", "hz-residence-permit"


@lru_cache(maxsize=1)
def shipped_items() -> dict[str, ItemView]:
    """By code; read once."""
    engine = make_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine, future=True) as session:
        load_dir(session, ROOT / "data" / "catalogue", "990100", "云江市")
        views = [get_item(session, name.code, TODAY) for name in item_names(session, TODAY)]
    engine.dispose()
    return {view.code: view for view in views if view is not None}
