"""Training a model beside the talk, comparing it with the one in use, letting it into use, going back."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response
from sqlalchemy.orm import Session

from bot.assistant.model import software
from bot.console.access import Form, deed
from bot.console.numbered import Number
from bot.console.pages import page
from bot.console.training.shared import (
    HERE,
    Editor,
    Reader,
    Reviewer,
    Trainer,
    called,
    shipped,
    whole_city,
)
from bot.console.training.start import start
from bot.db.base import utc_now
from bot.db.models import ModelRun
from bot.db.session import after_commit, read_session
from bot.services.drafts.errors import WorkError
from bot.services.staff.errors import StaffError
from bot.services.training import drafts, runs

router = APIRouter(prefix="/training")
_WORTH_SAYING = 0.02  # a change of F1 below it is noise


@router.post("/train")
def train(form: Form, me: Trainer) -> Response:
    whole_city(me)
    made: list[int] = []

    def do(session: Session) -> str:
        number = runs.begin(
            session, me.actor, form.text("only") != "measure", shipped(), software(), utc_now()
        )
        made.append(number)
        after_commit(session, start, number)
        return "已开始，助手照常回答；可以离开这个页面。"

    answer = deed(me, HERE, do, WorkError)
    if made:
        answer.headers["location"] = f"{HERE}/run/{made[0]}"
    return answer


@router.get("/run/{run_id}")
def one(run_id: Number, me: Reader) -> Response:
    return _shown(run_id, me, "training/run.html")


@router.get("/run/{run_id}/progress")
def progress(run_id: Number, me: Reader) -> Response:
    return _shown(run_id, me, "training/_run.html")


@router.post("/run/{run_id}/activate")
def activate(run_id: Number, form: Form, me: Reviewer) -> Response:
    whole_city(me)

    def do(session: Session) -> str:
        runs.activate(session, run_id, software(), me.actor, utc_now())
        return f"第 {run_id} 号模型已启用，几秒内在所有副本生效，正在进行的对话不受影响。"

    return deed(me, HERE, do, WorkError)


@router.post("/shipped")
def back(form: Form, me: Reviewer) -> Response:
    whole_city(me)

    def do(session: Session) -> str:
        runs.to_shipped(session, me.actor, utc_now())
        return "已回到随软件附带的模型，几秒内在所有副本生效。"

    return deed(me, HERE, do, WorkError)


@router.post("/run/{run_id}/take-back")
def take_back(run_id: Number, form: Form, me: Editor) -> Response:
    whole_city(me)

    def do(session: Session) -> str:
        return f"{drafts.take_back(session, run_id, me.actor, utc_now())} 个意图的例句已取回为草稿。"

    return deed(me, HERE, do, WorkError)


def _shown(run_id: int, me: Reader, template: str) -> Response:
    with read_session() as session:
        run = session.get(ModelRun, run_id)
        if run is None:
            raise StaffError("没有这一次训练。")
        return page(
            me,
            template,
            run=run,
            dead=runs.is_dead(run, utc_now()),
            fits=run.base == software(),
            moved=_moved(run.report),
            called=called,
            is_own=run.activated_at is None and me.actor in run.editors,
        )


def _moved(report: dict[str, object]) -> list[tuple[str, float, float]]:
    """Intents that are told apart better or worse than before: (name, F1 before, F1 now), the worst first."""
    before, now = report.get("before") or {}, report.get("now") or {}
    assert isinstance(before, dict) and isinstance(now, dict)
    then = before.get("intents", {})
    found = [
        (name, then[name]["f1"], figures["f1"])
        for name, figures in now.get("intents", {}).items()
        if name in then and abs(figures["f1"] - then[name]["f1"]) >= _WORTH_SAYING
    ]
    return sorted(found, key=lambda row: row[2] - row[1])
