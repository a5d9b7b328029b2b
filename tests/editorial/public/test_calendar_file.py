"""What a story announces, as a file for calendars."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from icalendar import Calendar, Event

from editorial.enums import RemovalKind
from editorial.placements.actions import withdraw_story
from portals.addresses import main_origin
from portals.boards.enums import Position
from tests.factories import make_member, make_portal, make_province_tree, published_story
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(microsecond=0)


def calendar_path(path: str) -> str:
    return f"{path.rstrip('/')}.ics"


def event_at(portal, path: str) -> Event:
    answer = visit(portal, calendar_path(path))
    assert answer.status_code == 200
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    return event


def test_has_what_the_notice_says_and_stands_beside_it() -> None:
    portal = make_portal()
    notice = published_story(
        portal,
        notice=True,
        title="Tiêm chủng; đợt 2, tháng 12",
        place="Trạm Y tế",
        event_at=NOW,
        ends_at=NOW + timedelta(hours=3),
    )

    event = event_at(portal, notice.public_path())

    assert event["summary"] == "Tiêm chủng; đợt 2, tháng 12"
    assert event["location"] == "Trạm Y tế"
    assert event.decoded("dtstart") == NOW
    assert event.decoded("dtend") == NOW + timedelta(hours=3)
    assert event["url"] == main_origin(portal) + notice.public_path()
    page = visit(portal, notice.public_path()).content.decode()
    assert f'href="{calendar_path(notice.public_path())}"' in page


def test_keeps_an_hour_free_where_no_end_is_said() -> None:
    portal = make_portal()
    notice = published_story(portal, notice=True, event_at=NOW)

    event = event_at(portal, notice.public_path())

    assert event.decoded("dtend") == NOW + timedelta(hours=1)


def test_is_one_event_on_all_portals() -> None:
    province, _district, (commune, _other) = make_province_tree()
    notice = published_story(province, notice=True, event_at=NOW)
    placement = republished(notice, commune)

    here, there = event_at(province, notice.public_path()), event_at(commune, placement.path)

    assert here["uid"] == there["uid"]
    assert there["url"] == main_origin(province) + notice.public_path()


def test_is_the_same_file_until_the_text_changes() -> None:
    portal = make_portal()
    path = calendar_path(published_story(portal, notice=True, event_at=NOW).public_path())

    assert visit(portal, path).content == visit(portal, path).content


def test_there_is_none_without_a_time_or_elsewhere_or_after_a_withdrawal() -> None:
    portal, other = make_portal(), make_portal()
    head = make_member(portal, Position.HEAD)
    plain = published_story(portal, notice=True)
    notice = published_story(portal, notice=True, event_at=NOW)
    path = calendar_path(notice.public_path())

    assert visit(portal, calendar_path(plain.public_path())).status_code == 404
    assert ".ics" not in visit(portal, plain.public_path()).content.decode()
    assert visit(other, path).status_code == 404
    misspelt = visit(portal, path.replace(notice.slug, "khac"))
    assert (misspelt.status_code, misspelt["Location"]) == (301, path)

    withdraw_story(
        story=notice, kind=RemovalKind.WITHDRAWN, reason="Sai ngày.", actor=head, now=timezone.now()
    )

    assert visit(portal, path).status_code == 410
