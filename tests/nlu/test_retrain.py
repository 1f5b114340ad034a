"""`rasa train` trains again what changed, and nothing else: the components say what they are made from."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import yaml
from rasa.engine.caching import LocalTrainingCache
from rasa.engine.graph import GraphModelConfiguration
from rasa.engine.recipes.recipe import Recipe
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.training.graph_trainer import GraphTrainer
from rasa.shared.data import TrainingType
from rasa.shared.importers.importer import TrainingDataImporter

from bot.nlu import plain
from bot.settings import ROOT

NLU = """
version: "3.1"
nlu:
- intent: greet
  examples: |
    - 你好
    - 您好啊
- intent: complaint
  examples: |
    - 我要投诉
    - 投诉噪音
"""
RULES = 'version: "3.1"\nrules:\n- rule: hello\n  steps:\n  - intent: greet\n  - action: utter_greet\n'
DOMAIN = 'version: "3.1"\nintents: [greet, complaint]\nactions: [action_lost]\nresponses:\n  utter_greet:\n  - text: 您好\n'

Trained = Callable[[], set[str]]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    config = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    files = {"nlu.yml": NLU, "rules.yml": RULES, "domain.yml": DOMAIN, "config.yml": yaml.safe_dump(config)}
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.setenv("RASA_CACHE_DIRECTORY", str(tmp_path / "cache"))
    yield tmp_path


def trained_anew(project: Path) -> set[str]:
    """Trains what has changed; the names of the components that had to be."""
    importer = TrainingDataImporter.load_from_config(
        str(project / "config.yml"),
        str(project / "domain.yml"),
        [str(project / "nlu.yml"), str(project / "rules.yml")],
    )
    recipe = Recipe.recipe_for_name("default.v1")
    configuration: GraphModelConfiguration = recipe.graph_config_for_recipe(
        importer.get_config(), {}, training_type=TrainingType.BOTH
    )
    with tempfile.TemporaryDirectory() as folder:
        storage = LocalModelStorage.create(Path(folder))
        trainer = GraphTrainer(storage, LocalTrainingCache(), DaskGraphRunner)
        status = trainer.fingerprint(configuration.train_schema, importer)
        trainer.train(configuration, importer, project / "model.tar.gz")
    names = ("ChineseTokenizer", "SpellingCorrector", "NgramIntentClassifier", "IndexedRulePolicy")
    missed = [node for node, each in status.items() if node.startswith("train_") and not each.is_hit]
    return {name for name in names if any(name in node for node in missed)}


def test_only_what_changed_is_trained_again(project: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert trained_anew(project) == {
        "ChineseTokenizer",
        "SpellingCorrector",
        "NgramIntentClassifier",
        "IndexedRulePolicy",
    }
    assert trained_anew(project) == set()
    # A rule more of what is known already; a new intent or action in it would be training data for Rasa's end-to-end part.
    (project / "rules.yml").write_text(f"{RULES}  - action: utter_greet\n", encoding="utf-8")
    assert trained_anew(project) == {"IndexedRulePolicy"}
    (project / "nlu.yml").write_text(NLU + "    - 举报油烟\n", encoding="utf-8")
    assert {"SpellingCorrector", "NgramIntentClassifier"} <= trained_anew(project)
    # A word of a dialect more: what is learnt from plain words is learnt anew, the dictionary and the rules stay.
    monkeypatch.setattr(plain, "plain_fingerprint", lambda: "another table")
    for module in ("bot.nlu.spelling", "bot.nlu.intents"):
        monkeypatch.setattr(f"{module}.plain_fingerprint", lambda: "another table")
    assert trained_anew(project) == {"SpellingCorrector", "NgramIntentClassifier"}
    assert trained_anew(project) == set()
