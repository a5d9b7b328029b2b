"""The demo's drafts: one is open with comments that wait, others are closed with a summary, one owes its own."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest

from editorial.consultations.enums import Moderation, Openness
from editorial.consultations.fulfilment import ClosedDrafts, Summaries
from editorial.consultations.models import ConsultationPage, DraftArticle, DraftComment
from editorial.consultations.openness import openness_on
from editorial.demo.boards import Board
from editorial.demo.consultations import TEXTS, lay_drafts_open
from editorial.demo.words import Neighbours
from editorial.models import SectionPage
from portals.accountability.enums import CaseState
from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.redaction import propose
from tests.factories import make_member, make_portal
from tests.support.kept import once_a_file

pytestmark = pytest.mark.django_db
# Before nine, when boards of the demo begin to work.
NOW = datetime(2026, 11, 27, 6, tzinfo=LOCAL_ZONE)
TODAY = local_date(NOW)
SHOWN = {"27": "province", "SXD": "department", "261": "district"}


def _board(portal: Portal) -> Board:
    sections = {one.section_type_id: one for one in SectionPage.objects.filter(portal=portal)}
    head, editor = (make_member(portal, post) for post in (Position.HEAD, Position.EDITOR))
    nothing: Any = None
    return Board(portal, Neighbours(None, [], []), sections, {}, {}, [editor], head, nothing)


def _laid_open() -> dict[str, Portal]:
    portals = {code: make_portal(tier, code=code) for code, tier in SHOWN.items()}
    lay_drafts_open(map(_board, portals.values()), now=NOW)
    return portals


built, portals = once_a_file(_laid_open)


def test_one_is_open_with_comments_in_moderation(portals) -> None:
    [draft] = [
        one for one in ConsultationPage.objects.all() if openness_on(one, TODAY) is Openness.OPEN
    ]
    comments = DraftComment.objects.filter(page=draft)
    assert {one.state for one in comments} == {Moderation.WAITING, Moderation.APPROVED}
    assert comments.filter(state=Moderation.WAITING).count() == 2
    assert "articles" in draft.latest_revision.content
    assert len(draft.latest_revision.content["articles"]) == draft.articles.count() == 3


def test_of_the_closed_ones_one_is_told_in_time_one_late_and_one_not_yet(portals) -> None:
    since = TODAY - timedelta(days=100)
    closed = {
        one.portal_id: one for one in ClosedDrafts().events(["closed"], since) if one.on < TODAY
    }
    told = {one.portal_id: one for one in Summaries().deliveries(["summary"], since)}
    after = {
        code: local_date(told[pk].at) - closed[pk].on if pk in told else None
        for code, pk in ((code, portal.pk) for code, portal in portals.items())
    }
    assert after["27"] == timedelta(days=12)
    assert after["261"] == timedelta(days=37)
    assert after["SXD"] is None
    assert TODAY - closed[portals["SXD"].pk].on > timedelta(days=30)


def test_whoever_commented_is_answered_with_the_summary(portals) -> None:
    comments = DraftComment.objects.filter(portal=portals["27"], page__summary_told__isnull=False)
    assert {one.case.state for one in comments} == {CaseState.ENDED}
    assert {one.state for one in comments} == {Moderation.APPROVED, Moderation.KEPT_BACK}
    assert not DraftComment.objects.filter(case__events__at__gt=NOW).exists()


def test_what_is_public_gives_nobody_away(portals) -> None:
    texts = TEXTS.read_text(encoding="utf-8")
    shown = [line for line in texts.splitlines() if line.startswith("shown = ")]
    assert len(shown) > 3
    assert not [one for one in shown if propose(one)]
    assert DraftArticle.objects.exclude(taken_up="").exists()
