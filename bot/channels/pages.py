"""The pages of the house besides the portal: without a script, the same on paper and read aloud."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.settings import ROOT

_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)


def page(
    template: str, status: int = 200, headers: Mapping[str, str] | None = None, **values: Any
) -> HTMLResponse:
    """A template of `bot/web/pages`."""
    html = _templates().get_template(template).render(values)
    return HTMLResponse(html, status, {"Content-Security-Policy": _POLICY, **(headers or {})})


@lru_cache(maxsize=1)
def _templates() -> Environment:
    folder = FileSystemLoader(ROOT / "bot" / "web" / "pages")
    return Environment(loader=folder, autoescape=True, undefined=StrictUndefined, trim_blocks=True)
