"""The listeners of withdrawals that are installed: their ranks, and the locks that they take in that order."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.placements import withdrawals
from editorial.placements.actions import withdraw_story

from .adaptations.casts import make_adapting_cast

DOCUMENT = Path(__file__).resolve().parents[2] / "docs/syndication.md"
RANK = re.compile(r"^\| (\d+) \| `(\w+)` \|", re.MULTILINE)


def test_own_versions_come_before_what_travels() -> None:
    ranks = [(one.rank, type(one).__name__) for one in withdrawals.listeners()]

    assert ranks == [
        (10, "SourceEnds"),
        (20, "TravelsEnd"),
        (80, "MentionsEnd"),
        (82, "FiguresEnd"),
        (83, "LandPricesEnd"),
        (84, "ConclusionsKept"),
        (85, "LandPlansEnd"),
        (86, "CorrectionsEnd"),
        (90, "Withdrawals"),
    ]
    assert ranks == [(int(rank), name) for rank, name in RANK.findall(DOCUMENT.read_text())]


@pytest.mark.django_db
def test_the_page_of_an_own_version_is_locked_before_the_placement_of_its_source() -> None:
    cast = make_adapting_cast()
    cast.publish(cast.adapt())

    with CaptureQueriesContext(connection) as queries:
        withdraw_story(
            story=cast.source,
            kind=RemovalKind.IN_ERROR,
            reason="Sai",
            actor=cast.head,
            now=timezone.now(),
        )

    locks = [query["sql"] for query in queries if re.search(r"FOR (UPDATE|SHARE)", query["sql"])]
    tables = [
        re.search(r'FROM "?(\w+)', lock.partition(" AS section_kind")[2] or lock) for lock in locks
    ]
    found = [table[1] for table in tables if table]
    assert found[:3] == ["wagtailcore_page", "editorial_placement", "syndication_dispatch"]
