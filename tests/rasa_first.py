"""Imported by a conftest before its tests import Rasa: as the application does it, without TensorFlow and its noise."""

from __future__ import annotations

import warnings

import structlog

from bot.assistant.tensorflow_absent import stand_in
from bot.logs import configure_environment

with warnings.catch_warnings(record=True):
    configure_environment()
    stand_in()
    import rasa.core.agent  # noqa: F401

# structlog's own default draws a traceback with every variable of every frame, which takes seconds.
structlog.configure(
    processors=[
        structlog.processors.add_log_level,
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(),
    ]
)
