"""Before Rasa: while a person is waited for or talks, what a citizen says goes to that person, on every channel.

Only danger is answered by the house itself. What steers the hand-over (可以看, 不等了, 结束人工, 留言) is understood
here by its very words, so that it works in the middle of a form, which lies untouched until the talk is over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, cast

from sqlalchemy.orm import Session

from bot.actions.emergency import WORDS as DANGER
from bot.assistant import conversations, desk_words
from bot.assistant.conversations import Loaded
from bot.assistant.inbound import SHOWN_FILE, Inbound, UnknownChoice
from bot.assistant.messages import Choice, Message
from bot.db.base import utc_now
from bot.db.session import read_session, write_session
from bot.nlu.emergencies import emergency_lexicon
from bot.nlu.plain import plain_text
from bot.services.handover import asking, leaving, lines, record, transcript, words
from bot.services.handover.asking import Standing
from bot.services.handover.lines import Line
from bot.services.handover.states import State

DEED = "/desk_"  # what our own buttons carry; typed, its slash is another one
_GO_ON = "继续"
TURN_PLACE = re.compile(r"(\d{1,9})\.(\d{1,3})\.(\d{1,3})")
_LINE_PLACE = re.compile(r"h(\d{1,9})\.(\d{1,3})")
_OFFERS = {State.HELD: "agent", State.MISSED: "house"}  # whose words may offer something to choose


@dataclass(frozen=True)
class Met:
    """`replies`: all there is to say; else Rasa hears `said`, after `first` was said."""

    replies: list[Message] | None = None
    said: str = ""
    shown: str = ""
    first: Message | None = None


def meet(loaded: Loaded, inbound: Inbound, cleaned: str | None) -> Met | None:
    """None: nothing of it is the desk's business. Raises UnknownChoice."""
    assert loaded.handover is not None
    choice = _pressed(loaded, inbound.payload)
    with read_session() as session:
        here = asking.standing(session, loaded.handover)
        if inbound.message_id is not None:
            before = lines.repeated(session, loaded.conversation_id, inbound.message_id)
            if before is not None:
                return Met([_message(line) for line in before])
        by = _OFFERS.get(here.state) if here else None
        offer = lines.latest_offer(session, loaded.handover, by) if by else []
    if here is None:
        return None
    return _Visit(loaded, inbound, here, cleaned, choice, offer).met()


def _pressed(loaded: Loaded, payload: str | None) -> Choice | None:
    """The choice that a button means, of a turn or of a line. Raises UnknownChoice."""
    if payload is None:
        return None
    found: Any = None
    if place := _LINE_PLACE.fullmatch(payload):
        with read_session() as session:
            found = lines.offered(session, loaded.conversation_id, int(place[1]), int(place[2]))
    elif place := TURN_PLACE.fullmatch(payload):
        found = conversations.offered(loaded.conversation_id, *map(int, place.groups()))
    if found is None:
        raise UnknownChoice
    return cast(Choice, found)


