"""What a plan is told to be under way: of the portals that end alone, and nothing that has come to its end."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone
from wagtail.models import WorkflowState

from editorial.review.actions import submit_story
from portals.accountability.actions.triage import dismiss_case
from portals.boards.enums import Position
from portals.models import Portal
from portals.reforms.registry import under_way
from syndication.models import Delivery
from tests.factories import make_member, make_portal, make_story
from tests.portals.accountability.cases import local, make_case
from tests.syndication.casts import make_cast, send

pytestmark = pytest.mark.django_db


def counted(code: str, *portals: Portal) -> dict[int, int]:
    what = next(one for one in under_way() if one.code == code)
    return dict(what.count([portal.pk for portal in portals], date(2031, 7, 1)))


def test_requests_that_are_open() -> None:
    ending, other = make_portal(), make_portal()
    make_case(ending), make_case(other)
    editor = make_member(ending, Position.EDITOR)
    dismiss_case(case=make_case(ending), actor=editor, now=local(3))

    assert counted("requests", ending) == {ending.pk: 1}


def test_stories_that_still_wait() -> None:
    cast = make_cast(at_once=False)
    send(cast.story, cast.head)
    first, second = cast.communes
    assert counted("deliveries", first) == {first.pk: 1}

    Delivery.objects.filter(portal=second).update(state="lapsed", state_at=timezone.now())

    assert counted("deliveries", first, second) == {first.pk: 1}


def test_texts_in_review() -> None:
    ending, other = make_portal(), make_portal()
    for portal in (ending, other):
        editor = make_member(portal, Position.EDITOR)
        submit_story(story=make_story(portal, author=editor), actor=editor, now=timezone.now())
        make_story(portal, author=editor)

    assert counted("review", ending) == {ending.pk: 1}

    WorkflowState.objects.update(status=WorkflowState.STATUS_APPROVED)

    assert counted("review", ending) == {}
