"""The units: what systemd itself says of them, and what they must keep shut."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.product import DEPLOY, REQUIRED

UNITS = DEPLOY / "systemd"


def lines(name: str) -> list[str]:
    return (UNITS / name).read_text("utf-8").splitlines()


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze is not on this machine")
def test_systemd_finds_nothing_wrong(tmp_path: Path) -> None:
    """With our Python where an installation has its own."""
    for name in ("zhengwen@.service", "zhengwen-migrate.service"):
        text = (UNITS / name).read_text("utf-8").replace("/opt/zhengwen/.venv/bin/python", sys.executable)
        (tmp_path / name).write_text(text.replace("/opt/zhengwen/docs", str(DEPLOY.parent / "docs")))
    done = subprocess.run(
        [
            "systemd-analyze",
            "verify",
            "--man=no",
            "--recursive-errors=no",
            str(tmp_path / "zhengwen-migrate.service"),
            str(tmp_path / "zhengwen@8001.service"),
        ],
        capture_output=True,
        text=True,
        env={"SYSTEMD_UNIT_PATH": f"{tmp_path}:", "PATH": "/usr/bin:/bin"},
        check=False,
    )
    ours = [line for line in done.stderr.splitlines() if "zhengwen" in line]
    assert ours == [] and done.returncode == 0, done.stderr


def test_a_replica_is_shut_in() -> None:
    unit = lines("zhengwen@.service")
    for wanted in (
        "User=zhengwen",
        "NoNewPrivileges=yes",
        "CapabilityBoundingSet=",
        "ProtectSystem=strict",
        "ProtectHome=yes",
        "PrivateDevices=yes",
        "SystemCallFilter=@system-service",
        "LoadCredential=data-key:/etc/zhengwen/data-key",
        "Restart=always",
        "Wants=zhengwen-migrate.service",
    ):
        assert wanted in unit


def test_a_migration_restarts_no_replica() -> None:
    """`Requires`, `BindsTo` and `PartOf` hand a restart on."""
    unit = lines("zhengwen@.service")
    assert not [line for line in unit if line.startswith(("Requires=", "BindsTo=", "PartOf="))]


def test_the_ports_are_those_of_nginx() -> None:
    upstream = (DEPLOY / "nginx" / "upstream-systemd.conf").read_text("utf-8")
    head = lines("zhengwen@.service")[0]
    ports = [word.split("@")[1] for word in head.split() if "zhengwen@" in word]
    assert len(ports) == 2 and all(f"127.0.0.1:{port} " in upstream for port in ports)


def test_the_example_names_all_that_is_needed() -> None:
    named = {line.split("=")[0] for line in lines("zhengwen.env.example") if not line.startswith("#")}
    assert named == REQUIRED - {"ZHENGWEN_DATA_KEY_FILE"}  # the unit says it


def test_logs_are_kept_for_half_a_year() -> None:
    rotate = (DEPLOY / "logrotate.conf").read_text("utf-8").split()
    assert "daily" in rotate and int(rotate[rotate.index("rotate") + 1]) >= 184
    assert int(rotate[rotate.index("maxage") + 1]) >= 184
    journal = (DEPLOY / "journald.conf").read_text("utf-8")
    assert "MaxRetentionSec=200day" in journal


def test_a_training_that_needs_too_much_ends_alone() -> None:
    """`stop` would end the replica with it, and every conversation's request on the way."""
    assert "OOMPolicy=continue" in lines("zhengwen@.service")


def test_a_training_may_give_way() -> None:
    """It lowers its own priority (bot/console/training/run.py); the call is among those that are shut out."""
    unit = lines("zhengwen@.service")
    assert unit.index("SystemCallFilter=setpriority") > unit.index("SystemCallFilter=~@privileged @resources")
