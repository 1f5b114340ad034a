"""What statements cost, counted; a slow one is logged with its request's id, without its values."""

from __future__ import annotations

import time
from typing import Any

import structlog
from prometheus_client import Counter
from sqlalchemy import event
from sqlalchemy.engine import Engine

from bot import tracing
from bot.settings import get_settings

log = structlog.get_logger()

_QUERIES = Counter("zhengwen_queries_total", "SQL statements")
_SECONDS = Counter("zhengwen_query_seconds_total", "Seconds spent in SQL statements")
_LONGEST = 300  # characters of a statement in the log


def watch(engine: Engine) -> None:
    """On PostgreSQL a statement says whose it is, so that `pg_stat_activity` and the server's log lead back to it."""
    slow_s = get_settings().slow_query_ms / 1000
    says_whose = engine.dialect.name == "postgresql"

    def before(
        _c: Any, _cursor: Any, sql: str, parameters: Any, context: Any, _many: bool
    ) -> tuple[str, Any]:
        if context is not None:
            context.started_at = time.perf_counter()
        whose = tracing.current() if says_whose else ""
        return (f"{sql} /* request_id={whose} */" if whose else sql), parameters

    def after(_c: Any, _cursor: Any, sql: str, _parameters: Any, context: Any, _many: bool) -> None:
        if context is None:
            return
        seconds = time.perf_counter() - context.started_at
        _QUERIES.inc()
        _SECONDS.inc(seconds)
        if seconds >= slow_s and structlog.is_configured():  # a command prints its own result, nothing else
            # Values are bound, never in the text: there is nothing personal in it.
            log.warning("query.slow", ms=round(seconds * 1000), sql=" ".join(sql.split())[:_LONGEST])

    event.listen(engine, "before_cursor_execute", before, retval=True)
    event.listen(engine, "after_cursor_execute", after)
