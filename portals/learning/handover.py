"""Papers to hand over with the desk: for boards, the province's desk, auditors, and whoever runs the install."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.conf import settings

from portals.text import nfc

# In the order in which they are offered.
NAMES = ("ban-bien-tap", "ban-lam-viec", "doan-kiem-tra", "nguoi-van-hanh")


@dataclass(frozen=True, slots=True)
class HandoverPaper:
    name: str
    title: str
    text: str


@cache
def handover_papers() -> Mapping[str, HandoverPaper]:
    """All papers by their name."""
    return {name: _read(name) for name in NAMES}


def _read(name: str) -> HandoverPaper:
    content = nfc((Path(settings.ROOT) / "docs/ban-giao" / f"{name}.md").read_text("utf-8"))
    title, _newline, text = content.removeprefix("# ").partition("\n")
    return HandoverPaper(name, title.strip(), text.strip())
