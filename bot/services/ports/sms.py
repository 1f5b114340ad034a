"""Short messages: to a gateway over HTTP, or, while developing, into the log."""

from __future__ import annotations

from typing import Protocol

import structlog

from bot.services.identity.mask import mask_mobile
from bot.services.ports.http import HttpPort
from bot.settings import get_settings

log = structlog.get_logger()


LOGGED: dict[str, str] = {}  # mobile → the code last logged; scripted conversations type it


class NoSms(Exception):
    """Nothing can be sent: production has no gateway."""

    def __init__(self) -> None:
        super().__init__("生产模式没有设置短信网关（ZHENGWEN_SMS_URL）")


class SmsSender(Protocol):
    def send_code(self, mobile: str, code: str, words: str, key: str) -> None:
        """`words`: what it is for, in Chinese. `key` names this very message. Raises PortDown, PortRefused."""


class LogSms:
    """The development sender. Refused in production, where a log must not open anybody's records."""

    def __init__(self) -> None:
        if get_settings().mode == "production":
            raise NoSms

    def send_code(self, mobile: str, code: str, words: str, key: str) -> None:
        LOGGED[mobile] = code
        log.warning(f"one-time code {code} for {mask_mobile(mobile)}")


class HttpSms:
    """`POST {url}/messages` with ``{"mobile", "code", "text"}``."""

    def __init__(self, url: str) -> None:
        self._port = HttpPort(url)

    def send_code(self, mobile: str, code: str, words: str, key: str) -> None:
        text = f"【{get_settings().city}政务服务】验证码 {code}，5分钟内有效。{words}请勿告诉他人。"
        self._port.call("POST", "messages", {"mobile": mobile, "code": code, "text": text}, key)


def sms_sender() -> SmsSender:
    """Raises NoSms."""
    url = get_settings().sms_url
    return HttpSms(url) if url else LogSms()


def can_send() -> bool:
    settings = get_settings()
    return bool(settings.sms_url) or settings.mode != "production"
