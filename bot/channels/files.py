"""Uploads through the website's door: one file a request, looked at before anything is kept."""

from __future__ import annotations

import asyncio
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.formparsers import MultiPartException, MultiPartParser

from bot.assistant import conversations
from bot.channels.body_limit import TOO_BIG, UPLOAD_PATH
from bot.channels.keep_file import keep_file
from bot.channels.problems import Problem
from bot.channels.web import PROBLEM, Conversation
from bot.db.base import utc_now
from bot.services.uploads.refusal import TooManyFiles, UploadRefused
from bot.settings import get_settings

router = APIRouter(tags=["对话"])

_AT_ONCE = asyncio.Semaphore(2)  # a photograph takes up to 200 MB while it is looked at
_NO_FILE = "没有收到文件，请选择一个 jpg、png 图片或 PDF 后再上传。"


class _InMemory(MultiPartParser):
    """A file waits in memory: on disk it would lie unencrypted."""

    spool_max_size = 64 * 1024 * 1024


class FileOut(BaseModel):
    file_id: str
    media_type: str
    hint: str


@router.post(
    UPLOAD_PATH,
    status_code=201,
    response_model=FileOut,
    responses={**PROBLEM, 415: {"description": "problem JSON"}},
    summary="上传一个文件（multipart，字段名 file）",
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {
                "multipart/form-data": {
                    "schema": {
                        "type": "object",
                        "required": ["file"],
                        "properties": {"file": {"type": "string", "format": "binary"}},
                    }
                }
            },
        }
    },
)
async def upload(request: Request, conversation_id: Conversation) -> Any:
    name, content = await _file_of(request)
    if len(content) > get_settings().upload_max_mb * 1024 * 1024:
        raise Problem(413, TOO_BIG.format(get_settings().upload_max_mb))
    loaded = conversations.load(conversation_id)
    if loaded is None or loaded.expires_at <= utc_now():
        raise Problem(401)
    try:
        async with _AT_ONCE:
            kept = await asyncio.to_thread(keep_file, conversation_id, name, content)
    except UploadRefused as error:
        raise Problem(422, str(error)) from None
    except TooManyFiles as error:
        raise Problem(429, str(error)) from None
    return JSONResponse({"file_id": kept.file_id, "media_type": kept.media_type, "hint": kept.hint}, 201)


async def _file_of(request: Request) -> tuple[str, bytes]:
    """(its name, its content). Raises Problem for anything but one file called `file`."""
    if not request.headers.get("content-type", "").lower().startswith("multipart/form-data"):
        raise Problem(415, "请用 multipart/form-data 提交文件。")
    try:
        form = await _InMemory(request.headers, request.stream(), max_files=1, max_fields=5).parse()
    except (MultiPartException, HTTPException, KeyError, UnicodeError, ValueError):
        raise Problem(400, _NO_FILE) from None
    try:
        file = form.get("file")
        if not isinstance(file, UploadFile):
            raise Problem(422, _NO_FILE)
        return file.filename or "", await file.read()
    finally:
        await form.close()
