"""Gauges that are looked up when Prometheus asks, in a registry of their own."""

from __future__ import annotations

from collections.abc import Iterator

import structlog
from prometheus_client import CollectorRegistry, Gauge, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from bot import __version__
from bot.db.base import utc_now
from bot.db.session import read_session
from bot.services.audit.verify import verify
from bot.services.watch.figures import figures
from bot.services.watch.readiness import free_bytes

log = structlog.get_logger()

REGISTRY = CollectorRegistry()
_CHAIN_OK = Gauge("zhengwen_audit_chain_ok", "1 while the audit log is unbroken", registry=REGISTRY)
_VERIFIED_AT = Gauge(
    "zhengwen_audit_verified_timestamp_seconds", "When the audit log was last verified", registry=REGISTRY
)
_BUILD = Gauge(
    "zhengwen_build_info", "The release and the model that run", ["version", "model"], registry=REGISTRY
)


class House(Collector):
    """What the database and the disk say; a database that does not answer is a figure too."""

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("zhengwen_database_up", "1 while the database answers")
        try:
            with read_session() as session:
                found = figures(session, utc_now())
        except Exception as error:
            log.warning("metrics.no_database", why=type(error).__name__)
            found = []
        up.add_metric([], float(bool(found)))
        yield up
        for figure in found:
            yield GaugeMetricFamily(figure.name, figure.help, figure.value)
        disk = GaugeMetricFamily("zhengwen_disk_free_bytes", "Room on the disk", labels=["place"])
        for place, free in free_bytes().items():
            disk.add_metric([place], free)
        yield disk


REGISTRY.register(House())


def exposition() -> bytes:
    return generate_latest(REGISTRY)


def runs(model: str) -> None:
    _BUILD.clear()
    _BUILD.labels(__version__, model).set(1)


def verify_audit() -> bool:
    """Whether the audit log is what was written; a break is an alert and a line in the log."""
    with read_session() as session:
        found = verify(session)
    _CHAIN_OK.set(0 if found.problem else 1)
    _VERIFIED_AT.set(utc_now().timestamp())
    if found.problem:
        log.error("audit.broken", problem=found.problem, rows=found.rows)
    else:
        log.info("audit.verified", rows=found.rows, head=found.head)
    return not found.problem
