"""The envelope of a callback: whose signature it bears, how old it is, what is inside; and a reply put into one."""

from __future__ import annotations

import hmac
import time
from collections.abc import Mapping
from typing import Any

from wechatpy.crypto import WeChatCrypto
from wechatpy.utils import WeChatSigner

from bot.channels.problems import Problem
from bot.channels.tencent import xml

# The platform repeats within seconds; a signature that somebody kept is no longer one. Clocks may differ a little.
FRESH_FOR_S = 600


class Envelope:
    """Of one account. `receiver`: its AppID or CorpID, which stands inside what is encrypted."""

    def __init__(self, token: str, aes_key: str | None, receiver: str) -> None:
        self._token = token
        self._crypto = WeChatCrypto(token, aes_key, receiver) if aes_key else None

    @property
    def is_sealed(self) -> bool:
        return self._crypto is not None

    def check(self, signature: str, query: Mapping[str, str], *signed: str) -> None:
        """Problem 403 unless `signature` is ours over what was `signed`, made minutes ago at most."""
        timestamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        signer = WeChatSigner()
        signer.add_data(self._token, timestamp, nonce, *signed)
        if not hmac.compare_digest(signature.encode(), signer.signature.encode()):
            raise Problem(403)
        if not timestamp.isascii() or not timestamp.isdigit() or len(timestamp) > 12:
            raise Problem(403)
        if abs(time.time() - int(timestamp)) > FRESH_FOR_S:
            raise Problem(403)

    def opened(self, query: Mapping[str, str], body: bytes) -> dict[str, Any]:
        """The fields of a message. Problem 403 for a stranger's, 400 for what is no message."""
        if self._crypto is None:
            self.check(query.get("signature", ""), query)
            return xml.fields(body)
        sealed = xml.text(xml.fields(body), "Encrypt", len(body))
        # A plain message beside an encrypted one is not looked at: its signature does not cover it.
        self.check(query.get("msg_signature", ""), query, sealed)
        return xml.fields(self.unsealed(sealed).encode())

    def unsealed(self, sealed: str) -> str:
        """What was encrypted for us; its signature is checked already. Problem 403 for anybody else's."""
        assert self._crypto is not None
        from wechatpy.crypto import PrpCrypto

        try:
            return str(PrpCrypto(self._crypto.key).decrypt(sealed, self._crypto.app_id))
        except Exception:  # of whatever kind: base64, padding, length, text, receiver
            raise Problem(403) from None

    def sealed(self, reply: str, query: Mapping[str, str]) -> str:
        """A reply as the account is set up to take it."""
        if self._crypto is None:
            return reply
        return str(self._crypto.encrypt_message(reply, query.get("nonce", ""), query["timestamp"]))
