"""Files of the private store that no row knows: their deletion failed after the transaction that let go of them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import batched

import structlog
from django.core.files.storage import default_storage

from .models import CaseFile, RedactionPage

logger = structlog.get_logger(__name__)

# Below it lies every file of requests, and nothing else (`CaseFile.file`, `RedactionPage.picture`).
FOLDER = "cases"
NAMES_A_LOOK = 500
# Its row may not be there yet: a file is written before the transaction ends.
YOUNG = timedelta(days=1)
# The job of the night has two more days until the doctor names what it did not delete.
LONG_GONE = timedelta(days=3)


def strays(*, older_than: datetime) -> Iterator[str]:
    """Yield the names of files that are older and known to no row. Two queries for each `NAMES_A_LOOK` files."""
    for names in batched(_names_in(FOLDER), NAMES_A_LOOK):
        known = {
            *CaseFile.objects.filter(file__in=names).values_list("file", flat=True),
            *RedactionPage.objects.filter(picture__in=names).values_list("picture", flat=True),
        }
        yield from (name for name in names if name not in known and _is_older(name, older_than))


def sweep_strays(*, now: datetime) -> int:
    """Delete from the store what no row knows; return how many. What the store refuses waits for the next night."""
    swept = 0
    for name in list(strays(older_than=now - YOUNG)):
        try:
            default_storage.delete(name)
        except Exception as error:  # noqa: BLE001  # whatever the store says stops no other file
            logger.warning("request.stray_not_deleted", error=type(error).__name__)
        else:
            swept += 1
    return swept


def _names_in(folder: str) -> Iterator[str]:
    try:
        folders, files = default_storage.listdir(folder)
    except FileNotFoundError:
        return
    for name in files:
        yield f"{folder}/{name}"
    for name in folders:
        yield from _names_in(f"{folder}/{name}")


def _is_older(name: str, moment: datetime) -> bool:
    try:
        return bool(default_storage.get_modified_time(name) < moment)
    except FileNotFoundError:
        return False
