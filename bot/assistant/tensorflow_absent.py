"""Rasa without TensorFlow, for a model that has no TensorFlow component (docs/adr/0007).

Rasa imports TensorFlow when its policies are imported, used or not: 400 MB and several seconds. `stand_in` puts an empty
package in its place before that; every name in it is a class that can be named, subclassed and used as a decorator at
import, and that raises TensorFlowAbsent as soon as somebody wants to compute with it.
"""

from __future__ import annotations

import importlib.abc
import importlib.machinery
import sys
from collections.abc import Sequence
from types import ModuleType
from typing import Any

from bot.settings import get_settings

_PACKAGES = ("tensorflow", "keras")


class TensorFlowAbsent(RuntimeError):
    def __init__(self) -> None:
        super().__init__("这个模型用到了 TensorFlow 组件。请设置 ZHENGWEN_TENSORFLOW=true 后重新启动。")


class _Name(type):
    """The class of every stand-in name: its attributes are stand-ins too."""

    def __getattr__(cls, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Name(name, (_Thing,), {})

    def __instancecheck__(cls, instance: object) -> bool:
        return False

    def __or__(cls, other: object) -> Any:
        return cls

    __ror__ = __or__


class _Thing(metaclass=_Name):
    def __new__(cls, *args: Any, **kwargs: Any) -> Any:
        # @tf.function and @tf.keras.utils.register_keras_serializable(): the decorated stays what it is.
        if len(args) == 1 and not kwargs and callable(args[0]):
            return args[0]
        return _decorator

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.__new__ = _refuse  # type: ignore[method-assign]


def _decorator(decorated: Any) -> Any:
    return decorated


def _refuse(cls: type, *args: Any, **kwargs: Any) -> Any:
    raise TensorFlowAbsent


class _Module(ModuleType):
    __path__: list[str] = []
    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        value = _Name(name, (_Thing,), {})
        setattr(self, name, value)
        return value


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, name: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        if name.split(".")[0] in _PACKAGES:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)
        return None

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Module(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing to run."""


def stand_in() -> None:
    """Call before Rasa is imported; does nothing where TensorFlow is imported already."""
    if "tensorflow" not in sys.modules:
        sys.meta_path.insert(0, _Finder())


def stand_in_unless_wanted() -> None:
    """`stand_in`, but where the settings say that the model has a TensorFlow component."""
    if not get_settings().tensorflow:
        stand_in()
