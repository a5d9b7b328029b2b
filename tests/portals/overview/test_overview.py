"""All portals below on one screen: what it says of them, to whom, and at what cost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from portals.boards.enums import Position
from portals.boards.models import User
from portals.duties.models import Duty, Obligation
from portals.models import Portal
from scoring.models import Scorecard
from scoring.probes.models import Outage, Target
from syndication.jobs import place_dispatch
from tests.factories import make_member, make_portal, make_province_tree, published_story
from tests.portals.accountability.cases import make_case
from tests.support.kept import once_a_file
from tests.syndication.casts import send
from tests.walls import body, desk_client, unpublished_score

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass
class Below:
    """A province with a district, of which some communes stand badly, and a district of which nobody tells it."""

    district: Portal
    communes: list[Portal]
    other: Portal
    elsewhere: Portal
    people: dict[str, User]
    duty: Duty

    def goes_wrong(self, portal: Portal) -> None:
        make_case(portal, now=NOW - 60 * DAY)
        Obligation.objects.create(
            portal=portal, duty=self.duty, starts_on=date(2026, 9, 1), ends_on=date(2026, 10, 1),
            due_at=NOW - 2 * DAY, told_at=NOW - DAY,
        )  # fmt: skip
        target = Target.objects.create(
            digest=f"t{portal.pk}", url=f"https://t{portal.pk}.example/", next_check_at=NOW,
            host=f"t{portal.pk}.example", front_of=portal,
        )  # fmt: skip
        Outage.objects.create(target=target, fault="gone", since=NOW - DAY)


def _below() -> Below:
    province, district, communes = make_province_tree(2)
    other = make_portal("district", overseer=province)
    elsewhere = make_portal(overseer=other, name="Xã Nơi Khác")
    people = {
        "trưởng ban tỉnh": make_member(province, Position.HEAD),
        "biên tập tỉnh": make_member(province, Position.EDITOR),
        "trưởng ban huyện": make_member(district, Position.HEAD),
        "trưởng ban xã": make_member(communes[0], Position.HEAD),
    }
    duty = Duty.objects.create(
        code="nop-1", tier=communes[0].tier, title="Báo cáo", section="ngan-sach",
        fulfilled_by="nowhere:x", frequency="month", due_from="end", due_days=9, minutes=9,
        period=DateRange(date(2026, 9, 1), None),
    )  # fmt: skip
    made = Below(district, communes, other, elsewhere, people, duty)
    made.goes_wrong(communes[0])
    made.goes_wrong(elsewhere)
    Portal.objects.filter(pk=communes[0].pk).update(phone="0222 000 001")
    with time_machine.travel(NOW - DAY, tick=False):
        story = published_story(district, title="Lịch cắt điện")
        sent = send(story, people["trưởng ban huyện"], now=NOW - DAY)
    with time_machine.travel(NOW - DAY + timedelta(minutes=2), tick=False):
        place_dispatch(dispatch_id=sent.pk)
    return made


built, untold = once_a_file(_below)


@pytest.fixture
def below(untold: Below) -> Iterator[Below]:
    with time_machine.travel(NOW, tick=False), translation.override("vi"):
        yield untold


def parts(answer) -> dict[str, tuple[int, str]]:
    return {
        part.name: (facts.count, " | ".join(f"{row.label}: {row.facts}" for row in facts.rows))
        for part, facts in answer.context["parts"]
    }


def test_says_what_stands_badly_below_and_nothing_of_others(below) -> None:
    answer = desk_client(below.people["trưởng ban huyện"]).get(reverse("overview"))
    told = parts(answer)
    named = below.communes[0].name

    assert {name: told[name][0] for name in ("requests", "duties", "outages")} == {
        "requests": 1, "duties": 1, "outages": 1,
    }  # fmt: skip
    assert all(named in told[name][1] for name in ("requests", "duties", "outages"))
    assert f"{named}: chưa đăng nhập lần nào · 0222 000 001 · " in told["boards"][1]
    assert "Lịch cắt điện: 0 trong 2 Cổng đã có" in told["deliveries"][1]
    assert below.elsewhere.name not in body(answer).decode()


def test_the_province_sees_all_districts(below) -> None:
    answer = desk_client(below.people["trưởng ban tỉnh"]).get(reverse("overview"))

    assert parts(answer)["requests"][0] == 2
    assert below.elsewhere.name in parts(answer)["outages"][1]


def test_puts_those_with_the_fewest_points_of_the_last_month_first(below) -> None:
    head = below.people["trưởng ban huyện"]
    for portal, points in ((below.communes[0], 71), (below.communes[1], 62), (below.elsewhere, 5)):
        card = unpublished_score(portal, head, "thử")
        Scorecard.objects.filter(pk=card.pk).update(total=points)
    answer = desk_client(head).get(reverse("overview"))
    one, other = (commune.name for commune in below.communes)

    assert parts(answer)["scores"][1] == (
        f"{other}: 62,00 điểm, kỳ 09/2026 | {one}: 71,00 điểm, kỳ 09/2026"
    )
    # Nothing of it is amiss, so it is not counted.
    assert body(answer).decode().count("overview__count") == 5


@pytest.mark.parametrize(("quiet_for", "is_told"), [(7 * DAY, False), (7 * DAY + HOUR, True)])
def test_a_board_sleeps_after_seven_days(below, quiet_for, is_told) -> None:
    awake = make_member(below.communes[1], Position.SECRETARY)
    User.objects.filter(pk=awake.pk).update(last_login=NOW - quiet_for)
    told = parts(desk_client(below.people["trưởng ban huyện"]).get(reverse("overview")))

    assert (f"{below.communes[1].name}: " in told["boards"][1]) is is_told


def test_only_what_the_board_itself_sent_this_week_is_being_delivered(below) -> None:
    head = below.people["trưởng ban huyện"]
    of_province = published_story(below.people["trưởng ban tỉnh"].posts.get().board.portal)
    send(of_province, below.people["trưởng ban tỉnh"], now=NOW - DAY)
    client = desk_client(head)
    assert parts(client.get(reverse("overview")))["deliveries"][0] == 1

    with time_machine.travel(NOW + 6 * DAY - timedelta(minutes=1), tick=False):
        assert parts(desk_client(head).get(reverse("overview")))["deliveries"][0] == 1
    with time_machine.travel(NOW + 6 * DAY + HOUR, tick=False):
        assert parts(desk_client(head).get(reverse("overview")))["deliveries"][0] == 0


@pytest.mark.parametrize("name", ["biên tập tỉnh", "trưởng ban xã"])
def test_is_not_there_for_others(below, name) -> None:
    assert desk_client(below.people[name]).get(reverse("overview")).status_code == 404


def test_costs_the_same_for_more_portals(below) -> None:
    client = desk_client(below.people["trưởng ban huyện"])

    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("overview")).status_code == 200
        return len(queries)

    asked()
    few = asked()
    for _number in range(3):
        portal = make_portal(overseer=below.district)
        make_member(portal, Position.HEAD)
        below.goes_wrong(portal)
    assert asked() == few <= 30
