"""What the logs hold: events as JSON, and never what a citizen typed."""

from __future__ import annotations

import json
import subprocess
import sys

from bot.settings import ROOT

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
