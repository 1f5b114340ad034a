"""`rasa run actions --actions benchmarks.stock.actions`."""

from benchmarks.stock.actions.answer_item import ActionAnswerItem
from benchmarks.stock.actions.residence_form import (
    ActionSubmitResidence,
    ValidateResidenceForm,
)

__all__ = ["ActionAnswerItem", "ActionSubmitResidence", "ValidateResidenceForm"]
