"""The shipped menu: every entry says something the assistant knows what to do with."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.channels.wechat.menu import SHIPPED, read_menu
from bot.db.models import Turn
from bot.db.session import read_session
from tests.channels.apps.wechat_talk import WeChatTalk


def entries(buttons: list[dict[str, Any]]) -> list[str]:
    found = []
    for button in buttons:
        found += [button["key"]] if "key" in button else entries(button.get("sub_button", []))
    return found


@pytest.mark.parametrize("key", entries(read_menu(SHIPPED)["button"]))
def test_an_entry_is_understood(wechat: WeChatTalk, key: str) -> None:
    wechat.greet()
    words = wechat.post(wechat.person.event("CLICK", key))
    assert words
    with read_session() as session:
        last = session.scalars(select(Turn).order_by(Turn.created_at.desc()).limit(1)).one()
    assert last.user_text == key.removeprefix("say:")
    assert last.outcome not in ("lost", "out_of_scope", "failed"), words
