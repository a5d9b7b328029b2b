"""A page of the list: what waits first stands open, the rest is folded by kind and says what of it presses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.urls import reverse

from portals.boards.enums import Position
from portals.inbox.folding import FIRST, WHOLE, ToldLine, told_in_folds
from portals.inbox.items import InboxItem, InboxUrgency
from portals.inbox.words import inbox_lines
from tests.factories import make_member, make_portal, make_story
from tests.walls import body, desk_client

from .test_listing import DAY, NOW, item


def lines(*items: InboxItem) -> list[ToldLine]:
    return [
        ToldLine(number, line, "", None, None, None)
        for number, line in enumerate(inbox_lines(list(items), NOW), 1)
    ]


def parsed(response: HttpResponse) -> BeautifulSoup:
    return BeautifulSoup(body(response), "lxml")


def many(count: int) -> list[InboxItem]:
    return [item(str(number)) for number in range(count)]


class TestFolding:
    @pytest.mark.parametrize(
        ("count", "is_whole", "standing"),
        [(WHOLE, False, WHOLE), (WHOLE + 1, False, FIRST), (25, False, FIRST), (25, True, 25)],
    )
    def test_leaves_short_and_narrowed_lists_whole(self, count, is_whole, standing) -> None:
        told = lines(*many(count))
        page = told_in_folds(told, is_whole=is_whole)
        assert page["first"] == told[:standing]
        assert [one for fold in page["folds"] for one in fold.lines] == told[standing:]

    def test_says_of_a_kind_how_many_wait_and_what_presses(self) -> None:
        hour = timedelta(hours=1)
        told = lines(
            *many(FIRST),
            item("a", kind="review", due=-hour),
            item("b", kind="draft", stands_for=3),
            item("c", kind="review", due=hour, urgency=InboxUrgency.URGENT),
            item("d", kind="review", due=DAY),
        )
        review, draft = told_in_folds(told, is_whole=False)["folds"]
        assert (review.things, review.urgent, review.late) == (3, 1, 1)
        assert (draft.things, draft.urgent, draft.late) == (3, 0, 0)


@pytest.mark.django_db
class TestThePage:
    @pytest.mark.parametrize("name", ["inbox", "wagtailadmin_home"])
    def test_holds_every_line_once_and_is_narrowed_unfolded(self, name: str) -> None:
        portal = make_portal()
        person = make_member(portal, Position.EDITOR)
        for _ in range(WHOLE + 4):
            make_story(portal, author=person)
        client = desk_client(person)
        page = parsed(client.get(reverse(name)))
        titles = [one.get_text() for one in page.select("[data-inbox] [data-inbox-open]")]
        assert len(titles) == len(set(titles)) > WHOLE
        assert len(page.select("[data-inbox] > .inbox > li")) == FIRST
        assert len(page.select("[data-inbox] details[data-fold] li")) == len(titles) - FIRST
        ids = [one["id"] for one in page.select("[data-inbox] [id]")]
        assert len(ids) == len(set(ids)) == len(titles)
        narrowed = parsed(client.get(reverse(name) + "?loai=draft"))
        assert not narrowed.select("[data-inbox] details[data-fold]")
