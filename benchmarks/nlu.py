"""`python -m benchmarks.nlu` (`make bench-nlu`): what understanding alone costs and gives, stock Rasa beside ours.

Both are trained on the same data in the same run and asked the same held-out questions, those that nothing of ours
was calibrated on.
"""

from __future__ import annotations

import json as jsonlib
import shutil
import statistics
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer

from benchmarks import document, report
from benchmarks.processes import PYTHON, RASA, ROOT, BenchmarkError, Command, run
from benchmarks.stock.prepare import prepare

STOCK = ROOT / "benchmarks" / "stock"
KEPT = ROOT / "var" / "benchmarks" / "nlu"  # models and the times of their training, for --skip-train-stock


@dataclass(frozen=True)
class Row:
    title: str
    stock: float
    ours: float
    more_is_better: bool = True

    @property
    def won(self) -> bool:
        return self.ours > self.stock if self.more_is_better else self.ours < self.stock

    @property
    def ratio(self) -> float:
        """How many times better ours is."""
        better, worse = (self.ours, self.stock) if self.more_is_better else (self.stock, self.ours)
        return better / worse if worse else float("inf")


def bench(
    epochs: int = typer.Option(None, min=1, help="Epochs of stock's DIET and ResponseSelector; its own 100."),
    skip_train_stock: bool = typer.Option(
        False, "--skip-train-stock", help="Reuse stock's model of an earlier run."
    ),
    strict: bool = typer.Option(False, "--strict", help="Exit with 1 unless ours wins every row."),
    write: Annotated[Path | None, typer.Option(help="Also write the table into this Markdown file.")] = None,
    json: bool = typer.Option(False, "--json", help="Figures as one JSON document on stdout."),
) -> None:
    """Exit 0: measured; 1: not, or a row was lost with --strict; 2: wrong usage."""
    around = report.surroundings()
    try:
        with tempfile.TemporaryDirectory(prefix="zhengwen-nlu-") as folder:
            sides = {
                "stock": _stock(Path(folder), epochs, skip_train_stock),
                "ours": _ours(Path(folder)),
            }
    except BenchmarkError as error:
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    rows = compare(sides["stock"], sides["ours"])
    lines = [*table(rows), "", f"Stock trained for {sides['stock']['epochs']} epochs; " + _where(around)]
    if json:
        figures = [{**vars(row), "ratio": round(row.ratio, 2), "won": row.won} for row in rows]
        typer.echo(jsonlib.dumps({"rows": figures, "around": around, "epochs": sides["stock"]["epochs"]}))
    else:
        typer.echo("\n".join(lines))
    if write:
        document.write(write, "bench-nlu", "\n".join(lines))
    raise typer.Exit(1 if strict and not all(row.won for row in rows) else 0)


def compare(stock: dict[str, Any], ours: dict[str, Any]) -> list[Row]:
    kinds = {
        kind: [side["kinds"][kind]["right"] / side["kinds"][kind]["n"] for side in (stock, ours)]
        for kind in stock["kinds"]
    }
    titles = {
        "item": "right service item first",
        "faq": "right FAQ entry first",
        "small_talk": "greetings, wishes, steering words",
        "emergency": "people in danger heard",
        "not_emergency": "ordinary questions with scary words left in peace",
        "out_of_scope": "none of our business, not answered",
    }
    rows = [Row(title, *kinds[kind]) for kind, title in titles.items() if kind in kinds]
    rows.append(
        Row("wrong answers, sure of themselves", stock["wrong_answers"], ours["wrong_answers"], False)
    )
    for name, title in (("p50_ms", "ms a message, p50"), ("p95_ms", "ms a message, p95")):
        rows.append(Row(title, stock[name], ours[name], False))
    rows.append(Row("memory, MiB", stock["memory_mib"], ours["memory_mib"], False))
    rows.append(Row("time to train, s", stock["train_s"], ours["train_s"], False))
    return rows


def table(rows: list[Row]) -> list[str]:
    lines = ["| | stock | ours | times better | |", "|---|---|---|---|---|"]
    for row in rows:
        won = "won" if row.won else "even" if row.ours == row.stock else "lost"
        lines.append(f"| {row.title} | {row.stock:.3g} | {row.ours:.3g} | {row.ratio:.2g} | {won} |")
    return lines


def _where(around: dict[str, Any]) -> str:
    return ", ".join(f"{name} {value}" for name, value in around.items())


def _stock(work: Path, epochs: int | None, skip_train: bool) -> dict[str, Any]:
    model, kept = KEPT / "stock.tar.gz", KEPT / "stock.json"
    if not skip_train:
        config = (STOCK / "config.yml").read_text(encoding="utf-8")
        if epochs:
            config = config.replace("epochs: 100", f"epochs: {epochs}")
        path = work / "config.yml"
        path.write_text(config, encoding="utf-8")
        argv = [RASA, "train", "nlu", "--config", str(path), "--domain", str(STOCK / "domain.yml")]
        argv += ["--nlu", str(prepare()), "--out", str(KEPT), "--fixed-model-name", "stock"]
        cache = {"RASA_CACHE_DIRECTORY": str(work / "stock-cache")}
        seconds = _timed(Command(argv, work / "stock.log", cache))
        KEPT.mkdir(parents=True, exist_ok=True)
        kept.write_text(jsonlib.dumps({"train_s": seconds, "epochs": epochs or 100}), encoding="utf-8")
    if not model.exists() or not kept.exists():
        raise BenchmarkError("there is no stock model to reuse; run without --skip-train-stock")
    return {**jsonlib.loads(kept.read_text(encoding="utf-8")), **_asked("stock", model, work, {})}


def _ours(work: Path) -> dict[str, Any]:
    env = {
        "ZHENGWEN_MODEL_DIR": str(work / "models"),
        "ZHENGWEN_DATABASE_URL": f"sqlite:///{work / 'ours.db'}",
        "RASA_CACHE_DIRECTORY": str(work / "ours-cache"),
    }
    for command in (("upgrade",), ("seed",)):
        run(Command([PYTHON, "-m", "bot", "db", *command], work / "ours.log", env))
    seconds = _timed(Command([PYTHON, "-m", "bot", "train", "--force"], work / "ours.log", env))
    shutil.rmtree(work / "ours-cache", ignore_errors=True)
    return {"train_s": seconds, **_asked("ours", work / "models" / "zhengwen.tar.gz", work, env)}


def _asked(side: str, model: Path, work: Path, env: dict[str, str]) -> dict[str, Any]:
    out = work / f"{side}.json"
    argv = [PYTHON, "-m", "benchmarks.understand", side, str(model), str(out)]
    run(Command(argv, work / f"{side}-asked.log", env))
    figures: dict[str, Any] = jsonlib.loads(out.read_text(encoding="utf-8"))
    cuts = statistics.quantiles(figures.pop("ms"), n=20)
    return {**figures, "p50_ms": cuts[9], "p95_ms": cuts[18]}


def _timed(command: Command) -> float:
    started = time.perf_counter()
    run(command)
    return time.perf_counter() - started


if __name__ == "__main__":
    typer.run(bench)
