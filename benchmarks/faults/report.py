"""When and where an experiment was run, in words for its document."""

from __future__ import annotations

import os
import platform
from datetime import date


def when() -> str:
    load = os.getloadavg()[0]
    return f"{date.today().isoformat()}, {os.cpu_count()} cores ({platform.machine()}), load before the report {load:.1f}"
