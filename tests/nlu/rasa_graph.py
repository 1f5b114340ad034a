"""A component on its own, outside Rasa's graph."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.shared.nlu.training_data.training_data import TrainingData

CONTEXT = ExecutionContext(GraphSchema({}))


def kept_and_loaded(component: Any, training_data: TrainingData, folder: Path) -> Any:
    """Trained, written to a model and read back, as Rasa does it."""
    storage, resource = LocalModelStorage.create(folder), Resource("component")
    config = component.get_default_config()
    made = component.create(config, storage, resource, CONTEXT)
    made.train(training_data)
    return component.load(config, storage, resource, CONTEXT)
