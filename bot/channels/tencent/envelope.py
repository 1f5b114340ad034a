"""The envelope of a callback: whose signature it bears, how old it is, what is inside; and a reply put into one."""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from typing import Any

from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from bot.channels.messaging.doors import refused
from bot.channels.problems import Problem
from bot.channels.tencent import xml

# The platform repeats within seconds; a signature that somebody kept is no longer one. Clocks may differ a little.
FRESH_FOR_S = 600


class Envelope:
    """Of one account. `receiver`: its AppID or CorpID, which stands inside what is encrypted."""

    def __init__(self, channel: str, token: str, aes_key: str | None, receiver: str) -> None:
        self._channel, self._token = channel, token
        self._crypto = WeChatCrypto(token, aes_key, receiver) if aes_key else None

    def check(self, signature: str, query: Mapping[str, str], *signed: str) -> None:
        """Problem 403 unless `signature` is ours over what was `signed`, made minutes ago at most."""
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        signer = WeChatSigner()
        signer.add_data(self._token, timestamp, nonce, *signed)
        if not hmac.compare_digest(signature.encode(), signer.signature.encode()):
            raise self._refused(403, "signature")
        if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
            raise self._refused(403, "timestamp")
        if abs(time.time() - int(timestamp)) > FRESH_FOR_S:
            raise self._refused(403, "older than ten minutes, or this machine's clock is wrong")

    def opened(self, query: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The fields of a message. Problem 403 for a stranger's, 400 for what is no message."""
        if self._crypto is None:
            self.check(query.get("signature", ""), query)
            return self._fields(body)
        sealed = xml.text(self._fields(body), "Encrypt", len(body))
        if not sealed:
            raise self._refused(403, "not encrypted: the account must be set to 安全模式")
        # A plain message beside an encrypted one is not looked at: its signature does not cover it.
        self.check(query.get("msg_signature", ""), query, sealed)
        return self._fields(self.unsealed(sealed).encode())

    def unsealed(self, sealed: str) -> str:
        """What was encrypted for us; its signature is checked already. Problem 403 for anybody else's."""
        assert self._crypto is not None
        from wechatpy.crypto import PrpCrypto

        try:
            return str(PrpCrypto(self._crypto.key).decrypt(sealed, self._crypto.app_id))
        except Exception:  # of whatever kind: base64, padding, length, text, receiver
            raise self._refused(403, "encrypted with another key or for another account") from None

    def sealed(self, reply: str, query: Mapping[str, str]) -> str:
        """A reply as the account is set up to take it."""
        if self._crypto is None:
            return reply
        return str(self._crypto.encrypt_message(reply, query.get("nonce", ""), query["timestamp"]))

    def _fields(self, raw: bytes) -> dict[str, Any]:
        try:
            return xml.fields(raw)
        except xml.NotXml:
            raise self._refused(400, "no XML of the platform's") from None

    def _refused(self, status: int, why: str) -> Problem:
        return refused(self._channel, status, why)
