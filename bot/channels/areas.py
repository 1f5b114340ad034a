"""Citizens' doors and the console kept apart: by what this process opens, and by the host name that was asked for."""

from __future__ import annotations

from starlette.responses import RedirectResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from bot.channels import problems
from bot.settings import Settings

_BOTH = ("/healthz", "/readyz", "/metrics", "/static/")


class Areas:
    """404 for what is not served here: who asks need not learn that it exists."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._only = settings.serve_only
        self._staff_host = (settings.staff_host or "").lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == "/" and self._is_for_staff(scope):
            await RedirectResponse("/staff/", 302)(scope, receive, send)
            return
        if scope["type"] == "http" and not self._is_open(scope):
            await problems.response(404)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _is_for_staff(self, scope: Scope) -> bool:
        """Whether nothing but the console answers at this address."""
        if self._staff_host:
            return self._only != "citizen" and _host(scope) == self._staff_host
        return self._only == "staff"

    def _is_open(self, scope: Scope) -> bool:
        path: str = scope["path"]
        if path.startswith(_BOTH):
            return True
        is_staff = path == "/staff" or path.startswith("/staff/")
        if self._only != "all" and (self._only == "staff") != is_staff:
            return False
        return not self._staff_host or (_host(scope) == self._staff_host) == is_staff


def _host(scope: Scope) -> str:
    """The name that was asked for, without the port."""
    raw = dict(scope["headers"]).get(b"host", b"").decode("latin-1").strip().lower()
    if raw.startswith("["):
        return raw.partition("]")[0] + "]"
    return raw.partition(":")[0]
