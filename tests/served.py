"""The product as an operator runs it: database made and seeded from the command line, served by a process of its own."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from bot.assistant.model import NoModel, latest_model
from bot.settings import ROOT
from tests.seeded import seed

_READY_WITHIN_S = 120


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def served(database_url: str, log: Path) -> Iterator[str]:
    """The address of the running service; its output goes to `log`."""
    try:
        model = latest_model()
    except NoModel as error:
        pytest.skip(f"{error}（make test 会先训练）")
    port = _free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **os.environ,
        "ZHENGWEN_DATABASE_URL": database_url,
        "ZHENGWEN_DATABASE_TIMEOUT_S": "20",
        "ZHENGWEN_MODEL_DIR": str(model.parent),
        "ZHENGWEN_PUBLIC_URL": url,
        "PORT": str(port),
    }
    seed(database_url)
    with log.open("w", encoding="utf-8") as output:
        server = subprocess.Popen(
            [sys.executable, "-m", "bot", "serve"], cwd=ROOT, env=environment, stdout=output, stderr=output
        )
        try:
            _wait(server, url, log)
            yield url
        finally:
            server.terminate()
            server.wait(20)


def _wait(server: subprocess.Popen[bytes], url: str, log: Path) -> None:
    until = time.monotonic() + _READY_WITHIN_S
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text("utf-8")
        try:
            if httpx.get(f"{url}/readyz").status_code == 200:
                return
        except httpx.TransportError:
            pass
        time.sleep(0.2)
    raise AssertionError(log.read_text("utf-8"))
