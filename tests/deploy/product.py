"""What the deployment files may name: settings, paths and metrics of the product as it is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml

from bot.settings import ROOT, Settings

DEPLOY = ROOT / "deploy"
SETTINGS = {f"ZHENGWEN_{name.upper()}" for name in Settings.model_fields}
REQUIRED = {"ZHENGWEN_MODE", "ZHENGWEN_SECRET_KEY", "ZHENGWEN_DATA_KEY_FILE", "ZHENGWEN_DATABASE_URL"}
REQUIRED |= {"ZHENGWEN_CITY", "ZHENGWEN_REGION_CODE", "ZHENGWEN_PUBLIC_URL", "ZHENGWEN_REDIS_URL"}


def documents(path: Path) -> list[dict[str, Any]]:
    return [each for each in yaml.safe_load_all(path.read_text("utf-8")) if each]


def named_settings(text: str) -> set[str]:
    return set(re.findall(r"\bZHENGWEN_[A-Z_]+\b", text)) - {"ZHENGWEN_VERSION"}  # of the image


OPERATORS = {"/healthz", "/readyz", "/metrics"}


def paths() -> set[str]:
    """Of every route, and what is mounted."""
    from bot.app import create_app

    found: set[str] = set()
    for each in create_app().routes:  # a router that was included, or a route of the application's own
        routes = each.original_router.routes if hasattr(each, "original_router") else [each]
        found |= {route.path for route in routes}
    return found - {"/staff"} | {"/staff/"}


def citizens() -> set[str]:
    """What somebody in the street may open."""
    return paths() - OPERATORS - {"/staff/"}
