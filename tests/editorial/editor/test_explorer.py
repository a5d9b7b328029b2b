"""The explorer of a section costs the same for any number of its stories."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.review.actions import submit_story
from portals.boards.enums import Position
from tests.factories import make_member, make_portal, make_story, published_story, section_of
from tests.walls import desk_client

MOST_QUERIES = 40


@pytest.mark.django_db
class TestTheExplorerOfASection:
    def test_asks_as_much_for_many_stories_as_for_few(self) -> None:
        portal = make_portal()
        client = desk_client(make_member(portal))
        address = reverse("wagtailadmin_explore", args=[section_of(portal).pk])
        numbers = []
        for more in (2, 6):
            for _ in range(more):
                published_story(portal)
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
            assert answer.status_code == 200
            numbers.append(len(queries))

        assert numbers[0] == numbers[1] <= MOST_QUERIES

    @pytest.mark.parametrize("position", [Position.EDITOR, Position.CONTRIBUTOR])
    def test_asks_as_much_for_many_drafts_and_texts_in_review_as_for_few(self, position) -> None:
        portal = make_portal()
        author = make_member(portal, position)
        make_member(portal, Position.HEAD)
        client = desk_client(author)
        address = reverse("wagtailadmin_explore", args=[section_of(portal).pk])
        numbers = []
        for more in (2, 6):
            for _ in range(more):
                make_story(portal, author=author)
                submit_story(
                    story=make_story(portal, author=author), actor=author, now=timezone.now()
                )
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                answer = client.get(address)
            assert answer.status_code == 200
            numbers.append(len(queries))

        assert numbers[0] == numbers[1] <= MOST_QUERIES
