"""`python -m bot train`."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import typer

from bot.cli.options import JsonOption


def train(
    force: bool = typer.Option(False, "--force", help="不使用缓存，全部重新训练"),
    if_changed: bool = typer.Option(False, "--if-changed", help="训练材料没有变化时立即结束，不训练"),
    as_json: JsonOption = False,
) -> None:
    """训练 Rasa 模型；只重新训练有变化的部分。"""
    from bot.assistant.signature import is_ours
    from bot.assistant.trained import MODEL, fingerprint, is_trained, remember
    from bot.settings import get_settings

    directory = get_settings().model_dir
    made_from = fingerprint()
    archive = directory / f"{MODEL}.tar.gz"
    if if_changed and not force and is_trained(directory, made_from) and is_ours(archive):
        _report(as_json, archive, 0.0, "模型没有变化")
        return
    started = time.monotonic()
    result = _run(directory, MODEL, force)
    if result.code != 0 or result.model is None:
        typer.echo("训练没有成功，请查看上面的提示。", err=True)
        raise typer.Exit(1)
    remember(directory, made_from)
    _report(as_json, Path(result.model), time.monotonic() - started, "模型已就绪")


def _run(directory: Path, name: str, force: bool) -> Any:
    from bot.assistant.train import train_model
    from bot.logs import configure_logging
    from bot.settings import ROOT

    configure_logging("WARNING")
    return train_model(ROOT / "data" / "nlu", directory, name, force)


def _report(as_json: bool, model: Path, seconds: float, words: str) -> None:
    if as_json:
        typer.echo(json.dumps({"model": str(model), "seconds": round(seconds, 1), "trained": seconds > 0}))
    else:
        typer.echo(f"{words}：{model}" + (f"（{seconds:.1f} 秒）" if seconds else ""))
