"""`python -m bot train`."""

from __future__ import annotations

import json as jsonlib
import time

import typer


def train(
    force: bool = typer.Option(False, "--force", help="不使用缓存，全部重新训练"),
    json: bool = typer.Option(False, "--json", help="以 JSON 输出"),
) -> None:
    """训练 Rasa 模型；只重新训练有变化的部分。"""
    from bot.logs import configure_logging

    configure_logging("WARNING")
    from bot.assistant.tensorflow_absent import stand_in
    from bot.settings import get_settings

    if not get_settings().tensorflow:
        stand_in()
    from rasa.model_training import train as rasa_train

    from bot.settings import ROOT

    started = time.monotonic()
    result = rasa_train(
        domain=str(ROOT / "domain.yml"),
        config=str(ROOT / "config.yml"),
        training_files=[str(ROOT / "data" / part) for part in ("nlu", "rules", "stories")],
        output=str(get_settings().model_dir),
        force_training=force,
        fixed_model_name="zhengwen",
    )
    seconds = round(time.monotonic() - started, 1)
    if result.code != 0 or result.model is None:
        typer.echo("训练没有成功，请查看上面的提示。", err=True)
        raise typer.Exit(1)
    if json:
        typer.echo(jsonlib.dumps({"model": result.model, "seconds": seconds}))
    else:
        typer.echo(f"模型已就绪：{result.model}（{seconds} 秒）")
