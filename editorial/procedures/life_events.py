"""The events of a life for which people come to an office, as a shipped table."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_DATA = Path(__file__).parent / "data" / "life_events.toml"


@cache
def life_events() -> Mapping[str, str]:
    """Return the names by the codes, in the order in which they are shown."""
    rows = tomllib.loads(_DATA.read_text("utf-8"))["event"]
    return {row["code"]: row["name"] for row in rows}
