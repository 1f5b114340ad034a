"""Letters out: in order for each citizen, waiting when the platform says so, given up when it can never work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from bot.channels.messaging.channel import Blocked, Channel, Held, Later, Refused
from bot.channels.messaging.metrics import observe_delivery
from bot.channels.messaging.pump import Pump
from bot.db.base import utc_now
from bot.db.session import Session, read_session, write_session
from bot.services.mailbox import accounts, deliveries
from bot.services.mailbox.address import Address
from bot.services.mailbox.deliveries import Letter

log = structlog.get_logger()


@dataclass(frozen=True)
class _Outcome:
    name: str  # sent, later, held, refused, blocked
    note: Callable[[Session], object]  # writes it down


class Sending:
    def __init__(self, channels: Mapping[str, Channel]) -> None:
        self._channels = channels
        self._silent_until: dict[str, datetime] = {}
        self.pump = Pump(self._waiting, self._send)

    def _waiting(self, room: int) -> list[int]:
        now = utc_now()
        speaking = [name for name in self._channels if not self._is_silent(name, now)]
        with read_session() as session:
            return deliveries.waiting(session, speaking, now, room)

    def _is_silent(self, channel: str, now: datetime) -> bool:
        return self._silent_until.get(channel, now) > now

    async def _send(self, row_id: int) -> None:
        letter = await asyncio.to_thread(_take, row_id)
        if letter is None:
            return
        if self._is_silent(letter.channel, utc_now()):  # told so while this one was on its way
            until = self._silent_until[letter.channel]
            outcome = _put_off(letter, until, "silent", counts=False)
        else:
            outcome = await self._try(letter)
        await asyncio.to_thread(_write, outcome)
        observe_delivery(letter.channel, outcome.name)

    async def _try(self, letter: Letter) -> _Outcome:
        try:
            await self._channels[letter.channel].send(letter.part)
        except Blocked:
            return _blocked(letter)
        except Held as held:
            why = str(held)
            return _Outcome("held", lambda session: deliveries.hold(session, letter.id, why))
        except Refused as refused:
            why = str(refused)
            log.error("channel.refused", channel=letter.channel, letter=letter.id, why=why)
            return _Outcome("refused", lambda session: deliveries.drop(session, letter.id, why))
        except Later as later:
            return self._later(letter, later)
        except Exception as error:
            log.exception("channel.not_sent", channel=letter.channel, letter=letter.id)
            return self._later(letter, Later(type(error).__name__))
        return _Outcome("sent", lambda session: deliveries.sent(session, letter.id, utc_now()))

    def _later(self, letter: Letter, later: Later) -> _Outcome:
        told = later.seconds is not None
        wait = timedelta(seconds=later.seconds or 0) if told else deliveries.wait_after(letter.attempts)
        until = utc_now() + wait
        if later.everybody:
            self._silent_until[letter.channel] = max(until, self._silent_until.get(letter.channel, until))
        log.warning("channel.later", channel=letter.channel, letter=letter.id, why=str(later))
        return _put_off(letter, until, str(later), counts=not told)


def _take(row_id: int) -> Letter | None:
    """None when another process has it, or when it may not be sent."""
    with write_session() as session:
        letter = deliveries.take(session, row_id, utc_now())
        if letter is not None and accounts.is_blocked(session, Address(letter.channel, letter.part.address)):
            deliveries.drop(session, letter.id, "blocked")
            return None
    return letter


def _write(outcome: _Outcome) -> None:
    with write_session() as session:
        outcome.note(session)


def _blocked(letter: Letter) -> _Outcome:
    address = Address(letter.channel, letter.part.address)

    def note(session: Session) -> None:
        accounts.block(session, address, utc_now())
        deliveries.drop_all(session, address, "blocked")

    return _Outcome("blocked", note)


def _put_off(letter: Letter, until: datetime, why: str, *, counts: bool) -> _Outcome:
    return _Outcome(
        "later", lambda session: deliveries.postpone(session, letter.id, until, why, counts=counts)
    )
