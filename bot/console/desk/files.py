"""A file that a citizen sent to the agent: fetched by who holds the chat, and noted."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import Response

from bot.console.desk.shared import Agent, Chat
from bot.console.download import download
from bot.console.numbered import Number
from bot.db.base import utc_now
from bot.db.session import write_session
from bot.services.audit.record import record as audit
from bot.services.handover import holding, lines
from bot.services.handover.errors import DeskError
from bot.services.staff.errors import NotAllowed
from bot.services.uploads import keep, store
from bot.services.uploads.refusal import NoSuchFile

router = APIRouter(prefix="/desk/{chat}/files")
_ENDINGS = {"application/pdf": "pdf", "image/png": "png"}


@router.get("/{sequence}")
def fetch(chat: Chat, sequence: Number, me: Agent) -> Response:
    with write_session() as session:
        row = holding.find(session, chat, me.departments)
        if row.agent != me.actor:
            raise NotAllowed("这个会话不是您在接待，不能看市民发的文件。")
        said = [line for line in lines.after(session, chat, 0) if line.sequence == sequence]
        file_id = said[0].data.get("file_id") if said else None
        try:
            upload = keep.find(session, str(file_id), row.session_id, utc_now())
            content = store.read(upload.address)
        except NoSuchFile:
            raise DeskError("没有这个文件，可能已经超过保存期限。") from None
        audit(session, me.actor, "desk.file", f"handover:{chat}", {"line": sequence})
        ending = _ENDINGS.get(upload.media_type, "jpg")
    return download(content, f"市民文件-{chat}-{sequence}.{ending}", "application/octet-stream")
