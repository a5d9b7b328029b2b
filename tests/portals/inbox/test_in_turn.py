"""One thing after the other: which is next, whatever became of the last, and the way back to the list."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from portals.admin_kit.pages import opened_from
from portals.boards.enums import Position
from portals.inbox.in_turn import place_of_next, turn_of
from tests.factories import make_member, make_portal, make_story
from tests.walls import body, desk_client

from .test_listing import item

THREE = [item("a"), item("b"), item("c")]


@pytest.mark.parametrize(
    ("asked", "place"),
    [
        ({}, 0),
        # Left as it is: on to the one behind it, wherever it stands now.
        ({"sau": "draft:a", "tu": "0"}, 1),
        ({"sau": "draft:b", "tu": "0"}, 2),
        ({"sau": "draft:c", "tu": "2"}, 3),
        # Done, so that the next stands in its place.
        ({"sau": "draft:x", "tu": "1"}, 1),
        ({"sau": "draft:x", "tu": "3"}, 3),
        ({"sau": "draft:x", "tu": "²"}, 0),
        # What stood before it went, too: the one behind it is where it is now.
        ({"sau": "draft:x", "roi": "draft:b", "tu": "2"}, 1),
        ({"sau": "draft:x", "roi": "draft:y", "tu": "2"}, 2),
    ],
)
def test_the_next_is_the_one_behind_or_in_the_place_of_the_last(asked, place) -> None:
    assert place_of_next(THREE, asked) == place


def test_a_page_knows_that_it_was_opened_in_turn() -> None:
    here = f"{reverse('inbox_in_turn')}?loai=draft&sau=draft%3Aa&tu=0&buoc=2&so=3"
    turn = turn_of(RequestFactory().get(opened_from("/duyet/7/", here)))

    assert turn is not None
    assert (turn.number, turn.total, turn.following) == (2, 3, here)
    assert turn.whole == f"{reverse('inbox')}?loai=draft"
    assert turn_of(RequestFactory().get(opened_from("/duyet/7/", "/viec/?loai=draft"))) is None
    assert turn_of(RequestFactory().get("/duyet/7/")) is None


def opened(client: Client, address: str) -> tuple[str, str]:
    """The page that the next thing is, and the address to which its acts lead back."""
    to = urlsplit(client.get(address).headers["Location"])
    return to.path, parse_qs(to.query)["ve"][0]


@pytest.mark.django_db
def test_leads_through_the_narrowed_list_and_ends_on_it() -> None:
    portal = make_portal()
    author = make_member(portal, Position.EDITOR)
    stories = [make_story(portal, author=author) for _ in range(2)]
    client = desk_client(author)
    listed = client.get(reverse("inbox") + "?loai=draft")
    assert f"{reverse('inbox_in_turn')}?loai=draft" in body(listed).decode()

    first, back = opened(client, reverse("inbox_in_turn") + "?loai=draft")
    second, back_again = opened(client, back)
    assert {first, second} == {one.line.item.url for one in listed.context["told"]}
    assert "buoc=2" in back_again
    page = body(client.get(opened_from(second, back_again))).decode()
    assert "Việc 2 trên 2" in page
    through = client.get(back_again)
    assert through.headers["Location"] == f"{reverse('inbox')}?loai=draft"

    # What was done has left the list, and nothing is skipped for it.
    opened_first = next(story for story in stories if f"/{story.pk}/" in first)
    opened_first.delete()
    assert opened(client, back)[0] == second
