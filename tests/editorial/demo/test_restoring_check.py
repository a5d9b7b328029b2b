"""What the demo's check of a portal that was put back would notice."""

from __future__ import annotations

import pytest

from editorial.demo.restoring_check import others_of, pages_of, spoil, unlike
from editorial.models import Placement, StoryPage
from portals.boards.enums import Position
from tests.factories import make_member, make_portal, published_by_wagtail

pytestmark = pytest.mark.django_db


def test_sees_what_was_spoilt_and_that_what_was_withdrawn_stays_gone() -> None:
    portal = make_portal()
    head = make_member(portal, Position.HEAD)
    for _number in range(3):
        published_by_wagtail(portal)
    before = pages_of(portal)
    phone = portal.phone
    assert not list(unlike(before, pages_of(portal), gone=0))

    gone = spoil(portal, head)

    faults = list(unlike(before, pages_of(portal), gone))
    assert len(faults) == 2
    assert not any(str(gone) in fault for fault in faults)
    portal.refresh_from_db()
    assert portal.phone != phone
    came_back = before | {gone: before[gone]}
    assert list(unlike(before, came_back, gone)) == [
        f"page {gone}: came back although it was withdrawn"
    ]


def test_sees_whatever_was_touched_on_another_portal_and_nothing_of_the_one() -> None:
    portal, other = make_portal(), make_portal()
    own, story = published_by_wagtail(portal), published_by_wagtail(other)
    before = others_of(portal)
    StoryPage.objects.filter(pk=own.pk).update(title="Khác")
    assert others_of(portal) == before
    name = f"{other.code} {other.name}"

    StoryPage.objects.filter(pk=story.pk).update(title="Khác")
    retitled = others_of(portal)
    Placement.objects.filter(story=story).delete()
    without = others_of(portal)
    type(other).objects.filter(pk=other.pk).update(phone="0000")

    seen = [before[name], retitled[name], without[name], others_of(portal)[name]]
    assert len(set(seen)) == 4
