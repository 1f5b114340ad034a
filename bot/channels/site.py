"""The demo portal page and the widget's files."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter
from fastapi.responses import FileResponse, Response

from bot.channels.problems import Problem
from bot.settings import ROOT

router = APIRouter(include_in_schema=False)

_WEB = ROOT / "bot" / "web"
_VENDORED = _WEB / "staff" / "vendor"
_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}
_CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS = {
    "Content-Security-Policy": _CSP,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
}


@router.get("/")
async def portal() -> Response:
    return FileResponse(_WEB / "index.html", headers=_HEADERS, media_type="text/html; charset=utf-8")


@router.get("/widget.js")
async def widget() -> Response:
    # Embedded by other sites: revalidated, so that a new version reaches them at once.
    return FileResponse(
        _WEB / "widget.js",
        media_type=_TYPES[".js"],
        headers={
            "Cache-Control": "no-cache",
            "Access-Control-Allow-Origin": "*",
            "X-Content-Type-Options": "nosniff",
        },
    )


@router.get("/static/{path:path}")
async def static(path: str) -> Response:
    file = _file_at(path)
    if file is None:
        raise Problem(404)
    kept = _VENDORED in file.parents  # its version is in its name
    return FileResponse(
        file,
        media_type=_TYPES[file.suffix],
        headers={
            "Cache-Control": "public, max-age=31536000, immutable" if kept else "no-cache",
            "Access-Control-Allow-Origin": "*",
            "X-Content-Type-Options": "nosniff",
        },
    )


def _file_at(path: str) -> Path | None:
    """A file of ours that a browser is given; None for anything else, a name that no system could open among it."""
    try:
        file = (_WEB / path).resolve()
        return file if file.is_relative_to(_WEB) and file.suffix in _TYPES and file.is_file() else None
    except (OSError, ValueError):  # too long; with a NUL in it
        return None
