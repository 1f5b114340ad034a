"""A member of staff who publishes release after release, in a process that is killed too."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time

from benchmarks.processes import PYTHON, ROOT

PAUSE_S = 1.0


class Publisher:
    """Notes in `announced` the number of every release that was said to be published."""

    def __init__(self, database: str, announced: list[int]) -> None:
        self._database, self._announced = database, announced
        self._process: subprocess.Popen[str] | None = None
        self._stopped = True

    def start(self) -> None:
        self._stopped = False
        self._process = subprocess.Popen(
            [PYTHON, "-m", "benchmarks.faults.publisher"],
            cwd=ROOT,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "ZHENGWEN_DATABASE_URL": self._database,
                "ZHENGWEN_DATABASE_TIMEOUT_S": "20",
            },
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        threading.Thread(target=self._read, args=(self._process,), daemon=True).start()

    def kill(self) -> bool:
        """kill -9, and another one takes over; False when none works."""
        if self._stopped or self._process is None:
            return False
        self._end(signal.SIGKILL)
        self.start()
        return True

    def stop(self) -> None:
        self._stopped = True
        if self._process is not None:
            self._end(signal.SIGTERM)
            self._process = None

    def _end(self, how: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(how)
        self._process.wait()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            if line.strip().isdigit():
                self._announced.append(int(line))
        process.stdout.close()


def publish_for_ever() -> None:
    """Changes a word of one answer, publishes, says the number; again."""
    from sqlalchemy import select

    from bot.db.models import FaqEntry
    from bot.db.session import write_session
    from bot.services.faq.release import publish

    while True:
        with write_session(durable=True) as session:
            entry = session.scalars(select(FaqEntry).order_by(FaqEntry.id)).first()
            assert entry is not None
            entry.answer = f"{entry.answer.split('（第')[0]}（第{time.time_ns()}稿）"
            session.flush()
            number = publish(session, "office").sequence
        print(number, flush=True)
        time.sleep(PAUSE_S)


if __name__ == "__main__":
    try:
        publish_for_ever()
    except KeyboardInterrupt:
        sys.exit(0)
