"""微信客服's API, sending: texts and menus, the five a citizen allows, and who is speaking there."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any

import structlog

from bot.assistant.messages import Message
from bot.channels.messaging.channel import Held, Later, Receive, Refused
from bot.channels.messaging.event import Event, FileOffer
from bot.channels.tencent import menus
from bot.channels.tencent.api import SETUP_S, Api, ApiError, TokenRequest
from bot.channels.tencent.envelope import Envelope
from bot.channels.wecom import read
from bot.channels.wecom.sync import Sync
from bot.services.mailbox.deliveries import Part
from bot.settings import Settings

log = structlog.get_logger()

_LATER = {95001: "as many as are allowed, or 48 hours are over", 95013: "the conversation has ended"}
_NOT_NOW, _FORBIDDEN = 95018, 48002
_BY_PEOPLE = (2, 3)  # service_state: waiting for a person, served by one
_WELCOME_S = 18.0  # of the twenty that a welcome code is good for


class WeComChannel:
    name = "wecom"

    def __init__(self, settings: Settings) -> None:
        assert settings.wecom_corp_id and settings.wecom_secret
        assert settings.wecom_token and settings.wecom_aes_key
        corp, secret = settings.wecom_corp_id, settings.wecom_secret.get_secret_value()
        token, aes_key = settings.wecom_token.get_secret_value(), settings.wecom_aes_key.get_secret_value()
        self.envelope = Envelope(self.name, token, aes_key, corp)
        ask = TokenRequest("get", "gettoken", params={"corpid": corp, "corpsecret": secret})
        self.api = Api(self.name, settings.wecom_api_url, corp, ask)
        self.sync = Sync(self.api)
        self._welcome: dict[str, tuple[str, float]] = {}  # code, good until; by address

    def read(self, body: str) -> Event | None:
        return read.read(body)

    def draw(self, address: str, conversation_id: str, messages: Sequence[Message]) -> list[Part]:
        return menus.draw(address, conversation_id, messages)

    def words(self, address: str, text: str) -> list[Part]:
        return menus.words(address, text)

    async def acknowledge(self, event: Event) -> None:
        """Who enters may be greeted once, by the code that came with it."""
        now = time.monotonic()
        self._welcome = {who: kept for who, kept in self._welcome.items() if kept[1] > now}
        if event.reference:
            self._welcome[event.address] = (event.reference, now + _WELCOME_S)

    async def send(self, part: Part) -> None:
        code, until = self._welcome.pop(part.address, ("", 0.0))
        try:
            if code and until > time.monotonic() and await self._sent_on_event(code, part):
                return
            await self._send(part)
        except ApiError as error:
            raise await self._meaning(error, part) from error

    async def _sent_on_event(self, code: str, part: Part) -> bool:
        """False when the code is no good any more: it may be sent like anything else."""
        try:
            await self.api.call("kf/send_msg_on_event", {"code": code, **_content(part)})
        except ApiError as error:
            log.warning("wecom.not_welcomed", code=error.code)
            return False
        return True

    async def _send(self, part: Part) -> None:
        account, who = part.address.split(" ")
        await self.api.call("kf/send_msg", {"touser": who, "open_kfid": account, **_content(part)})

    async def _meaning(self, error: ApiError, part: Part) -> Exception:
        if error.code in _LATER:
            return Held(_LATER[error.code])
        if error.code == _FORBIDDEN:
            log.error(
                "channel.account_refused",
                channel=self.name,
                code=error.code,
                why="the app may not call the API of 微信客服",
            )
            return Later(str(error), SETUP_S, everybody=True)
        if error.code == _NOT_NOW:
            by_people = await self._state(part) in _BY_PEOPLE
            return Refused("a person speaks there") if by_people else Held("not in this state")
        return Refused(str(error))

    async def _state(self, part: Part) -> object:
        account, who = part.address.split(" ")
        try:
            found = await self.api.call(
                "kf/service_state/get", {"open_kfid": account, "external_userid": who}
            )
        except ApiError:
            return None
        return found.get("service_state")

    async def fetch(self, offer: FileOffer, most_bytes: int) -> bytes:
        return await self.api.fetch(offer.reference, most_bytes)

    async def collect(self, receive: Receive) -> None:
        await self.sync.run(receive)

    async def close(self) -> None:
        await self.api.close()


def _content(part: Part) -> dict[str, Any]:
    if not menus.is_menu(part):
        return {"msgtype": "text", "text": {"content": menus.in_words(part)}}
    rows = [{"type": "click", "click": {"id": data, "content": title}} for data, title in menus.entries(part)]
    menu = {"head_content": part.text, "list": rows, "tail_content": menus.tail(part)}
    return {"msgtype": "msgmenu", "msgmenu": menu}
