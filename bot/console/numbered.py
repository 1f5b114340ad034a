"""The number of a row in an address: one that a database can look for."""

from __future__ import annotations

from typing import Annotated

from fastapi import Path

Number = Annotated[int, Path(ge=1, le=2_147_483_647)]