@dataclass(frozen=True)
class _Visit:
    """One message of a citizen who has asked for a person at some time."""

    loaded: Loaded
    inbound: Inbound
    here: Standing
    typed: str | None
    choice: Choice | None
    offer: list[dict[str, str]]  # in the last words of the agent, or of the house where nobody came

    def met(self) -> Met | None:
        deed = self._deed()
        if deed is not None:
            return self._do(deed)
        if self.choice is not None and self._is_service(self.choice):
            return self._begin(self.choice)
        if self.here.state is State.WRITING:
            return self._write()
        return self._speak() if self.here.state.silences else None

    def _deed(self) -> str | None:
        """What of the hand-over itself is wanted, pressed or said."""
        if self.choice is not None:
            payload = self.choice["payload"]
            return payload.removeprefix(DEED) if payload.startswith(DEED) else None
        plain = desk_words.bare(self.typed)
        if self.here.state is State.WRITING:
            return None
        if not self.here.state.silences:
            return "leave" if self._wants_to_leave(plain) else self._last_offered(plain)
        if desk_words.ends(plain) or (self.here.state is State.WAITING and plain in ("取消", "算了")):
            return "end"
        if self.here.state is State.WAITING and desk_words.asks_again(plain):
            return "position"
        if self.here.shows_transcript is None:  # after that a number is something said to the person
            return desk_words.consents(plain) or self._last_offered(plain)
        return None

    def _wants_to_leave(self, plain: str) -> bool:
        """留言, or its number where it was offered after the last turn, which asked for the person."""
        if self.here.state is not State.MISSED:
            return False
        asked_last = any(choice["payload"].startswith(DEED) for choice in self.loaded.choices)
        return plain in (words.LEAVE, "我要留言") or (plain == "1" and bool(self.offer) and asked_last)

    def _last_offered(self, plain: str) -> str | None:
        """What of ours the last turn offers under this title or number."""
        choices = self.loaded.choices
        for number, choice in enumerate(choices, start=1):
            named = plain == choice["title"] or (self.loaded.by_number and plain == str(number))
            if named and choice["payload"].startswith(DEED):
                return choice["payload"].removeprefix(DEED)
        return None

    def _is_service(self, choice: Choice) -> bool:
        return bool(_LINE_PLACE.fullmatch(self.inbound.payload or "")) and not choice["payload"].startswith(
            DEED
        )

    def _do(self, deed: str) -> Met:
        now = utc_now()
        with write_session(durable=True) as session:
            if deed == "end":
                said = asking.end(session, self.here.id, now) or words.NOTHING_OPEN
                if self.loaded.state.get("active_loop"):  # the form asks again what it asked last
                    return self._resume(session, said)
                return self._answer(session, said, **_banner(session, self.here.id))
            if deed == "leave":
                begun = self.here.state is State.WRITING or leaving.begin(session, self.here.id, now)
                return self._answer(session, words.WRITE_NOW if begun else words.NOTHING_OPEN)
            if not self.here.state.silences:
                return self._answer(session, words.NOTHING_OPEN)
            if deed == "position":
                said = words.still_waiting(self.here.position)
                return self._answer(session, said, **_banner(session, self.here.id, self.here.position))
            shows = deed == "show"
            transcript.decide(session, record.get(session, self.here.id), shows, now)
            return self._answer(session, words.SHOWN if shows else words.HIDDEN)

    def _begin(self, choice: Choice) -> Met:
        """The form an agent sent; the assistant leads through it."""
        with write_session(durable=True) as session:
            asking.begin_service(session, self.here.id, choice["title"], utc_now())
        return Met(said=choice["payload"], shown=choice["title"])

    def _speak(self) -> Met | None:
        offered = self._offered()
        if offered is not None:
            return self._begin(offered)
        text = SHOWN_FILE if self.inbound.file_id else self.choice["title"] if self.choice else self.typed
        assert text is not None
        data = {"file_id": self.inbound.file_id} if self.inbound.file_id else {}
        danger = emergency_lexicon().find(plain_text(text))
        now = utc_now()
        with write_session(durable=True) as session:
            heard = asking.hear(session, self.here.id, text, now, self.inbound.message_id, **data)
            if heard is None:  # it ended in this very moment
                return None
            conversations.seen(session.connection(), self.loaded.conversation_id, now)
            if danger is None:
                return Met([])
            return Met([_message(_say(session, self.here.id, heard, DANGER[danger], type="notice"))])

    def _offered(self) -> Choice | None:
        """开始办理…, typed where there are no buttons."""
        plain = desk_words.bare(self.typed)
        for number, choice in enumerate(self.offer, start=1):
            if plain in (desk_words.bare(choice["title"]), str(number)):
                return cast(Choice, choice)
        return None

    def _write(self) -> Met | None:
        """The message for staff; a button of the assistant's, or danger, goes past it."""
        now = utc_now()
        if self.choice is not None:
            with write_session() as session:
                leaving.cancel(session, self.here.id, now)
            return None
        with write_session(durable=True) as session:
            if self.inbound.file_id is not None:
                return self._answer(session, words.NO_FILE)
            text = self.typed or ""
            plain = desk_words.bare(text)
            if desk_words.asks_again(plain) or emergency_lexicon().find(plain_text(text)):
                return None
            if desk_words.cancels(plain):
                leaving.cancel(session, self.here.id, now)
                return self._answer(session, words.NOT_LEFT)
            left = leaving.leave(session, self.here.id, text, now, self.inbound.message_id)
            if left is None:
                return None
            return Met([_message(_say(session, self.here.id, left[0], left[1]))])

    def _resume(self, session: Session, said: str) -> Met:
        data = _banner(session, self.here.id)["data"]
        shown = self.choice["title"] if self.choice else self.typed or ""
        return Met(said=_GO_ON, shown=shown, first={"type": "handover", "text": said, "data": data})

    def _answer(self, session: Session, text: str, **data: Any) -> Met:
        """To what was said, which is kept with it: a repeat gets the same."""
        said = self.choice["title"] if self.choice else self.typed or SHOWN_FILE
        heard = lines.add(
            session, self.here.id, "citizen", said, utc_now(), message_id=self.inbound.message_id
        )
        return Met([_message(_say(session, self.here.id, heard, text, **data))])


def _say(session: Session, handover_id: int, to: Line | None, text: str, **data: Any) -> Line:
    line: Line = asking.reply(session, handover_id, to, text, utc_now(), **data)
    return line


def _banner(session: Session, handover_id: int, position: int = 0) -> dict[str, Any]:
    row = record.get(session, handover_id)
    return {"type": "handover", "data": words.state_data(State(row.state), position)}


def _message(line: Line) -> Message:
    return cast(Message, line.message)
