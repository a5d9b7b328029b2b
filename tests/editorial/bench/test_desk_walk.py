"""Which pages of the desk the bench opens, and what it tells of them."""

from __future__ import annotations

import pytest
from django.urls import reverse

from editorial.bench import desk_walk
from portals.boards.enums import Position
from tests.factories import make_member, make_portal

pytestmark = pytest.mark.django_db


def test_knows_pages_of_every_floor_that_name_nothing() -> None:
    found = desk_walk.plain_addresses()
    for name in ("inbox", "overview", "review_list", "boards", "scoring:proceedings"):
        assert reverse(name) in found
    assert reverse("wagtailadmin_home") not in found, "the framework's"
    assert not [one for one in found if "<" in one or "(" in one]


def test_tells_the_slowest_that_opens(monkeypatch: pytest.MonkeyPatch) -> None:
    head = make_member(make_portal("commune"), Position.HEAD)
    # The last two are an act and a page of the province's.
    shown = {reverse("inbox"), reverse("review_list")}
    beside = {reverse("inbox_snooze"), reverse("overview")}
    monkeypatch.setattr(desk_walk, "plain_addresses", lambda: shown | beside)
    monkeypatch.setattr(desk_walk, "MOST", 0)

    found = desk_walk.measure_every_page([head])

    assert found.more["pages"] == found.more["slower_than_wanted"] == 2
    assert {line.partition(" ")[0] for line in found.more["slowest"]} == shown
    assert found.ours_seconds > 0
    assert found.queries
