"""The product in a process that can be killed, on a database that outlives it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from bot.assistant.model import latest_model
from bot.db.models import ChannelDelivery, ChannelUpdate, Turn
from bot.db.session import make_engine
from bot.settings import ROOT
from tests.seeded import seed


class House:
    """The product in a process of its own, on a database that outlives it."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.engine = make_engine(f"sqlite:///{folder / 'city.db'}", timeout_s=20)
        self._log = folder / "house.log"
        self._environment = {
            "ZHENGWEN_DATABASE_URL": f"sqlite:///{folder / 'city.db'}",
            "ZHENGWEN_DATABASE_TIMEOUT_S": "20",
            "ZHENGWEN_MODEL_DIR": str(latest_model().parent),
            **settings,
        }
        self._started: list[subprocess.Popen[bytes]] = []

    def start(self, *command: str) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "bot", *command],
                cwd=ROOT,
                env={**os.environ, **self._environment},
                stdout=log,
                stderr=log,
            )
        self._started.append(process)
        return process

    def close(self) -> None:
        """Nothing that was started outlives the test, whatever became of it."""
        for process in self._started:
            process.kill()
            process.wait()

    def prepared(self) -> None:
        seed(self._environment["ZHENGWEN_DATABASE_URL"])

    @property
    def log(self) -> str:
        return self._log.read_text("utf-8")

    def count(self, *conditions: object) -> int:
        with Session(self.engine, future=True) as session:
            return int(session.scalar(select(func.count()).where(*conditions)) or 0)

    def answered(self) -> int:
        return self.count(ChannelUpdate.state == "done")

    def turns(self) -> int:
        """Messages that the assistant heard."""
        return self.count(Turn.message_id.is_not(None))  # type: ignore[union-attr]

    def is_at_work(self, updates: int) -> bool:
        """Whether something of so many updates is still to be answered or sent."""
        return self.answered() < updates or self.count(ChannelDelivery.state == "waiting") > 0
