"""Filling an empty database with the demo, chapter by chapter."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from portals.boards.models import User
from portals.models import Portal

from .chapters import DemoScene, chapters

# The account by which a seeded database is known.
MARK = "truongban.tinh"


class NotEmpty(Exception):
    """The database holds portals that are not the demo's."""


@dataclass(frozen=True)
class Step:
    name: str
    seconds: float


def is_seeded() -> bool:
    """Whether the demo stands in the database; raises NotEmpty where something else does."""
    if User.objects.filter(username=MARK).exists():
        return True
    if Portal.objects.exists():
        raise NotEmpty
    return False


def seed(*, organisation: str, now: datetime) -> Iterator[Step]:
    """Write the whole demo in one transaction, and yield how long each chapter took as soon as it is written.

    `organisation` says in which state the province begins, by the word that `--organisation` takes. Nothing stays
    where the steps are not taken to their end.
    """
    scene = DemoScene(now, organisation)
    with transaction.atomic():
        for chapter in chapters():
            started = time.monotonic()
            chapter.write(scene)
            yield Step(str(chapter.title), time.monotonic() - started)
