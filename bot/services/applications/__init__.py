"""办件: from the first question of a draft to the result. Every function works in the caller's transaction."""

from bot.services.applications.answering import answer, skip
from bot.services.applications.drafts import (
    cancel,
    change,
    current_step,
    find_open_draft,
    go_back,
    open_draft,
    review_rows,
)
from bot.services.applications.errors import (
    ApplicationError,
    DraftClosed,
    NoForm,
    NoSuchDraft,
    NotAllowed,
    NotReady,
    UnknownField,
)
from bot.services.applications.expiry import expire_drafts
from bot.services.applications.filing import file
from bot.services.applications.numbers import looks_like_case_no, normalise_case_no, say_case_no
from bot.services.applications.progress import Proof, list_for_conversation, progress, withdraw
from bot.services.applications.proof import forget_attempts
from bot.services.applications.states import State
from bot.services.applications.transitions import transition
from bot.services.applications.views import (
    AnswerResult,
    CaseSummary,
    DraftView,
    NotFound,
    ProgressEvent,
    ProgressView,
    ProofNeeded,
    Receipt,
    ReviewRow,
)

__all__ = [
    "AnswerResult",
    "ApplicationError",
    "CaseSummary",
    "DraftClosed",
    "DraftView",
    "NoForm",
    "NoSuchDraft",
    "NotAllowed",
    "NotFound",
    "NotReady",
    "ProgressEvent",
    "ProgressView",
    "Proof",
    "ProofNeeded",
    "Receipt",
    "ReviewRow",
    "State",
    "UnknownField",
    "answer",
    "cancel",
    "change",
    "current_step",
    "expire_drafts",
    "file",
    "find_open_draft",
    "forget_attempts",
    "go_back",
    "list_for_conversation",
    "looks_like_case_no",
    "normalise_case_no",
    "open_draft",
    "progress",
    "review_rows",
    "say_case_no",
    "skip",
    "transition",
    "withdraw",
]
