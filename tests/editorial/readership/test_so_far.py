"""Views that were counted before totals were kept are in them all the same."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest
from django.db import connection
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.visits.models import DayShare, PageViews
from tests.factories import make_member, make_portal, published_story

pytestmark = pytest.mark.django_db

SHARES = import_module("editorial.migrations.0064_shares_of_views_so_far").SHARES
FIRST, NEXT = date(2026, 10, 1), date(2026, 11, 2)


def test_views_of_stories_are_told_apart_by_kind_and_section() -> None:
    portal, other = make_portal(), make_portal()
    stories = [published_story(portal) for _ in range(2)]
    theirs = published_story(other)
    section = str(stories[0].get_parent().pk)
    for where, story, day, views in (
        *((portal, stories[0], FIRST, 3), (portal, stories[1], FIRST, 4)),
        *((portal, stories[0], NEXT, 5), (other, theirs, NEXT, 7)),
        # It is placed nowhere on that portal.
        (portal, theirs, NEXT, 1),
    ):
        PageViews.objects.create(portal=where, page=story, day=day, views=views)
    withdraw_story(
        story=stories[1],
        kind=RemovalKind.IN_ERROR,
        reason="Sai.",
        actor=make_member(portal, Position.HEAD),
        now=timezone.now(),
    )
    # That day was counted by kind already.
    DayShare.objects.create(portal=other, day=NEXT, aspect="kind", value="article", views=6)

    with connection.cursor() as cursor:
        cursor.execute(SHARES)
        cursor.execute(SHARES)

    rows = DayShare.objects.filter(portal=portal).order_by("day", "aspect", "value")
    assert list(rows.values_list("day", "aspect", "value", "views")) == [
        (FIRST, "kind", "article", 7),
        (FIRST, "referrer", "unknown", 7),
        (FIRST, "section", section, 7),
        (NEXT, "kind", "article", 5),
        (NEXT, "kind", "view", 1),
        (NEXT, "referrer", "unknown", 6),
        (NEXT, "section", section, 5),
    ]
    assert list(DayShare.objects.filter(portal=other).values_list("aspect", "views")) == [
        ("kind", 6)
    ]
