"""The Official Account's API, sending: customer-service messages, their limits as ours."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import structlog

from bot.assistant.messages import Message
from bot.channels.messaging.channel import Blocked, Held, Receive, Refused
from bot.channels.messaging.event import Event, FileOffer
from bot.channels.tencent import menus
from bot.channels.tencent.api import Api, ApiError, TokenRequest
from bot.channels.tencent.envelope import Envelope
from bot.channels.wechat import read
from bot.channels.wechat.template import Template, facts_of
from bot.services.mailbox.deliveries import Part
from bot.settings import Settings

# https://developers.weixin.qq.com/doc/oplatform/developers/errCode/errCode.html
_GONE = frozenset(
    {40003, 43004, 43019, 50002, 50005}
)  # no such follower, unfollowed, blacklisted, account closed
_LATER = {
    45015: "48 hours are over",  # since they wrote
    45047: "as many as are allowed",  # five after what they wrote, three within a minute after a click
    48002: "they take no messages",
}
_NO_MENU = frozenset({40008, 40200, 47001, 48001})  # an account that may send texts, but no menu
_NOT_ALLOWED = 48001
_NOT_VERIFIED = (
    "the account may not send customer-service messages: it is not verified, or not a service account"
)

log = structlog.get_logger()


class WeChatChannel:
    name = "wechat"

    def __init__(self, settings: Settings) -> None:
        assert settings.wechat_app_id and settings.wechat_app_secret and settings.wechat_token
        aes_key = settings.wechat_aes_key
        account = settings.wechat_app_id
        self.envelope = Envelope(
            self.name,
            settings.wechat_token.get_secret_value(),
            aes_key.get_secret_value() if aes_key is not None else None,
            account,
        )
        secret = settings.wechat_app_secret.get_secret_value()
        # 稳定版: the same token for all who ask, so that replicas do not take it from one another.
        ask = {"grant_type": "client_credential", "appid": account, "secret": secret}
        self.api = Api(
            self.name, settings.wechat_api_url, account, TokenRequest("post", "stable_token", json=ask)
        )

        template = settings.wechat_notice_template
        self._template = Template(template, settings.wechat_notice_fields) if template else None

    def read(self, body: str) -> Event | None:
        return read.read(body)

    def draw(self, address: str, conversation_id: str, messages: Sequence[Message]) -> list[Part]:
        parts = menus.draw(address, conversation_id, messages, menus.LONGEST)
        if self._template is not None and [message.get("type") for message in messages] == ["notice"]:
            return [replace(parts[0], facts=facts_of(messages[0])), *parts[1:]]
        return parts

    def words(self, address: str, text: str) -> list[Part]:
        return menus.words(address, text)

    async def acknowledge(self, event: Event) -> None:
        """WeChat waits for nothing but the response."""

    async def send(self, part: Part) -> None:
        try:
            if menus.is_menu(part):
                try:
                    await self._send(part.address, "msgmenu", _menu(part))
                    return
                except ApiError as error:
                    if error.code not in _NO_MENU:
                        raise
            await self._send(part.address, "text", {"content": menus.with_links(part)})
        except ApiError as error:
            if error.code in _GONE:
                raise Blocked from error
            if error.code in _LATER:
                if await self._sent_as_template(part):
                    return
                raise Held(_LATER[error.code]) from error
            if error.code == _NOT_ALLOWED:
                log.error("channel.account_refused", channel=self.name, code=error.code, why=_NOT_VERIFIED)
            raise Refused(str(error)) from error

    async def _sent_as_template(self, part: Part) -> bool:
        message = self._template.filled(part.address, part.facts) if self._template and part.facts else None
        if message is None:
            return False
        try:
            await self.api.call("message/template/send", message)
        except ApiError as error:
            log.error("wechat.template_refused", code=error.code)
            return False
        return True

    async def _send(self, address: str, kind: str, content: dict[str, Any]) -> None:
        await self.api.call("message/custom/send", {"touser": address, "msgtype": kind, kind: content})

    async def fetch(self, offer: FileOffer, most_bytes: int) -> bytes:
        return await self.api.fetch(offer.reference, most_bytes)

    async def collect(self, receive: Receive) -> None:
        """It calls us."""

    async def close(self) -> None:
        await self.api.close()


def _menu(part: Part) -> dict[str, Any]:
    entries = [{"id": data, "content": title} for data, title in menus.entries(part)]
    return {"head_content": f"{part.text}\n", "list": entries, "tail_content": menus.tail(part)}
