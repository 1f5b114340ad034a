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


def paths() -> set[str]:
    """Of every route of the doors, and what is mounted."""
    from bot.channels import checklist_page, files, health, site, web
    from bot.channels.configured import DOORS

    doors = (web, files, checklist_page, health, site, *DOORS)
    return {route.path for door in doors for route in door.router.routes} | {"/openapi.json", "/staff/"}
