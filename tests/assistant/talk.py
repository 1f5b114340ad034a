"""A citizen who talks to the assistant itself, and what is kept of it."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import select

from bot.assistant.assistant import Assistant
from bot.assistant.inbound import Inbound
from bot.assistant.messages import Message
from bot.db.models.conversation import Conversation, Turn
from bot.db.session import read_session


class Talk:
    def __init__(self, assistant: Assistant) -> None:
        self.assistant = assistant
        self.id, self.last = assistant.start("web")

    async def say(self, text: str, message_id: str | None = None) -> str:
        self.last = await self.assistant.handle(self.id, Inbound(text=text, message_id=message_id))
        return self.words

    async def click(self, title: str) -> str:
        (payload,) = [c["payload"] for m in self.last for c in m.get("choices", []) if c["title"] == title]
        self.last = await self.assistant.handle(self.id, Inbound(payload=payload))
        return self.words

    @property
    def words(self) -> str:
        return "\n".join(message["text"] for message in self.last)

    @property
    def field(self) -> str | None:
        """The field that the last message asks for."""
        fields = [message.get("data", {}).get("field") for message in _data(self.last)]
        return fields[-1] if fields else None

    def state(self) -> dict[str, Any]:
        with read_session() as session:
            return dict(session.scalar(select(Conversation.state).where(Conversation.id == self.id)))

    def turns(self) -> list[Turn]:
        with read_session() as session:
            return list(
                session.scalars(select(Turn).where(Turn.conversation_id == self.id).order_by(Turn.seq))
            )

    def kept(self) -> str:
        """Everything that is stored of the conversation, as text."""
        rows = [{**vars(turn), "_sa_instance_state": None} for turn in self.turns()]
        return json.dumps([rows, self.state()], ensure_ascii=False, default=str)


def _data(messages: list[Message]) -> list[dict[str, Any]]:
    return [dict(message) for message in messages if message.get("type") == "form_field"]


async def apply(talk: Talk, **changed: str) -> str:
    """A whole 居住证 application by typing, up to the review."""
    said = {
        "local_household": "不在",
        "half_year": "满了",
        "ground": "租房",
        "consent": "同意",
        "name": "张伟",
        "id_number": "410184199003150013",
        "mobile": "13912345678",
        "address": "云江市江滨区幸福路18号3栋502室",
        "arrived_on": "2024年3月1日",
        "housing": "租的",
        "delivery": "自己去取",
        "remark": "没有",
        **changed,
    }
    await talk.say("我要申请居住证")
    for _ in range(20):
        if talk.field is None:
            return talk.words
        await talk.say(said[talk.field])
    raise AssertionError("the form has no end")
