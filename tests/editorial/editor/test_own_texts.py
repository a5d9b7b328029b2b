"""The texts that a person works on: whose they are, what became of each, and at what cost."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.placements.actions import withdraw_story
from editorial.review.actions import submit_story
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from tests.factories import (
    make_member,
    make_portal,
    make_story,
    published_by_wagtail,
    published_story,
)
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def editor(portal: Portal) -> User:
    return make_member(portal, Position.EDITOR)


def rows(person: User, **asked: str) -> dict[str, str]:
    """Title and where each text of the person's list is."""
    answer = desk_client(person).get(reverse("own_texts"), asked)
    assert answer.status_code == 200
    shown: list[Any] = list(answer.context["object_list"])
    return {page.draft_title: page.where_it_is for page in shown}


def test_says_where_each_of_ones_own_is(portal: Portal, editor: User) -> None:
    head = make_member(portal, Position.HEAD)
    make_story(portal, author=editor, title="Bản nháp")
    submit_story(
        story=make_story(portal, author=editor, title="Đã gửi"), actor=editor, now=timezone.now()
    )
    published_story(portal, author=editor, title="Đã đăng")
    gone = published_by_wagtail(portal, author=editor, title="Đã gỡ xuống")
    withdraw_story(
        story=gone, kind=RemovalKind.WITHDRAWN, reason="Sai số", actor=head, now=timezone.now()
    )  # fmt: skip
    make_story(portal, author=head, title="Của trưởng ban")

    assert rows(editor) == {
        "Bản nháp": "Bản nháp",
        "Đã gửi": "Chờ ký duyệt",
        "Đã đăng": "Đang đăng",
        "Đã gỡ xuống": "Đã gỡ",
    }
    assert set(rows(editor, state="public")) == {"Đã đăng"}
    assert set(rows(editor, state="draft")) == {"Bản nháp", "Đã gửi", "Đã gỡ xuống"}
    assert set(rows(editor, q="ĐÃ G")) == {"Đã gửi", "Đã gỡ xuống"}
    # What a filter does not know narrows nothing.
    assert len(rows(editor, state="khong-co", whose="khong-co")) == 4


def test_of_the_board_are_for_its_editors_and_of_no_other_board(
    portal: Portal, editor: User
) -> None:
    writer = make_member(portal, Position.CONTRIBUTOR)
    stranger = make_member(make_portal(), Position.HEAD)
    make_story(portal, author=writer, title="Tin của cộng tác viên")
    make_story(stranger.posts.get().board.portal, author=stranger, title="Tin nơi khác")

    assert set(rows(editor)) == set()
    assert set(rows(editor, whose="board")) == {"Tin của cộng tác viên"}
    make_story(portal, author=editor, title="Tin của biên tập viên")
    assert set(rows(writer, whose="board")) == {"Tin của cộng tác viên"}
    assert set(rows(stranger, whose="board")) == {"Tin nơi khác"}


def test_are_listed_at_the_same_cost_for_many_as_for_few(portal: Portal, editor: User) -> None:
    client = desk_client(editor)
    numbers = []
    for more in (2, 6):
        for _number in range(more):
            submit_story(story=make_story(portal, author=editor), actor=editor, now=timezone.now())
        client.get(reverse("own_texts"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("own_texts"))
        numbers.append(len(queries))
    assert numbers[0] == numbers[1]
