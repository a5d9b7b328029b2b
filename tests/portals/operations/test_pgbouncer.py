"""PgBouncer in transaction mode before PostgreSQL: each statement may meet another connection of the server."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator

import psycopg
import pytest

from portals.operations import questions
from portals.services.shares import Databases
from tests.factories import make_portal, published_story
from tests.support.pgbouncer import POOL, pooled_databases
from tests.support.processes import ROOT, environment, web_server

# What walks through more than it holds in memory: the night's scan, and the sweeper of placements.
WALK = """
import django
django.setup()
from django.db import connection
# Four transactions at once, so that four connections of the server are there to go round.
others = [connection.copy() for _ in range(4)]
for other in others:
    other.set_autocommit(False)
    other.cursor().execute("SELECT 1")
for other in others:
    other.rollback()
    other.close()
from django.utils import timezone
from editorial.placements.actions import place_missing
from editorial.content_scan.scan import scan_everything
from editorial.models import Placement, StoryPage
Placement.objects.all().delete()
assert place_missing(now=timezone.now()) == StoryPage.objects.count() == 3
scan_everything(now=timezone.now())
print("walked")
"""


@pytest.fixture
def pooled(transactional_db: None, own_databases: Databases) -> Iterator[Databases]:
    """The databases of the test through PgBouncer."""
    with pooled_databases(own_databases) as databases:
        yield databases


def walk(pooled: Databases, **more: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", WALK],
        cwd=ROOT, env=environment(pooled, DJANGO_SETTINGS_MODULE="portals.settings.test", **more),
        capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def test_long_walks_go_through_only_with_the_setting(pooled: Databases) -> None:
    portal = make_portal()
    for _ in range(3):
        published_story(portal)

    without, told = walk(pooled), walk(pooled, DATABASE_POOLER="transaction")

    assert without.returncode != 0
    assert "cursor" in without.stderr
    assert told.returncode == 0, told.stderr
    assert "walked" in told.stdout
    with web_server(pooled, DATABASE_POOLER="transaction", PORTALS_UNDER_TEST_POOL="4") as served:
        assert served.http.get(portal.site.hostname).status == 200
        assert served.http.get("127.0.0.1", "/-/ready").status == 200


def test_a_pool_that_is_busy_is_no_failure(pooled: Databases, settings, monkeypatch) -> None:
    told = psycopg.conninfo.conninfo_to_dict(pooled.database_url)
    monkeypatch.setattr(questions, "_connecting", lambda: told)
    busy = [psycopg.connect(pooled.database_url) for _ in range(POOL)]
    for one in busy:
        one.execute("SELECT 1")
    ask = questions.AskDatabase()
    try:
        with pytest.raises(TimeoutError):
            ask()
        settings.PORTALS_DATABASE_POOLER = "transaction"
        # More than the second that PostgreSQL itself has for its answer.
        later = threading.Timer(2 * questions.ASK_SECONDS, busy[0].rollback)
        later.start()
        assert abs(ask()) < 1
        later.join()
    finally:
        ask.close()
        for one in busy:
            one.close()
