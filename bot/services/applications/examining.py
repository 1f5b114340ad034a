"""A draft looked through once more before it is filed: complete, eligible, consented, every answer still right."""

from __future__ import annotations

from datetime import datetime

from bot.services.applications import agencies, attachments
from bot.services.applications.consents import given
from bot.services.applications.deadlines import city_date
from bot.services.applications.errors import NotReady
from bot.services.applications.workspace import Workspace
from bot.services.forms.composed import ComposedForm
from bot.services.forms.eligibility import verdict
from bot.services.forms.outcome import Refused
from bot.services.forms.schema import CONSENT_KEY
from bot.services.forms.steps import visible
from bot.services.forms.whole import checked, nothing_left


def examine(draft: Workspace, now: datetime) -> None:
    """Every answer again, as if it were given today. Raises NotReady."""
    step = draft.step
    if step.kind != "review" or draft.content.pending is not None:
        raise NotReady(f"还有内容没有填好：{step.label}。", step)
    refused = verdict(draft.form, draft.content.answers)
    if refused.can is False:
        raise NotReady(refused.because, draft.step_of(refused.question) or step)
    if isinstance(draft.form, ComposedForm) and nothing_left(draft.form, draft.content.answers):
        raise NotReady("按您的回答，没有可以提交的事项，请修改前面的回答。", step)
    if draft.form.consent is not None and not given(draft.session, draft.case):
        raise NotReady("还没有您对个人信息处理的同意。", draft.step_of(CONSENT_KEY) or step)
    if draft.case.agency_id is not None and not agencies.holds(draft.session, draft.case.agency_id, now):
        raise NotReady("委托人的同意已经撤回或过期，这份代办申请不能提交。", step)
    for question in visible(draft.form, draft.content.answers):
        value = draft.content.answers[question.key]
        if value is None:
            continue
        outcome = checked(draft.form, question, value, draft.content.answers, city_date(now))
        if question.input == "file" and attachments.missing(draft) is question:
            outcome = Refused(f"{draft.label_of(question.key)}的文件已经不在了，请重新上传。")
        if isinstance(outcome, Refused):
            raise NotReady(outcome.message, draft.step_of(question.key) or step)
