"""Rasa without TensorFlow: each in a process of its own, for what is imported stays imported."""

from __future__ import annotations

import os
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from bot.settings import ROOT

REAL = """
class Tensor:
    pass
"""


def run(code: str, path: Path | None = None) -> str:
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), str(path or "")]))}
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout.strip()


def test_rasa_is_imported_without_it_and_using_it_says_what_to_do() -> None:
    said = run(
        """
        import sys
        from bot.assistant.tensorflow_absent import TensorFlowAbsent, stand_in
        stand_in()
        import rasa.core.agent
        import rasa.core.policies.rule_policy
        import rasa.nlu.classifiers.diet_classifier
        import tensorflow as tf
        import tensorflow.keras.layers
        from tensorflow.python.keras.utils import tf_utils

        assert not hasattr(tf, "__file__") or tf.__file__ is None, tf.__file__
        assert not isinstance(1, tf.Tensor)

        class Layer(tf.keras.layers.Layer):
            pass

        for use in (Layer, lambda: Layer(1, name="x"), tf.keras.Model, lambda: tf.zeros(3), lambda: tf.Tensor()):
            try:
                use()
            except TensorFlowAbsent as error:
                assert "ZHENGWEN_TENSORFLOW" in str(error)
            else:
                raise AssertionError("it was used")
        print("numpy" in sys.modules, type(tf).__name__)
        """
    )
    assert said == "True _Module"


@pytest.mark.parametrize("name", ["tensorflow", "keras"])
def test_other_packages_are_found_as_ever(name: str) -> None:
    said = run(
        f"""
        from bot.assistant.tensorflow_absent import stand_in
        stand_in()
        import importlib, importlib.util
        importlib.import_module("{name}")
        import sqlalchemy, numpy
        print(importlib.util.find_spec("{name}_text_no_such_package"), numpy.zeros(2).sum())
        """
    )
    assert said == "None 0.0"


def test_one_that_is_imported_already_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "tensorflow").mkdir()
    (tmp_path / "tensorflow" / "__init__.py").write_text(REAL, encoding="utf-8")
    said = run(
        """
        import sys
        import tensorflow
        from bot.assistant.tensorflow_absent import stand_in
        finders = list(sys.meta_path)
        stand_in()
        import tensorflow as again
        print(again is tensorflow, sys.meta_path == finders, tensorflow.Tensor().__class__.__name__)
        """,
        tmp_path,
    )
    assert said == "True True Tensor"


def test_the_trained_model_needs_none(tmp_path: Path) -> None:
    """config.yml names no component that computes with TensorFlow."""
    config = (ROOT / "config.yml").read_text(encoding="utf-8")
    for component in ("DIET", "TED", "ResponseSelector", "UnexpecTED"):
        assert component not in config
