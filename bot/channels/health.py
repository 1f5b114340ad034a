"""Live, ready, measured."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.assistant import watch
from bot.services.watch import readiness

router = APIRouter(tags=["运行状态"])

MODEL = "模型还没有加载好：刚启动时等几秒，一直如此请看日志里的 assistant.not_loaded"
_TOLD = ("redis",)  # without it a replica goes on by itself: taking all of them away would help nobody
INDEX = "问答和事项的索引还没有建好：看 db seed 是否运行过"


@router.get("/healthz", summary="存活")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


# A plain function: what it looks at may take seconds, and runs beside the conversation.
@router.get(
    "/readyz",
    summary="就绪：模型、数据库、结构版本、索引、Redis、磁盘",
    responses={503: {"description": "未就绪"}},
)
def readyz(request: Request) -> Any:
    troubles = {
        "model": "" if request.app.state.assistant is not None else MODEL,
        "database": readiness.database(),
        "index": "" if _indexed(request) else INDEX,
        "redis": readiness.redis(),
        "disk": readiness.disk(),
    }
    troubles["migrations"] = troubles["database"] or readiness.migrations()
    parts = {name: not trouble for name, trouble in troubles.items()}
    ready = all(good for name, good in parts.items() if name not in _TOLD)
    said = {name: trouble for name, trouble in troubles.items() if trouble}
    body = {"status": "ready" if ready else "starting", "parts": parts, "troubles": said}
    return JSONResponse(body, 200 if ready else 503)


def _indexed(request: Request) -> bool:
    if request.app.state.assistant is None:
        return False
    from bot.nlu.knowledge import knowledge_base

    return bool(knowledge_base.loaded)


@router.get("/metrics", summary="Prometheus 指标", include_in_schema=False)
def metrics() -> Response:
    return Response(generate_latest() + watch.exposition(), media_type=CONTENT_TYPE_LATEST)
