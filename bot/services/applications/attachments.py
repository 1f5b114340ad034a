"""附件: an upload as the answer to a `file` field, and what becomes of it when the application is filed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from bot.services.applications.workspace import Workspace
from bot.services.forms.outcome import Accepted, Outcome, Refused, Warn
from bot.services.forms.schema import FormField
from bot.services.forms.show import UPLOADED
from bot.services.forms.steps import visible
from bot.services.uploads import keep
from bot.services.uploads.refusal import NoSuchFile

_USE_THE_BUTTON = "这一项要上传文件，请用“选择文件”按钮发送照片（jpg、png）或 PDF；不方便上传的，可以说“取消”，改到窗口办理。"


def uploaded(session: Session, case: Any, file_id: str, now: datetime) -> Outcome:
    """The file belongs to the draft from now on; a picture that is hard to read is a Warn, and may be kept."""
    if not file_id.isascii() or len(file_id) < 16 or " " in file_id:
        return Refused(_USE_THE_BUTTON)
    try:
        row = keep.find(session, file_id, case.session_id, now)
    except NoSuchFile as error:
        return Refused(str(error))
    bound = keep.bind(session, row, case.id, now)
    if row.hint:
        return Warn(
            f"文件收到了，但{row.hint}重拍后再上传一次即可；确实只能这样的，请回复“是”，就用这一张。", bound
        )
    return Accepted(bound, UPLOADED, UPLOADED)


def missing(draft: Workspace) -> FormField | None:
    """The first field whose file is gone."""
    return next(
        (
            field
            for field, file_id in _files(draft)
            if not keep.is_bound(draft.session, file_id, draft.case.id)
        ),
        None,
    )


def tidy(draft: Workspace) -> None:
    """At filing: what was uploaded and replaced, or answers a question that no longer applies, goes."""
    keep.keep_only(draft.session, draft.case.id, [file_id for _, file_id in _files(draft)])


def _files(draft: Workspace) -> Iterable[tuple[FormField, str]]:
    answers = draft.content.answers
    for question in visible(draft.form, answers):
        value = answers.get(question.key)
        if isinstance(question, FormField) and question.input == "file" and value is not None:
            yield question, value
