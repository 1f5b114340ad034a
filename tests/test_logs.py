"""What the logs hold: events as JSON, and never what a citizen typed."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import httpx

from bot.settings import ROOT
from tests.served import served

_CRASH = """
import warnings
import structlog
from bot.logs import configure_logging
configure_logging()
def answer():
    text = "身份证号" + "110101" + "19900307" + "1234"
    raise RuntimeError("no luck")
warnings.warn("a library is worried")
try:
    answer()
except RuntimeError:
    structlog.get_logger().exception("turn.failed", number="ABC123")
"""


def test_a_crash_is_logged_without_the_variables_around_it() -> None:
    run = subprocess.run([sys.executable, "-c", _CRASH], capture_output=True, text=True, check=True, cwd=ROOT)
    (line,) = run.stderr.splitlines()
    body = json.loads(line)
    assert (body["event"], body["level"], body["number"]) == ("turn.failed", "error", "ABC123")
    assert body["exception"][0]["exc_value"] == "no luck"
    assert body["exception"][0]["frames"][-1]["name"] == "answer"
    assert "身份证号" not in run.stderr
    assert "19900307" not in run.stderr


_EXCHANGED = """
import io, sys
import structlog
from bot.logs import configure_logging
first = io.StringIO()
real, sys.stderr = sys.stderr, first
configure_logging()
log = structlog.get_logger()
log.info("one")
first.close()
sys.stderr = real
log.info("two")
"""


def test_lines_go_where_standard_error_is_now() -> None:
    """A command that was run with another one, since closed, takes no later line with it."""
    run = subprocess.run(
        [sys.executable, "-c", _EXCHANGED], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert [json.loads(line)["event"] for line in run.stderr.splitlines()] == ["two"]


_LIBRARY = """
import logging
import structlog
from bot.logs import configure_logging
configure_logging()
log = logging.getLogger("uvicorn.error")
with structlog.contextvars.bound_contextvars(request_id="0a1b"):
    try:
        text = "身份证号" + "110101" + "19900307" + "1234"
        raise RuntimeError("no luck")
    except RuntimeError:
        log.exception("answer to %s failed", "GET /")
"""


def test_what_a_library_logs_has_the_same_form() -> None:
    run = subprocess.run(
        [sys.executable, "-c", _LIBRARY], capture_output=True, text=True, check=True, cwd=ROOT
    )
    (line,) = run.stderr.splitlines()
    body = json.loads(line)
    assert (body["event"], body["level"], body["logger"]) == (
        "answer to GET / failed",
        "error",
        "uvicorn.error",
    )
    assert body["request_id"] == "0a1b"
    assert body["timestamp"].endswith("Z")
    assert body["exception"][0]["exc_value"] == "no luck"
    assert "19900307" not in run.stderr


_PERSONAL = """
import logging, sys, threading
import structlog
from bot.logs import configure_logging, log_uncaught
from bot.services.identity.mask import mask_text
configure_logging(mask=mask_text)
log_uncaught()
number, mobile = "110101" + "19900307" + "1233", "138" + "0013" + "8000"
logging.getLogger("uvicorn.error").error("cannot read %s of %s", number, mobile)
def fail(): raise RuntimeError("no such mobile: " + mobile)
thread = threading.Thread(target=fail)
thread.start()
thread.join()
class Left:
    def __del__(self): fail()
del (left := [Left()])[0]
try:
    fail()
except RuntimeError:
    structlog.get_logger().exception("turn.failed")
fail()
"""


def test_what_is_personal_is_masked_whoever_logs_it_and_whoever_fails() -> None:
    run = subprocess.run([sys.executable, "-c", _PERSONAL], capture_output=True, text=True, cwd=ROOT)
    assert (run.returncode, run.stdout) == (1, "")
    lines = [json.loads(line) for line in run.stderr.splitlines()]
    assert [line["event"] for line in lines] == [
        "cannot read 110101********1233 of 138****8000",
        "thread.crashed",
        "destructor.crashed",
        "turn.failed",
        "process.crashed",
    ]
    assert {line["exception"][0]["exc_value"] for line in lines[1:]} == {"no such mobile: 138****8000"}
    assert [line["logger"] for line in lines] == ["uvicorn.error", "bot", "bot", "bot", "bot"]


def test_the_server_says_everything_in_json(database_url: str, tmp_path: Path) -> None:
    with served(database_url, tmp_path / "log") as url:
        httpx.get(url)
    lines = [json.loads(line) for line in (tmp_path / "log").read_text("utf-8").splitlines()]
    assert all({"timestamp", "level", "logger", "event"} <= line.keys() for line in lines)
    assert {"serve.loading", "serve.ready"} <= {line["event"] for line in lines}
    assert {"bot", "uvicorn.error"} <= {line["logger"] for line in lines}
