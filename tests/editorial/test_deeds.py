"""What became of texts, read as deeds of whoever submitted and approved them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from editorial import deeds
from editorial.review.actions import approve_story, return_story, submit_story
from portals.boards.enums import Position
from tests.factories import make_member, make_portal, make_story


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
