"""Training a Rasa model as `rasa train` does, with the stand-ins this project runs on."""

from __future__ import annotations

import os
import sys
import warnings
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from bot.assistant.signature import sign
from bot.settings import ROOT


def train_model(nlu: Path, directory: Path, name: str, force: bool = False) -> Any:
    """Rasa's own result, with `code` and `model`: `directory/name.tar.gz`, signed. `nlu`: the folder of the examples."""
    os.environ.setdefault("LOG_LEVEL", "WARNING")  # Rasa's own setting: no progress bars
    from bot.assistant.tensorflow_absent import stand_in_unless_wanted

    stand_in_unless_wanted()
    with warnings.catch_warnings(record=True):  # Rasa's dependencies warn as they are imported
        from rasa.model_training import train as rasa_train
    with redirect_stdout(sys.stderr):  # Rasa's own report; ours is on standard output
        result = rasa_train(
            domain=str(ROOT / "domain.yml"),
            config=str(ROOT / "config.yml"),
            training_files=[str(nlu), *(str(ROOT / "data" / part) for part in ("rules", "stories"))],
            output=str(directory),
            force_training=force,
            fixed_model_name=name,
        )
    if result.code == 0 and result.model is not None:
        sign(Path(result.model))
    return result
