"""What is done with an upload in a process of its own (`apart.py`), within one budget for all that it holds."""

from __future__ import annotations

from typing import IO, Any

from .accepts import KINDS
from .budget import Budget
from .examining import refuse_wrong_claim
from .pictures import declared_size, refuse_undrawable, remade

PICTURE_CLAIMS = {"jpeg", "png", "gif", "webp", "avif", "heif"}

type Told = tuple[dict[str, Any], list[bytes]]


def unfit(file: IO[bytes], *, ending: str) -> Told:
    refuse_unfit(file, ending, Budget())
    return {}, []


def drawn(file: IO[bytes], *, name: str, lines: bool) -> Told:
    made = remade(file, name=name, keeps_lines=lines, budget=Budget())
    return {"name": made.name, "kind": made.content_type}, [made.read()]


def declared(file: IO[bytes]) -> Told:
    width, height = declared_size(file)
    return {"width": width, "height": height}, []


def table(file: IO[bytes], *, name: str, columns: list[str]) -> Told:
    """The rows of a table, or the fault that it has."""
    # Far more than pictures and archives need.
    from portals.admin_kit.exports import UnreadableTable, read_table

    try:
        return {"rows": list(read_table(file, name, columns)), "fault": ""}, []
    except UnreadableTable as error:
        return {"rows": [], "fault": str(error)}, []


def refuse_unfit(file: IO[bytes], ending: str, budget: Budget) -> None:
    """Raise UploadRefused unless the content of `file` is what `ending` says, nothing else besides, and harmless."""
    refuse_wrong_claim(file, ending)
    kind = KINDS[ending]
    if kind.check is not None:
        kind.check(file, budget)
    elif kind.claim in PICTURE_CLAIMS:
        refuse_undrawable(file, budget)
