"""How every command prints: findings line by line, figures as JSON when asked."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, Any

import typer

if TYPE_CHECKING:
    from bot.services.findings import Finding

FAILED = 1  # the content is not good, or the operation was refused


def show(as_json: bool, figures: dict[str, Any], text: str) -> None:
    """`figures` as one JSON line, or `text`."""
    typer.echo(json.dumps(figures, ensure_ascii=False, default=str) if as_json else text)


def show_findings(as_json: bool, findings: Sequence[Finding], passed: str) -> None:
    """All findings, and exit code 1 when there are any."""
    if as_json:
        typer.echo(json.dumps({"findings": [f.as_dict() for f in findings]}, ensure_ascii=False))
    else:
        for finding in findings:
            typer.echo(str(finding))
        typer.echo(f"共{len(findings)}处需要修改" if findings else passed)
    if findings:
        raise typer.Exit(FAILED)


def fail(message: str) -> typer.Exit:
    """Prints `message` to stderr; raise what it returns."""
    typer.echo(message, err=True)
    return typer.Exit(FAILED)


def working(what: str) -> AbstractContextManager[Any]:
    """A spinner on the terminal while something runs; nothing where stderr is not one."""
    from rich.console import Console

    return Console(stderr=True).status(f"{what}…")
