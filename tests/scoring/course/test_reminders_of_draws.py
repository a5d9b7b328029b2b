"""Who is reminded to name a public draw and to enter its result, from when to when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.utils import translation

from portals.boards.enums import Position
from portals.inbox.items import InboxUrgency
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from scoring.course.actions import enter_draw, name_draw
from scoring.course.inbox_of_draws import DrawsToEnter, DrawsToName
from scoring.models import Proceeding, PublicDraw
from scoring.periods import Month
from tests.factories import make_member
from tests.scoring.cast import local
from tests.scoring.course.cast import Course, make_course
from tests.support.kept import as_built, built_once

pytestmark = pytest.mark.django_db

NOVEMBER = Month(2026, 11)
EARLY, LATE = local(2026, 11, 20, 9), local(2026, 11, 21, 9)
DRAWN_ON = date(2026, 12, 2)


@pytest.fixture(autouse=True)
def in_english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: object) -> Iterator[Course]:
    with built_once(django_db_blocker, make_course) as made:
        yield made


@pytest.fixture
def course(built: Course) -> Iterator[Course]:
    with as_built(built) as own:
        yield own


def lines(user, source, now):
    return items_of(InboxReader(user, now), [source])


def named(course: Course) -> PublicDraw:
    return name_draw(
        month=NOVEMBER, name="Xổ số miền Bắc", drawn_on=DRAWN_ON, actor=course.province_head,
        now=LATE,
    )  # fmt: skip


class TestToName:
    def test_head_and_deputy_of_the_province_are_told_until_somebody_did(self, course) -> None:
        for person in (course.province_head, course.province_deputy):
            (line,) = lines(person, DrawsToName(), LATE)
            assert "11/2026" in line.title
            assert line.url.endswith("/ky-cham/2026-11/boc-tham/")
            assert line.due_at.date() == date(2026, 11, 30)
        named(course)
        assert lines(course.province_head, DrawsToName(), LATE) == []

    def test_nobody_else_is(self, course) -> None:
        secretary = make_member(course.province, Position.SECRETARY)
        for person in (secretary, course.head, course.heads[0]):
            assert lines(person, DrawsToName(), LATE) == []

    def test_it_presses_in_the_last_ten_days(self, course) -> None:
        for now, urgency in ((EARLY, InboxUrgency.UNHURRIED), (LATE, InboxUrgency.ORDINARY)):
            (line,) = lines(course.province_head, DrawsToName(), now)
            assert line.urgency == urgency

    def test_the_next_month_is_told_anew(self, course) -> None:
        named(course)
        (line,) = lines(course.province_head, DrawsToName(), local(2026, 12, 1, 9))
        assert "12/2026" in line.title

    def test_not_where_the_province_scores_all_by_itself(self, course) -> None:
        Proceeding.objects.update(scorer=course.province)
        assert lines(course.province_head, DrawsToName(), LATE) == []


class TestToEnter:
    def test_standing_editors_are_told_from_the_day_of_the_draw_on(self, course) -> None:
        named(course)
        secretary = make_member(course.province, Position.SECRETARY)
        for person in (secretary, course.province_head):
            assert lines(person, DrawsToEnter(), local(2026, 12, 1, 23)) == []
            (line,) = lines(person, DrawsToEnter(), local(2026, 12, 2, 0, 1))
            assert line.title == "Enter what “Xổ số miền Bắc” drew for 11/2026"
            assert line.url.endswith("/ky-cham/2026-11/ket-qua/")
        writer = make_member(course.province, Position.EDITOR)
        for person in (writer, course.head):
            assert lines(person, DrawsToEnter(), local(2026, 12, 3)) == []

    def test_then_all_but_who_entered_it_without_the_number(self, course) -> None:
        draw, now = named(course), local(2026, 12, 2, 20)
        enter_draw(draw=draw, result="04217", actor=course.province_head, now=now)
        assert lines(course.province_head, DrawsToEnter(), now) == []
        (line,) = lines(course.province_deputy, DrawsToEnter(), now)
        assert line.title.startswith("Confirm what")
        assert "04217" not in str(line)

    def test_until_it_is_confirmed(self, course) -> None:
        draw, now = named(course), local(2026, 12, 2, 20)
        PublicDraw.objects.filter(pk=draw.pk).update(
            result="04217", entered_by=course.province_head, entered_at=now, root="0" * 64,
            confirmed_by=course.province_deputy, confirmed_at=now + timedelta(minutes=1),
        )  # fmt: skip
        for person in (course.province_head, course.province_deputy):
            assert lines(person, DrawsToEnter(), now + timedelta(days=1)) == []
