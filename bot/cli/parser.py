"""The trained model as a function, for the commands that measure it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from bot.cli.output import fail


def parser() -> Callable[[str], dict[str, Any]]:
    """text → Rasa's parse data, by the trained model on the database of the settings."""
    from bot.assistant.model import NoModel, latest_model
    from bot.assistant.tensorflow_absent import stand_in_unless_wanted
    from bot.logs import configure_logging

    configure_logging("ERROR")
    stand_in_unless_wanted()
    from sqlalchemy.exc import DBAPIError

    from bot.assistant.assistant import Assistant
    from bot.nlu.knowledge import knowledge_base

    try:
        assistant = Assistant(str(latest_model()))
        knowledge_base.current()
    except NoModel as error:
        raise fail(str(error)) from error
    except DBAPIError as error:
        raise fail("数据库还不能用：先运行 python -m bot db upgrade，再运行 python -m bot db seed") from error
    loop = asyncio.new_event_loop()
    return lambda text: loop.run_until_complete(assistant.understand(text))
