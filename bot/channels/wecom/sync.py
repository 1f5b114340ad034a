"""Fetching: a callback only says that there is something. What was fetched before is known again by its msgid.

The place we have read up to is kept in memory only: after a restart the last three days are read again, which is what
the platform keeps, and every message that is known already is left alone.
"""

from __future__ import annotations

import asyncio
from typing import Any

import structlog

from bot.channels.messaging.backoff import pause_after
from bot.channels.messaging.channel import Later, Receive
from bot.channels.tencent.api import Api, ApiError
from bot.channels.wecom import read
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.mailbox import accounts

log = structlog.get_logger()

_LONGEST_WAIT_S = 60.0
_PAGE = 1000
_TOKEN_OVER = 95007  # of the callback: "10分钟内有效"
_BEFORE_US_S = 600  # on the very first start, older messages were written to somebody else


class Sync:
    def __init__(self, api: Api) -> None:
        self._api = api
        self._wanted: dict[str, str] = {}  # the callback's token, by account
        self._cursors: dict[str, str] = {}
        self._wake = asyncio.Event()
        self._not_before = 0

    def called(self, account: str, token: str) -> None:
        """The platform has something for this account."""
        self._wanted[account] = token
        self._wake.set()

    async def run(self, receive: Receive) -> None:
        """Until cancelled; what came while nobody listened is fetched first."""
        begun, failures = False, 0
        while True:
            self._wake.clear()
            try:
                if not begun:
                    await self._begin()
                    begun = True
                await self._fetch_all(receive)
                failures = 0
                await self._wake.wait()
            except Exception as error:
                seconds = error.seconds if isinstance(error, Later) else None
                kind = str(error) if isinstance(error, (Later, ApiError)) else type(error).__name__
                log.warning("wecom.not_fetched", why=kind)
                await asyncio.sleep(seconds or pause_after(failures, _LONGEST_WAIT_S))
                failures += 1

    async def _begin(self) -> None:
        self._not_before = await asyncio.to_thread(_first_of_ours)
        found = await self._api.call("kf/account/list", {"offset": 0, "limit": 100})
        for account in _rows(found, "account_list"):
            if isinstance(account.get("open_kfid"), str):
                self._wanted.setdefault(account["open_kfid"], "")

    async def _fetch_all(self, receive: Receive) -> None:
        while self._wanted:
            account, token = next(iter(self._wanted.items()))
            try:
                await self._fetch(account, token, receive)
            except ApiError as error:
                if error.code == _TOKEN_OVER and token and self._wanted.get(account) == token:
                    self._wanted[account] = ""
                    continue
                self._wanted.pop(account, None)
                log.error("wecom.account_not_read", code=error.code)
                continue
            if self._wanted.get(account) == token:  # it did not call again in the meantime
                del self._wanted[account]

    async def _fetch(self, account: str, token: str, receive: Receive) -> None:
        while True:
            cursor = self._cursors.get(account, "")
            question: dict[str, Any] = {
                "open_kfid": account,
                "limit": _PAGE,
                "cursor": cursor,
                "token": token,
            }
            found = await self._api.call("kf/sync_msg", {k: v for k, v in question.items() if v != ""})
            for message in _rows(found, "msg_list"):
                received = read.received(message)
                if received is not None and received.sequence >= self._not_before:
                    await receive(received)
            following = found.get("next_cursor")
            if isinstance(following, str) and following:
                self._cursors[account] = following
            if not found.get("has_more") or self._cursors.get(account, "") == cursor:
                return


def _rows(found: dict[str, Any], name: str) -> list[dict[str, Any]]:
    rows = found.get(name)
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


def _first_of_ours() -> int:
    """Seconds since 1970: what was sent before is not ours to answer."""
    with read_session() as session:
        known = accounts.has_any(session, "wecom")
    return 0 if known else int(utc_now().timestamp()) - _BEFORE_US_S
