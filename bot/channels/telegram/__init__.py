"""Telegram: the Bot API as a webhook or by long polling (docs/channels/telegram.md)."""

from __future__ import annotations

import os

# The library's coming behaviour: waiting times are time spans. Read when an error is made.
os.environ.setdefault("PTB_TIMEDELTA", "true")
