"""Two replicas behind nginx, with PostgreSQL and Redis: real servers, each started here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from benchmarks.faults.databases import Databases
from benchmarks.faults.replica import Replica
from benchmarks.faults.servers import Nginx, Postgres, Redis


@dataclass
class Together:
    database: str
    postgres: Postgres
    redis: Redis
    nginx: Nginx
    replicas: list[Replica]

    @property
    def urls(self) -> list[str]:
        return [replica.url for replica in self.replicas]


@contextmanager
def together(work: Path, count: int = 2, **more: str) -> Iterator[Together]:
    """All of it, ready to serve. Raises servers.Missing where this machine lacks one."""
    with ExitStack() as stack:
        redis = Redis(work)
        postgres = Postgres(work / "pg")
        stack.callback(postgres.cleanup)
        redis.start()
        stack.callback(redis.stop)
        database = Databases(work, postgres).new("postgresql")
        settings = {"ZHENGWEN_REDIS_URL": redis.url, "ZHENGWEN_FILES_DIR": str(work / "files"), **more}
        replicas = [Replica(database, work / f"replica{n}.log", settings) for n in range(count)]
        nginx = Nginx(work, [replica.port for replica in replicas])
        for replica in replicas:
            replica.spawn()
            stack.callback(replica.kill)
        for replica in replicas:
            replica.wait()
        if replicas:
            nginx.start()
            stack.callback(nginx.stop)
        yield Together(database, postgres, redis, nginx, replicas)
