"""What became of texts, read as deeds of whoever submitted and approved them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from editorial import deeds
from editorial.enums import RemovalKind
from editorial.models import Approval
from editorial.placements.actions import withdraw_story
from editorial.review.actions import approve_story, return_story, submit_story, take_back
from editorial.review.correcting import drop_correction, write_correction
from portals.boards.enums import Position
from portals.duties.models import Duty, Obligation
from tests.editorial.schedules.cast import MONDAY, at, public_week, told, write_week
from tests.factories import (
    make_image,
    make_member,
    make_official,
    make_portal,
    make_story,
    published_story,
)


def read(sql: str) -> list[tuple[int, bool]]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT user_id, is_right FROM ({sql}) AS deed ORDER BY at, is_right")
        return cursor.fetchall()


@pytest.mark.django_db
def test_a_text_that_comes_back_is_a_mistake_and_mending_it_is_a_skill() -> None:
    portal = make_portal("commune")
    head, editor = make_member(portal, Position.HEAD), make_member(portal)
    now = timezone.now()
    at_once, returned = make_story(portal, author=editor), make_story(portal, author=editor)
    submit_story(story=at_once, actor=editor, now=now)
    approve_story(story=at_once, actor=head, now=now)
    submit_story(story=returned, actor=editor, now=now)
    return_story(story=returned, reason="Thiếu mô tả ảnh", actor=head, now=now)
    assert read(deeds._WRITE) == [(editor.pk, True), (editor.pk, False)]
    assert read(deeds._PICTURES) == [(editor.pk, False)]
    assert read(deeds._MEND) == []

    submit_story(story=returned, actor=editor, now=now + timedelta(minutes=5))
    approve_story(story=returned, actor=head, now=now + timedelta(minutes=6))
    assert read(deeds._MEND) == [(editor.pk, True)]
    assert len(read(deeds._WRITE)) == 2
    assert read(deeds._APPROVE) == [(head.pk, True)] * 2


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reason", "is_for_pictures"),
    [
        ("Thiếu mô tả ảnh", True),
        ("Ảnh mờ quá", True),
        ("Chọn hình ảnh khác", True),
        ("Thay bức hình đầu bài", True),
        ("Bổ sung số liệu tình hình sản xuất", False),
        ("Sai hình thức văn bản", False),
        ("Câu này ảnh hưởng đến người khác", False),
    ],
)
def test_a_return_is_for_pictures_where_its_reason_speaks_of_them(reason, is_for_pictures) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT %s ~* %s", [reason, deeds._OF_PICTURES])
        assert cursor.fetchone() == (is_for_pictures,)


@pytest.mark.django_db
class TestADocument:
    def test_that_is_approved_at_once_is_right_and_a_story_is_none(self) -> None:
        portal = make_portal("commune")
        head, editor = make_member(portal, Position.HEAD), make_member(portal)
        now = timezone.now()
        paper = make_official(portal, author=editor, is_public=False)
        for text in (make_story(portal, author=editor), paper):
            submit_story(story=text, actor=editor, now=now)
            approve_story(story=text, actor=head, now=now)
        assert read(deeds._DOCUMENT) == [(editor.pk, True)]
        assert len(read(deeds._WRITE)) == 2

    def test_that_came_back_is_a_mistake_and_no_skill_once_mended(self) -> None:
        portal = make_portal("commune")
        head, editor = make_member(portal, Position.HEAD), make_member(portal)
        now = timezone.now()
        paper = make_official(portal, author=editor, is_public=False)
        submit_story(story=paper, actor=editor, now=now)
        return_story(story=paper, reason="Sai số", actor=head, now=now)
        submit_story(story=paper, actor=editor, now=now)
        approve_story(story=paper, actor=head, now=now)
        assert read(deeds._DOCUMENT) == [(editor.pk, False)]

    def test_that_its_author_took_back_is_neither(self) -> None:
        portal = make_portal("commune")
        editor = make_member(portal)
        paper = make_official(portal, author=editor, is_public=False)
        submit_story(story=paper, actor=editor, now=timezone.now())
        take_back(story=paper, actor=editor, now=timezone.now())
        for source in (deeds._DOCUMENT, deeds._WRITE, deeds._MEND, deeds._PICTURES):
            assert read(source) == []


@pytest.mark.django_db
def test_a_text_with_a_picture_that_is_described_shows_pictures() -> None:
    portal = make_portal("commune")
    head, editor = make_member(portal, Position.HEAD), make_member(portal)
    image = make_image(portal)
    described = {"lead_image": image, "lead_image_alt": "Lễ khai giảng"}
    for options in (described, {}):
        text = make_story(portal, author=editor, **options)
        submit_story(story=text, actor=editor, now=timezone.now())
        approve_story(story=text, actor=head, now=timezone.now())
    assert read(deeds._PICTURES) == [(editor.pk, True)]
    # The approver chose no picture.
    assert head.pk not in {user for user, _is_right in read(deeds._PICTURES)}


@pytest.mark.django_db
class TestApproving:
    @pytest.mark.parametrize(
        ("kind", "is_right"), [(RemovalKind.IN_ERROR, False), (RemovalKind.SUPERSEDED, True)]
    )
    def test_what_is_withdrawn_as_published_in_error_was_approved_wrongly(
        self, kind: RemovalKind, is_right: bool
    ) -> None:
        portal = make_portal("commune")
        head, editor = make_member(portal, Position.HEAD), make_member(portal)
        text = make_story(portal, author=editor)
        submit_story(story=text, actor=editor, now=timezone.now())
        approve_story(story=text, actor=head, now=timezone.now())
        withdraw_story(story=text, kind=kind, reason="Vì.", actor=head, now=timezone.now())
        assert read(deeds._APPROVE) == [(head.pk, is_right)]
        # To withdraw it is a deed of its own kind.
        assert read(deeds._CORRECT) == [(head.pk, True)]

    def test_that_was_taken_back_shows_nothing(self) -> None:
        portal = make_portal("commune")
        head, editor = make_member(portal, Position.HEAD), make_member(portal)
        text = make_story(portal, author=editor)
        submit_story(story=text, actor=editor, now=timezone.now())
        approve_story(story=text, actor=head, now=timezone.now())
        Approval.objects.update(taken_back_at=timezone.now())
        for source in (deeds._APPROVE, deeds._WRITE):
            assert read(source) == []


@pytest.mark.django_db
def test_a_correction_is_a_deed_of_who_wrote_it_once_it_is_public() -> None:
    portal = make_portal("commune")
    head, editor = make_member(portal, Position.HEAD), make_member(portal)
    story = published_story(portal, author=editor)
    write_correction(story=story, text="Nháp.", actor=editor, now=timezone.now())
    drop_correction(story=story, actor=editor, now=timezone.now())
    write_correction(story=story, text="Sửa số liệu.", actor=editor, now=timezone.now())
    assert read(deeds._CORRECT) == []
    submit_story(story=story, actor=editor, now=timezone.now())
    approve_story(story=story, actor=head, now=timezone.now())
    assert read(deeds._CORRECT) == [(editor.pk, True)]


@pytest.mark.django_db
class TestAWeek:
    @pytest.mark.parametrize(
        ("published", "is_right"), [(at(23, 8), True), (at(23, 8, 1), False), (at(20, 16), True)]
    )
    def test_is_public_by_monday_morning(self, published, is_right: bool) -> None:
        portal = make_portal("commune")
        secretary, other = make_member(portal, Position.SECRETARY), make_portal("commune")
        public_week(portal, secretary, told("Họp"), now=published)
        # Filled in, and not published yet.
        write_week(other, make_member(other, Position.SECRETARY), told("Họp"))
        assert read(deeds._WEEK) == [(secretary.pk, is_right)]

    def test_goes_by_the_hour_of_its_own_portals_duty_in_that_week(self) -> None:
        portal, other = make_portal("commune"), make_portal("commune")
        secretary = make_member(portal, Position.SECRETARY)
        duty = Duty.objects.create(
            code="lich-thu", tier=portal.tier, title="Lịch tuần", section="lich-cong-tac",
            fulfilled_by="schedule:week", frequency="week", due_from="start", due_days=0,
            minutes=9, period=DateRange(date(2026, 9, 1), None),
        )  # fmt: skip

        def owed(whose, starts_on: date, due_at) -> None:
            Obligation.objects.create(
                portal=whose, duty=duty, starts_on=starts_on, due_at=due_at, told_at=due_at,
                ends_on=starts_on + timedelta(days=7),
            )  # fmt: skip

        owed(other, MONDAY, at(20, 9))
        owed(portal, MONDAY + timedelta(days=7), at(20, 9))
        public_week(portal, secretary, told("Họp"), now=at(24, 9))
        assert read(deeds._WEEK) == [(secretary.pk, False)]
        owed(portal, MONDAY, at(24, 9))
        assert read(deeds._WEEK) == [(secretary.pk, True)]
