"""办理漏斗: of those who open a form, how many pass each stage, and at which question the others stop."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, case, func, select
from sqlalchemy.orm import Session

from bot.db.models import Application
from bot.db.models.insight import FormStepFact
from bot.services.applications.errors import NoForm
from bot.services.applications.form_versions import form_of
from bot.services.applications.sharing_step import PREFIX
from bot.services.applications.states import State
from bot.services.forms.schema import CONSENT_KEY, REVIEW_KEY, FormField
from bot.services.insight.period import Period
from bot.services.insight.share import Share
from bot.services.insight.steps import REFUSED

STAGES = ("打开表单", "通过准入", "同意告知", "填到核对", "提交", "办结")
_STAGE_OF = {"consent": 1, "sharing": 2, "field": 2, "review": 3}
_FILED, _CLOSED = 4, 5
_STILL_AT_IT = timedelta(days=1)
_STEP = FormStepFact.__table__
_CASE = Application.__table__


@dataclass(frozen=True)
class Funnel:
    """`reached`: how many came to each of STAGES, never more than to the one before; `refused`: may not apply."""

    item: str
    department: str
    reached: tuple[int, ...]
    refused: int
    at_it: int  # still filling in

    @property
    def filed(self) -> Share:
        return Share(self.reached[_FILED], self.reached[0])


@dataclass(frozen=True)
class AskedStep:
    """A question of the form: how many were asked it, and how many went no further."""

    key: str
    label: str
    kind: str
    asked: int
    stopped: int

    @property
    def lost(self) -> Share:
        return Share(self.stopped, self.asked)


def funnels(session: Session, period: Period, now: datetime) -> list[Funnel]:
    """Of applications opened in the period, an item each, the most opened first."""
    last, furthest = _last_step(), _furthest()
    stage = case(
        (_CASE.c.state == State.COMPLETED.value, _CLOSED),
        (_CASE.c.case_no.is_not(None), _FILED),
        else_=func.coalesce(furthest.c.stage, 0),
    ).label("reached")
    how = _end(last, now).label("how")
    query = (
        select(_CASE.c.item_code, _CASE.c.department_code, stage, how, func.count())
        .select_from(
            _CASE.outerjoin(furthest, furthest.c.application_id == _CASE.c.id).outerjoin(
                last, last.c.application_id == _CASE.c.id
            )
        )
        .where(*_opened(period))
        .group_by(_CASE.c.item_code, _CASE.c.department_code, "reached", "how")
    )
    found: dict[tuple[str, str], list[int]] = {}
    ends: dict[tuple[str, str, str], int] = {}
    for item, department, reached, ending, number in session.execute(query):
        counts = found.setdefault((item, department), [0] * len(STAGES))
        for each in range(reached + 1):
            counts[each] += number
        ends[item, department, ending] = ends.get((item, department, ending), 0) + number
    made = [
        Funnel(item, department, tuple(counts), ends.get((item, department, REFUSED), 0),
               ends.get((item, department, "at it"), 0))
        for (item, department), counts in found.items()
    ]  # fmt: skip
    return sorted(made, key=lambda each: (-each.reached[0], each.item))


def asked_steps(session: Session, period: Period, item: str, now: datetime) -> list[AskedStep]:
    """Every question of one item's form, in the order of the form in use; those it no longer has come last."""
    last = _last_step()
    opened = (*_opened(period), _CASE.c.item_code == item)
    asked = dict(
        session.execute(
            select(_STEP.c.step, func.count())
            .join(_CASE, _CASE.c.id == _STEP.c.application_id)
            .where(*opened)
            .group_by(_STEP.c.step)
        ).all()
    )
    stopped = dict(
        session.execute(
            select(last.c.step, func.count())
            .join(_CASE, _CASE.c.id == last.c.application_id)
            .where(*opened, _end(last, now) == "stopped")
            .group_by(last.c.step)
        ).all()
    )
    kinds = dict(session.execute(select(_STEP.c.step, func.max(_STEP.c.kind)).group_by(_STEP.c.step)).all())
    asked.pop(REFUSED, None)
    labels = _labels(session, item)
    order = [*(key for key in labels if key in asked), *sorted(key for key in asked if key not in labels)]
    return [
        AskedStep(key, labels.get(key, _other(key)), kinds[key], asked[key], stopped.get(key, 0))
        for key in order
    ]


def _opened(period: Period) -> tuple[Any, ...]:
    """The parts of a 一件事 are filed with it, not opened."""
    conditions = [
        _CASE.c.created_at >= period.starts_at,
        _CASE.c.created_at < period.ends_at,
        _CASE.c.parent_id.is_(None),
    ]
    if period.departments:
        conditions.append(_CASE.c.department_code.in_(sorted(period.departments)))
    return tuple(conditions)


def _furthest() -> Any:
    stage = case(*((_STEP.c.kind == kind, number) for kind, number in _STAGE_OF.items()), else_=0)
    return (
        select(_STEP.c.application_id, func.max(stage).label("stage"))
        .group_by(_STEP.c.application_id)
        .subquery()
    )


def _last_step() -> Any:
    newest = select(func.max(_STEP.c.id).label("id")).group_by(_STEP.c.application_id).subquery()
    return (
        select(_STEP.c.application_id, _STEP.c.step, _STEP.c.kind)
        .join(newest, newest.c.id == _STEP.c.id)
        .subquery()
    )


def _end(last: Any, now: datetime) -> Any:
    """How it stands with one that may not be filed yet."""
    fresh = and_(_CASE.c.state == State.DRAFT.value, _CASE.c.updated_at >= now - _STILL_AT_IT)
    return case(
        (_CASE.c.case_no.is_not(None), "filed"),
        (last.c.kind == REFUSED, REFUSED),
        (fresh, "at it"),
        else_="stopped",
    )


def _labels(session: Session, item: str) -> dict[str, str]:
    """Key → label of the form in use, in its order."""
    try:
        form = form_of(session, item, None)
    except NoForm:
        return {}
    first = {each.key: each.ask for each in form.eligibility}
    fields = {each.key: each.label for each in form.questions if isinstance(each, FormField)}
    return {**first, CONSENT_KEY: "个人信息告知", **fields, REVIEW_KEY: "核对并提交"}


def _other(key: str) -> str:
    return "数据共享授权" if key.startswith(PREFIX) else f"{key}（表单已不再问）"
