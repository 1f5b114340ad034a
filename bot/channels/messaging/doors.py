"""What the webhooks of all apps share."""

from __future__ import annotations

from typing import Any

import structlog
from fastapi import Request

from bot.channels.messaging.office import Office
from bot.channels.problems import Problem
from bot.channels.rates.limits import in_words

log = structlog.get_logger()

ROUTER: dict[str, Any] = {"prefix": "/channels", "tags": ["消息应用"], "include_in_schema": False}


def office_for(request: Request, channel: str) -> Office:
    """Problem 404 for an app that is not configured."""
    office: Office = request.app.state.office
    if channel not in office.channels:
        raise Problem(404)
    return office


async def admit(request: Request, channel: str) -> None:
    """Problem 429 when the platform, once it is known to be the platform, brings more than the settings allow."""
    too_many = await request.app.state.rates.of_channel(channel)
    if too_many is not None:
        words, headers = in_words(too_many)
        raise Problem(429, words, headers=headers)


def refused(channel: str, status: int, why: str) -> Problem:
    """What a door raises for what is not the platform's; `why` is ours, nothing of the request reaches the log."""
    log.warning("channel.request_refused", channel=channel, status=status, why=why)
    return Problem(status)
