"""The process that trains: beside the server, at low priority, watched to its end."""

from __future__ import annotations

import os
import subprocess
import sys
import threading

import structlog

from bot.db.base import utc_now
from bot.db.session import write_session
from bot.services.training import runs
from bot.settings import ROOT

log = structlog.get_logger()

_LONGEST_S = 1800
_SAID = 4000  # characters of what it printed that go into the log


def start(run_id: int) -> None:
    threading.Thread(target=_watch, args=(run_id,), name="training", daemon=True).start()


def _watch(run_id: int) -> None:
    command = [sys.executable, "-W", "ignore", "-m", "bot.console.training.run", str(run_id)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=_LONGEST_S
        )
        words = "" if done.returncode == 0 else "训练进程意外结束，请查看日志后重新训练。"
        said = (done.stdout + done.stderr)[-_SAID:]
    except subprocess.TimeoutExpired:
        words, said = "训练超过 30 分钟没有结束，已停止。", ""
    if words:
        log.error("training.failed", run=run_id, said=said)
        with write_session() as session:
            runs.fail(session, run_id, words, utc_now())
