"""Health of sources: what failed or is late, of whose portals, told to whom."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.urls import reverse
from django.utils import translation

from editorial.integrity_watch.checks import MISSED_HOURS
from editorial.integrity_watch.models import WatchedAddress
from editorial.integrity_watch.sources import late_rounds
from portals.models import Portal
from portals.operations import sources as of_install
from portals.operations.alarms import Problem
from portals.overview import sources
from portals.overview.parts import Overseen, OverviewRow
from portals.overview.sources import SourceHealth, read_sources
from scoring.models import Round
from scoring.probes.models import Link, Outage, Target
from scoring.sources import CHECK_LATE, late_checks, late_measuring
from tests.factories import make_portal, make_province_tree, published_story

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def _at_that_hour() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False), translation.override("vi"):
        yield


def seen_by(overseer: Portal, *below: Portal, now: datetime = NOW) -> Overseen:
    return Overseen(overseer, below, now)


def target(name: str, *, due: datetime = NOW, front: Portal | None = None) -> Target:
    return Target.objects.create(
        digest=name, url=f"https://{name}.example/", host=f"{name}.example", front_of=front,
        next_check_at=due,
    )  # fmt: skip


def test_each_source_is_told_by_its_rank_and_registered_once(monkeypatch) -> None:
    monkeypatch.setattr(sources, "_sources", {})
    for name, rank in (("b", 2), ("a", 1)):
        sources.register(SourceHealth(name, rank, lambda _of, name=name: [OverviewRow(name, "/")]))
    found = read_sources(seen_by(make_portal("province")))
    assert ([row.label for row in found.rows], found.count) == (["a", "b"], 2)
    with pytest.raises(ValueError, match="a"):
        sources.register(SourceHealth("a", 3, lambda _of: []))


def test_what_does_not_run_on_practice_is_not_late_there(settings: Any) -> None:
    below = make_portal()
    target("cham", due=NOW - CHECK_LATE - MINUTE, front=below)
    looked = NOW - timedelta(hours=MISSED_HOURS) - MINUTE
    WatchedAddress.objects.create(
        portal=below, path="/x/", kind="page", watched_since=looked, looked_at=looked, due_at=NOW
    )
    overseen = seen_by(make_portal("province"), below)
    late = {reverse("scoring:faults"), reverse("alterations")}
    assert late <= {row.url for row in read_sources(overseen).rows}
    settings.PORTALS_PRACTICE_OF = "https://quantri.bacninh.gov.vn"
    assert not late & {row.url for row in read_sources(overseen).rows}


def test_what_the_operator_is_mailed_is_told_to_the_province_alone(monkeypatch) -> None:
    amiss = [
        Problem("mail", "Thư không đi."),
        Problem("disk", "Đĩa gần đầy."),
        Problem("workers", "wagtail"),
    ]
    monkeypatch.setattr(of_install, "problems", lambda **_asked: amiss)
    province, district, _communes = make_province_tree(0)
    told = list(of_install.amiss_in_the_install(seen_by(province)))
    assert [(row.label, row.url) for row in told] == [
        ("Thư không đi.", reverse("outgoing_mail")),
        ("Đĩa gần đầy.", reverse("wagtailadmin_home")),
        # Without the names of queues, which say nothing to a board.
        ("Một số việc chạy nền đang ngừng, chưa được xử lý.", reverse("wagtailadmin_home")),
    ]
    assert list(of_install.amiss_in_the_install(seen_by(district))) == []


def test_the_watch_is_late_after_its_hours_and_of_the_portals_below() -> None:
    portal, other = make_portal(), make_portal()
    limit = NOW - timedelta(hours=MISSED_HOURS)
    for whose, looked in ((portal, limit), (other, limit - MINUTE)):
        WatchedAddress.objects.filter(portal=whose).delete()
        WatchedAddress.objects.create(
            portal=whose, path="/x/", kind="page", watched_since=looked, looked_at=looked,
            due_at=NOW,
        )  # fmt: skip
    assert list(late_rounds(seen_by(portal, portal))) == []
    (row,) = late_rounds(seen_by(other, other))
    assert row.url == reverse("alterations")
    assert row.facts.startswith("1 ")


def test_links_that_are_not_checked_or_lead_nowhere() -> None:
    portal, other = make_portal(), make_portal()
    page = published_story(portal)
    in_time = target("dung", due=NOW - CHECK_LATE)
    late = target("muon", due=NOW - CHECK_LATE - MINUTE)
    for one in (in_time, late):
        Link.objects.create(portal=portal, page=page, target=one, words="Xem", found_at=NOW)
    (row,) = late_checks(seen_by(portal, portal))
    assert row.facts.startswith("1 ")
    assert list(late_checks(seen_by(other, other))) == []

    Outage.objects.create(target=in_time, fault="gone", since=NOW)
    assert len(list(late_checks(seen_by(portal, portal)))) == 2
    # Where the link is gone from the text, nothing of it is amiss.
    Link.objects.update(gone_at=NOW)
    assert list(late_checks(seen_by(portal, portal))) == []


@pytest.mark.parametrize(("day", "is_late"), [(1, False), (2, True)])
def test_a_month_that_was_not_measured_is_told_from_the_second_on(day: int, is_late: bool) -> None:
    province, district, _communes = make_province_tree(0)
    now = datetime(2026, 12, day, 2, tzinfo=UTC)
    assert list(late_measuring(seen_by(province, now=now))) == []
    Round.objects.create(month="2026-10-01", scored_at=NOW)
    assert bool(list(late_measuring(seen_by(province, now=now)))) is is_late
    assert list(late_measuring(seen_by(district, now=now))) == []
    Round.objects.create(month="2026-11-01", scored_at=NOW)
    assert list(late_measuring(seen_by(province, now=now))) == []
