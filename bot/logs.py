"""structlog for everything, as JSON lines; libraries that print secrets or citizens' words are kept quiet."""

from __future__ import annotations

import logging
import os
import sys
import threading
import warnings
from collections.abc import Callable, Sequence
from typing import TextIO, cast

import structlog
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor

# httpx prints URLs with tokens at INFO; Rasa prints whole messages at DEBUG (processor.message.parse).
_QUIET = {
    "httpx": logging.WARNING,
    "rasa": logging.WARNING,
    "rasa_sdk": logging.WARNING,
    "jieba": logging.WARNING,
    "alembic": logging.WARNING,  # /readyz asks it for the migrations
    "py.warnings": logging.ERROR,  # of libraries, about libraries
}


_OURS = "bot"  # the logger's name of our own lines; their events say the rest


class _StandardError:
    """Standard error as it is when something is logged: whoever exchanges it, a test above all, closes the old one."""

    def write(self, text: str) -> int:
        return sys.stderr.write(text)

    def flush(self) -> None:
        sys.stderr.flush()


def configure_environment() -> None:
    """Before Rasa is imported: no telemetry, no TensorFlow chatter, no GPU probing."""
    os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
    os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
    os.environ.setdefault("CUDA_VISIBLE_DEVICES", "")
    os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
    os.environ.setdefault("LOG_LEVEL_LIBRARIES", "ERROR")
    # Rasa's own dependencies, pinned by it; none of them is ours to fix.
    for module in ("apscheduler", "keras", "pkg_resources", "tensorflow", "rasa", "sanic", "google", "jieba"):
        warnings.filterwarnings("ignore", module=rf"{module}(\.|$)")
    warnings.filterwarnings("ignore", category=DeprecationWarning)


def configure_logging(level: str = "INFO", mask: Callable[[str], str] = str) -> None:
    """JSON to standard error, one line an event, whoever logs it. `level` is ours; libraries never go below INFO.

    `mask` hides what is personal where we do not choose the words: in what libraries say and in messages of exceptions.
    """
    configure_environment()
    least = max(logging.INFO, logging.getLevelName(level))
    events: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    written: list[Processor] = [
        # Without the frames' variables: they hold what citizens typed.
        structlog.processors.ExceptionRenderer(ExceptionDictTransformer(show_locals=False)),
        _masked(mask),
        structlog.processors.JSONRenderer(ensure_ascii=False),
    ]
    to = cast(TextIO, _StandardError())
    logging.basicConfig(level=least, handlers=[_of_libraries(to, events, written)])
    logging.captureWarnings(True)
    for name, quiet in _QUIET.items():
        logging.getLogger(name).setLevel(quiet)
    structlog.configure(
        processors=[*events, _ours, *written],
        # Never below INFO: at DEBUG Rasa writes whole messages (processor.message.parse, rule_policy).
        wrapper_class=structlog.make_filtering_bound_logger(least),
        logger_factory=structlog.PrintLoggerFactory(to),
        cache_logger_on_first_use=True,
    )


def _of_libraries(to: TextIO, events: Sequence[Processor], written: Sequence[Processor]) -> logging.Handler:
    """What uvicorn, SQLAlchemy, APScheduler … log with the standard library, in the same form."""
    handler = logging.StreamHandler(to)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[*events, structlog.stdlib.add_logger_name],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *written],
        )
    )
    return handler


def _ours(_logger: object, _method: str, event: EventDict) -> EventDict:
    event["logger"] = _OURS
    return event


def _masked(mask: Callable[[str], str]) -> Processor:
    def hide(_logger: object, _method: str, event: EventDict) -> EventDict:
        if event.get("logger") != _OURS:
            event["event"] = mask(str(event["event"]))
        for trace in event.get("exception", ()):
            trace["exc_value"] = mask(trace["exc_value"])
        return event

    return hide


def log_uncaught() -> None:
    """What nobody catches ends in the log, too: in the main thread, in any other, in a destructor."""
    log = structlog.get_logger()

    def in_thread(args: threading.ExceptHookArgs) -> None:
        if args.exc_value is not None and args.exc_type is not SystemExit:
            log.error("thread.crashed", exc_info=args.exc_value)

    def in_process(_kind: type[BaseException], error: BaseException, _trace: object) -> None:
        if not isinstance(error, KeyboardInterrupt):
            log.critical("process.crashed", exc_info=error)

    def in_destructor(args: sys.UnraisableHookArgs) -> None:
        if args.exc_value is not None:
            log.error("destructor.crashed", exc_info=args.exc_value)

    threading.excepthook = in_thread
    sys.excepthook = in_process
    sys.unraisablehook = in_destructor
