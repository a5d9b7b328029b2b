"""The browser is told of one text alone that it arrived: of that which was saved."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from portals.boards.enums import Position
from tests.factories import make_member, make_portal, make_story
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


def arrived(client: Client) -> str:
    page = body(client.get(reverse("wagtailadmin_home"))).decode()
    return re.findall(r'data-arrived="(.*?)"', page)[0]


@pytest.mark.parametrize("title", ["Lịch tiêm chủng", ""])
def test_is_told_once_and_only_of_what_was_saved(title: str) -> None:
    portal = make_portal()
    author = make_member(portal, Position.EDITOR)
    story, client, record = make_story(portal, author=author), desk_client(author), str(uuid4())
    form = {
        "title": title, "slug": story.slug, "lead": story.lead, "body-count": "0", "typed": record,
    } | {
        f"{formset}-{kind}_FORMS": "0"
        for formset in ("related_stories", "comments")
        for kind in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")
    }  # fmt: skip
    client.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), form)

    assert arrived(client) == (record if title else "")
    assert arrived(client) == ""


def test_says_nothing_that_is_no_record() -> None:
    portal = make_portal()
    author = make_member(portal, Position.EDITOR)
    story, client = make_story(portal, author=author), desk_client(author)
    form = {"title": story.title, "slug": story.slug, "lead": "x", "body-count": "0"}
    form |= {"typed": '"><script>'}
    client.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), form)
    assert arrived(client) == ""


def test_is_told_of_two_windows_and_on_the_pages_for_a_phone() -> None:
    portal = make_portal()
    author = make_member(portal, Position.EDITOR)
    client, records = desk_client(author), [str(uuid4()), str(uuid4())]
    for record in records:
        story = make_story(portal, author=author)
        form = {
            "title": "Lịch", "slug": story.slug, "lead": story.lead, "body-count": "0", "typed": record,
        } | {
            f"{formset}-{kind}_FORMS": "0"
            for formset in ("related_stories", "comments")
            for kind in ("TOTAL", "INITIAL", "MIN_NUM", "MAX_NUM")
        }  # fmt: skip
        client.post(reverse("wagtailadmin_pages:edit", args=[story.pk]), form)

    page = body(client.get(reverse("inbox"))).decode()
    assert f'data-user="{author.pk}" data-arrived="{" ".join(records)}"' in page
    assert "data-arrived" not in body(client.get(reverse("inbox"))).decode()
