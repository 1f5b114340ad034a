"""`make audit`: what it says and its exit status, with an index that answers, goes away, or is not there."""

from __future__ import annotations

import os
import subprocess
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.settings import ROOT

SCRIPT = ROOT / "scripts" / "audit"
NOWHERE = "http://127.0.0.1:9"
GONE = "the index of vulnerabilities cannot be reached: skipped"


class Index(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def index() -> Iterator[str]:
    server = HTTPServer(("127.0.0.1", 0), Index)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def audit(folder: Path, service: str, pip_audit: str | None) -> subprocess.CompletedProcess[str]:
    """The script with a pip-audit that does what is given; None: with none."""
    for tool in ("bash", "curl", "dirname", "grep", "sort", "mktemp", "rm", "tail"):
        (folder / tool).symlink_to(
            next(p for p in (Path("/usr/bin", tool), Path("/bin", tool)) if p.exists())
        )
    if pip_audit is not None:
        stand_in = folder / "pip-audit"
        stand_in.write_text(f"#!/bin/bash\n{pip_audit}\n", "utf-8")
        stand_in.chmod(0o755)
    environment = {**os.environ, "PATH": str(folder), "AUDIT_SERVICE": service}
    return subprocess.run(
        [str(folder / "bash"), str(SCRIPT)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_without_an_index_or_the_tool_it_says_so_and_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    run = audit(tmp_path / "one", NOWHERE, "exit 1")
    assert (run.returncode, run.stderr) == (0, "")
    assert GONE in run.stdout
    run = audit(tmp_path / "two", NOWHERE, None)
    assert (run.returncode, run.stderr) == (0, "")
    assert "pip-audit is not installed" in run.stdout


def test_an_index_that_goes_away_is_no_vulnerability(tmp_path: Path, index: str) -> None:
    trace = "Traceback (most recent call last):\nrequests.exceptions.ConnectionError: Max retries exceeded"
    run = audit(tmp_path, index, f"printf '{trace}' >&2; exit 1")
    assert (run.returncode, run.stderr) == (0, "")
    assert GONE in run.stdout


def test_what_is_not_weighed_is_an_error(tmp_path: Path, index: str) -> None:
    run = audit(tmp_path, index, "echo 'idna 3.4 PYSEC-2024-60 3.7'; exit 1")
    assert run.returncode == 1
    assert "PYSEC-2024-60" in run.stdout
    assert "weigh it in docs/security.md" in run.stderr


def test_a_tool_that_fails_has_not_found_the_lock_sound(tmp_path: Path, index: str) -> None:
    run = audit(tmp_path, index, "echo 'no such option' >&2; exit 2")
    assert run.returncode == 1
    assert "no such option" in run.stderr
    assert "pip-audit did not finish" in run.stderr


def test_the_index_that_is_named_is_asked_and_what_is_weighed_is_accepted(tmp_path: Path, index: str) -> None:
    run = audit(tmp_path, index, f'echo "$@" > "{tmp_path}/asked"')
    assert run.returncode == 0
    asked = (tmp_path / "asked").read_text("utf-8")
    assert f"--osv-url {index}/v1/query" in asked
    assert "--ignore-vuln CVE-2024-3660" in asked
