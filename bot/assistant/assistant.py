"""The conversation: one call a message, whatever the door it came through.

Cleans, resolves buttons, takes the conversation's lock, lets Rasa think, and never stays silent.
"""

from __future__ import annotations

import secrets
import time
from typing import Any

import structlog
from rasa.core.channels.channel import OutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore

from bot.assistant import announcing, at_desk, conversations, holding, metrics
from bot.assistant.action_runner import InProcessEndpoint
from bot.assistant.at_desk import TURN_PLACE
from bot.assistant.conversations import Loaded, TurnConflict
from bot.assistant.greeting import greeting
from bot.assistant.holding import Answer
from bot.assistant.inbound import (
    SHOWN_FILE,
    Inbound,
    UnknownChoice,
    UnknownConversation,
    file_payload,
)
from bot.assistant.locks import ConversationLocks
from bot.assistant.messages import Message, from_rasa, outward, place_of
from bot.assistant.offered import meant
from bot.assistant.processor import InProcessAgent
from bot.assistant.tracker_store import OpenTurn, SqlTrackerStore, current_turn
from bot.assistant.turns import InLine, turns_of
from bot.db.base import utc_now
from bot.nlu.decider import CONTEXT_ITEM, TOPIC
from bot.services import text, turn
from bot.services.house.current import current
from bot.services.notices.nudge import nudge
from bot.settings import get_settings
from bot.tracing import error_number

log = structlog.get_logger()

# Payloads that answer the question just asked. 确认 is none: pressed twice, it says the same receipt again.
_STEP = ("/form_pick", "/form_skip")
SORRY = "抱歉，系统暂时繁忙，您的消息没有处理成功（编号 {number}），之前填写的内容都还在。请过一会儿再发一次，或拨打 12345 政务服务便民热线。"
SILENT = "抱歉，我没能给出回答。您可以换个说法再问一次，或拨打 12345 政务服务便民热线。"


class TurnOutput(OutputChannel):
    """Collects what Rasa sends, one message a response."""

    def __init__(self, opened: OpenTurn, channel: str) -> None:
        self._opened, self._channel = opened, channel

    def name(self) -> str:  # Rasa's is a classmethod; ours differs per conversation
        return self._channel

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        seq = self._opened.loaded.turns + 1
        if not self._opened.announced and turn.notes().outcome != "emergency":  # then the number comes first
            self._announce(seq)
        self._opened.replies.append(from_rasa(message, f"{seq}.{len(self._opened.replies)}"))

    def _announce(self, seq: int) -> None:
        """The city's notice before the answer, once."""
        notice = announcing.news(self._opened.loaded)
        if notice is not None:
            self._opened.announced = True
            said: Message = {"id": f"{seq}.{len(self._opened.replies)}", **announcing.message_of(notice)}
            self._opened.replies.append(said)


