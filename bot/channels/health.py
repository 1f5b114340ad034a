"""Live, ready, measured."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import text

from bot.db.session import read_session

router = APIRouter(tags=["运行状态"])


@router.get("/healthz", summary="存活")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@router.get("/readyz", summary="就绪：模型、数据库、索引", responses={503: {"description": "未就绪"}})
async def readyz(request: Request) -> Any:
    parts = {
        "model": request.app.state.assistant is not None,
        "database": _database_answers(),
        "index": False,
    }
    if parts["model"]:
        from bot.nlu.knowledge import knowledge_base

        parts["index"] = bool(knowledge_base.loaded)
    ready = all(parts.values())
    redis = request.app.state.assistant and request.app.state.assistant.redis_answers
    if redis is not None:
        parts["redis"] = redis  # told, not required: the database keeps the replicas apart meanwhile
    return JSONResponse({"status": "ready" if ready else "starting", "parts": parts}, 200 if ready else 503)


def _database_answers() -> bool:
    try:
        with read_session() as session:
            session.execute(text("SELECT 1"))
    except Exception:
        return False
    return True


@router.get("/metrics", summary="Prometheus 指标", include_in_schema=False)
async def metrics() -> Response:
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)
