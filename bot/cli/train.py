"""`python -m bot train`."""

from __future__ import annotations

import json as jsonlib
import os
import sys
import time
import warnings
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import typer


def train(
    force: bool = typer.Option(False, "--force", help="不使用缓存，全部重新训练"),
    if_changed: bool = typer.Option(False, "--if-changed", help="训练材料没有变化时立即结束，不训练"),
    json: bool = typer.Option(False, "--json", help="以 JSON 输出"),
) -> None:
    """训练 Rasa 模型；只重新训练有变化的部分。"""
    from bot.assistant.model import is_ours, sign
    from bot.cli.trained import MODEL, fingerprint, is_trained, remember
    from bot.settings import get_settings

    directory = get_settings().model_dir
    made_from = fingerprint()
    archive = directory / f"{MODEL}.tar.gz"
    if if_changed and not force and is_trained(directory, made_from) and is_ours(archive):
        _report(json, archive, 0.0, "模型没有变化")
        return
    started = time.monotonic()
    result = _run(directory, MODEL, force)
    if result.code != 0 or result.model is None:
        typer.echo("训练没有成功，请查看上面的提示。", err=True)
        raise typer.Exit(1)
    sign(Path(result.model))
    remember(directory, made_from)
    _report(json, Path(result.model), time.monotonic() - started, "模型已就绪")


def _run(directory: Path, name: str, force: bool) -> Any:
    from bot.logs import configure_logging
    from bot.settings import ROOT

    configure_logging("WARNING")
    os.environ.setdefault("LOG_LEVEL", "WARNING")  # Rasa's own setting: no progress bars
    from bot.assistant.tensorflow_absent import stand_in_unless_wanted

    stand_in_unless_wanted()
    with warnings.catch_warnings(record=True):  # Rasa's dependencies warn as they are imported
        from rasa.model_training import train as rasa_train
    with redirect_stdout(sys.stderr):  # Rasa's own report; ours is on standard output
        return rasa_train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=[str(ROOT / "data" / part) for part in ("nlu", "rules", "stories")],
            output=str(directory),
            force_training=force,
            fixed_model_name=name,
        )


def _report(as_json: bool, model: Path, seconds: float, words: str) -> None:
    if as_json:
        typer.echo(jsonlib.dumps({"model": str(model), "seconds": round(seconds, 1), "trained": seconds > 0}))
    else:
        typer.echo(f"{words}：{model}" + (f"（{seconds:.1f} 秒）" if seconds else ""))
