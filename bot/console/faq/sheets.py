"""表格: the template, many entries in and out, with a dry run first."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from sqlalchemy import select

from bot.console.access import Form, having
from bot.console.download import CSV, XLSX, download
from bot.console.faq.desk import Editor
from bot.console.pages import page
from bot.db.base import utc_now
from bot.db.models import Department, ServiceItem
from bot.db.session import read_session, write_session
from bot.services.audit.record import record as audit
from bot.services.faq import sheet
from bot.services.faq.export import working_records
from bot.services.faq.import_ import FaqImportError, read_bytes
from bot.services.faq.template import template
from bot.services.faq.upload import Upload, upload
from bot.services.findings import CheckError
from bot.services.staff.errors import StaffError
from bot.services.staff.roles import Role
from bot.services.staff.sessions import Current

router = APIRouter(prefix="/sheets")
Reader = Annotated[Current, having(Role.EDITOR, Role.REVIEWER)]
_SHOWN = 500


@router.get("")
def choose(me: Reader) -> Response:
    return page(me, "faq/sheets.html", found=None, name="", words="", shown=_SHOWN)


@router.get("/template.xlsx")
def blank(me: Reader) -> Response:
    with read_session() as session:
        departments = session.execute(
            select(Department.code, Department.name)
            .where(Department.origin == "city", ~Department.is_withdrawn)
            .order_by(Department.code)
        ).all()
        items = session.execute(
            select(ServiceItem.code, ServiceItem.name)
            .where(ServiceItem.origin == "city", ServiceItem.task_state != "3")
            .order_by(ServiceItem.code)
        ).all()
    return download(
        template([tuple(d) for d in departments], [tuple(i) for i in items]), "问答模板.xlsx", XLSX
    )


@router.get("/export.{ending}")
def export(ending: str, me: Reader) -> Response:
    with write_session() as session:
        try:
            records = [record for record in working_records(session) if me.covers(record.department)]
        except CheckError as error:
            raise StaffError(f"有条目不合格，不能导出：{error.findings[0]}") from None
        audit(session, me.actor, "faq.export", ending[:10], {"entries": len(records)})
    if ending == "xlsx":
        return download(sheet.write_xlsx(records), "问答.xlsx", XLSX)
    if ending == "csv":
        return download(sheet.write_csv(records), "问答.csv", CSV)
    raise StaffError("只能导出 xlsx 或 csv。")


@router.post("/upload")
async def put(request: Request, me: Editor, form: Form) -> Response:
    file = form.file("file")
    name = (file.filename or "")[:200] if file is not None else ""
    raw = await file.read() if file is not None else b""
    return await run_in_threadpool(_put, request, me, name, raw, form.text("dry") == "1")


def _put(request: Request, me: Current, name: str, raw: bytes, dry: bool) -> Response:
    words, found = "", None
    try:
        found = _upload(me, name, raw, dry)
    except FaqImportError as error:
        words = str(error)
    values: dict[str, Any] = {"found": found, "name": name, "words": words, "shown": _SHOWN}
    part = bool(request.headers.get("x-part"))
    return page(me, "faq/_sheet.html" if part else "faq/sheets.html", 200 if found else 400, **values)


def _upload(me: Current, name: str, raw: bytes, dry: bool) -> Upload:
    if not name:
        raise FaqImportError("请先选一个 .xlsx 或 .csv 文件。")
    if not name.lower().endswith((".xlsx", ".csv")):
        raise FaqImportError("只能上传 .xlsx 或 .csv 文件。")
    read = read_bytes(name, raw)
    with write_session(durable=not dry) as session:
        return upload(session, read, me.actor, utc_now(), me.covers, dry=dry)
