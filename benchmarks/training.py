"""Training both sides from clean caches, on the clock."""

from __future__ import annotations

import json
import shutil
import time
from datetime import date
from pathlib import Path

from benchmarks.processes import PYTHON, RASA, ROOT, BenchmarkError, Command, run
from benchmarks.stock.prepare import prepare

STOCK = ROOT / "benchmarks" / "stock"
STOCK_MODEL = STOCK / "models" / "stock.tar.gz"
OURS_MODELS = ROOT / "var" / "benchmarks" / "models"
RECORD = ROOT / "var" / "benchmarks" / "training.json"  # for later runs that reuse a model


def train_stock(work: Path) -> float:
    """Seconds of `rasa train`; minutes on two cores."""
    data = [str(prepare()), str(STOCK / "rules.yml"), str(STOCK / "stories.yml")]
    argv = [RASA, "train", "--config", str(STOCK / "config.yml"), "--domain", str(STOCK / "domain.yml")]
    argv += ["--data", *data, "--out", str(STOCK_MODEL.parent), "--fixed-model-name", "stock", "--force"]
    return _timed("stock", argv, work, {})


def train_ours(work: Path) -> float:
    """Seconds of `python -m bot train`."""
    env = {
        "ZHENGWEN_MODEL_DIR": str(OURS_MODELS),
        "ZHENGWEN_DATABASE_URL": f"sqlite:///{work / 'training.db'}",
    }
    return _timed("ours", [PYTHON, "-m", "bot", "train", "--force"], work, env)


def _timed(name: str, argv: list[str], work: Path, env: dict[str, str]) -> float:
    cache = work / f"{name}-cache"
    started = time.perf_counter()
    run(Command(argv, work / f"{name}-train.log", {**env, "RASA_CACHE_DIRECTORY": str(cache)}))
    seconds = time.perf_counter() - started
    shutil.rmtree(cache, ignore_errors=True)
    _remember(name, seconds)
    return seconds


def _remember(name: str, seconds: float) -> None:
    record = {**recorded(), name: {"seconds": round(seconds, 1), "on": date.today().isoformat()}}
    RECORD.parent.mkdir(parents=True, exist_ok=True)
    RECORD.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")


def recorded() -> dict[str, dict[str, float | str]]:
    """When each model was last trained here, and how long that took."""
    loaded: dict[str, dict[str, float | str]] = (
        json.loads(RECORD.read_text("utf-8")) if RECORD.exists() else {}
    )
    return loaded


def earlier(name: str) -> float:
    """Seconds of the training whose model is reused. Raises BenchmarkError when there is no such model."""
    model = STOCK_MODEL if name == "stock" else OURS_MODELS / "zhengwen.tar.gz"
    if not model.exists() or name not in recorded():
        raise BenchmarkError(f"there is no {name} model to reuse; run without --skip-train")
    return float(recorded()[name]["seconds"])
