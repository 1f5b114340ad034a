"""Where the trained Rasa model is, and whether it still fits the training data."""

from __future__ import annotations

from pathlib import Path

from bot.settings import get_settings


class NoModel(RuntimeError):
    def __init__(self, directory: Path) -> None:
        super().__init__(f"{directory} 中没有训练好的模型，请先运行 python -m bot train")


def latest_model() -> Path:
    """The newest model archive. Raises NoModel when there is none."""
    directory = get_settings().model_dir
    models = sorted(directory.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise NoModel(directory)
    return models[-1]