class Assistant:
    def __init__(self, model_path: str) -> None:
        self._turns = turns_of(get_settings())
        self._locks = ConversationLocks(turns=self._turns)
        self.use(model_path)

    def use(self, model_path: str) -> None:
        """Loads another model beside the talk; turns that have begun end with the one they began with."""
        agent = InProcessAgent(
            tracker_store=SqlTrackerStore(None),
            lock_store=InMemoryLockStore(),
            action_endpoint=InProcessEndpoint(),
        )
        agent.load_model(model_path)
        assert agent.processor is not None
        self._agent, self._processor = agent, agent.processor

    @property
    def model_name(self) -> str:
        return self._agent.model_name or ""

    async def close(self) -> None:
        if self._turns is not None:
            await self._turns.close()

    @property
    def redis_answers(self) -> bool | None:
        """None where no Redis is set."""
        return self._turns.redis_answers if isinstance(self._turns, InLine) else None

    async def understand(self, said: str) -> dict[str, Any]:
        """Rasa's parse data of a text, outside any conversation: for evaluation and for staff who try a question."""
        return dict(await self._agent.parse_message(said))

    def start(
        self, channel: str, conversation_id: str | None = None, hours: int | None = None
    ) -> tuple[str, list[Message]]:
        """A new conversation: its id (128 random bits, unless the door names one) and the greeting."""
        conversation_id = conversation_id or f"{channel}:{secrets.token_urlsafe(16)}"
        hello = greeting(channel)
        lasts = hours or get_settings().session_hours
        conversations.create(conversation_id, channel, hello, lasts, announcing.heard_with(hello))
        return conversation_id, outward(hello)

    def greet_again(self, loaded: Loaded) -> list[Message]:
        """The greeting of a conversation in which nothing was said yet, as it is now: what it announced may be over."""
        hello = greeting(loaded.channel)
        conversations.regreet(loaded.conversation_id, hello, announcing.heard_with(hello))
        return outward(hello)

    async def handle(self, conversation_id: str, inbound: Inbound) -> list[Message]:
        """`answer`, for a door without tokens."""
        return (await self.answer(conversation_id, inbound)).messages

    async def answer(self, conversation_id: str, inbound: Inbound) -> Answer:
        """Answer one message.

        Raises TextEmpty, TextTooLong, UnknownChoice for what cannot be read, UnknownConversation, and Busy.
        """
        with metrics.stages():
            return await self._handle(conversation_id, inbound)

    async def _handle(self, conversation_id: str, inbound: Inbound) -> Answer:
        cleaned = text.clean(inbound.text) if inbound.text is not None else None
        asked_at = time.perf_counter()
        async with self._locks.hold(conversation_id):
            metrics.add("wait", time.perf_counter() - asked_at)
            with metrics.stage("load"):
                loaded = conversations.load(conversation_id, inbound.message_id)
            if loaded is None or loaded.expires_at < utc_now():
                raise UnknownConversation
            if inbound.token_no is not None and not holding.takes(loaded, inbound.token_no):
                raise UnknownConversation
            if loaded.repeated is not None:
                return Answer(outward(loaded.repeated), holding.repeated(loaded))
            met = at_desk.meet(loaded, inbound, cleaned) if loaded.handover is not None else None
            if met is not None and met.replies is not None:
                return Answer(outward(met.replies))
            switch = current().kill_switch
            if switch.stops(loaded.channel):
                # Nothing is kept of it: switched on again, the talk goes on as it was.
                metrics.observe_turn(loaded.channel, "off", 0)
                return Answer([{"id": f"{loaded.turns + 1}.0", "type": "notice", "text": switch.said}])
            if met is not None:
                return await self._turn(loaded, met.said, met.shown, inbound.message_id, met.first)
            if inbound.file_id is not None:
                said, shown = file_payload(inbound.file_id), SHOWN_FILE
            else:
                said, shown = self._resolve(loaded, cleaned, inbound.payload)
            return await self._turn(loaded, said, shown, inbound.message_id)

    @staticmethod
    def _resolve(loaded: Loaded, cleaned: str | None, payload: str | None) -> tuple[str, str]:
        """(what Rasa hears, what the history shows)."""
        if payload is not None:
            place = TURN_PLACE.fullmatch(payload)
            choice = (
                conversations.offered(loaded.conversation_id, *map(int, place.groups())) if place else None
            )
            if place is None or choice is None:
                raise UnknownChoice
            if int(place[1]) != loaded.turns and choice["payload"].startswith(_STEP):
                raise UnknownChoice  # 是, of a question asked before, is no answer to this one
            return choice["payload"], choice["title"]
        assert cleaned is not None
        typed = cleaned.rstrip("。.、 ")
        number = place_of(typed, len(loaded.choices)) if loaded.by_number else None
        if number is not None:
            return loaded.choices[number]["payload"], cleaned
        for choice in loaded.choices:
            if typed == choice["title"]:
                return choice["payload"], cleaned
        which = meant(typed, [choice["title"] for choice in loaded.choices])
        return (loaded.choices[which]["payload"] if which is not None else cleaned), cleaned

    async def _turn(
        self, loaded: Loaded, said: str, shown: str, message_id: str | None, first: Message | None = None
    ) -> Answer:
        with turn.turn(f"{loaded.conversation_id}/{loaded.turns + 1}") as notes:
            replies = await self._think(loaded, said, shown, message_id, first, notes)
        return Answer(outward(replies), holding.handed_out(loaded) if notes.proven else None)

    async def _think(
        self,
        loaded: Loaded,
        said: str,
        shown: str,
        message_id: str | None,
        first: Message | None,
        notes: turn.TurnNotes,
    ) -> list[Message]:
        """`first`: what is said before what Rasa says."""
        opened = OpenTurn(loaded, message_id, shown)
        if first is not None:
            opened.replies.append({"id": f"{loaded.turns + 1}.0", **first})
        token = current_turn.set(opened)
        started = time.perf_counter()
        outcome = "failed"
        try:
            await self._processor.handle_message(  # not the agent's: this conversation is locked already
                UserMessage(
                    said,
                    output_channel=TurnOutput(opened, loaded.channel),
                    sender_id=loaded.conversation_id,
                    input_channel=loaded.channel,
                    metadata={key: loaded.state.get("slots", {}).get(key) for key in (CONTEXT_ITEM, TOPIC)},
                )
            )
            outcome = notes.outcome or "answered"
            nudge()
            if not opened.replies:
                log.error("turn.silent", conversation=loaded.conversation_id[:12])
                return [{"id": f"{loaded.turns + 1}.0", "type": "text", "text": SILENT}]
            return opened.replies
        except Exception as error:
            if isinstance(error, TurnConflict) and message_id is not None:
                # Another replica has answered it while the lock between the two was gone.
                saved = conversations.load(loaded.conversation_id, message_id)
                if saved is not None and saved.repeated is not None:
                    return saved.repeated
            number = error_number()
            # Whatever was composed was not saved: saying it would be a promise nobody remembers.
            log.exception("turn.failed", number=number, conversation=loaded.conversation_id[:12])
            return [{"id": f"{loaded.turns + 1}.0", "type": "text", "text": SORRY.format(number=number)}]
        finally:
            current_turn.reset(token)
            metrics.observe_turn(loaded.channel, outcome, time.perf_counter() - started)
