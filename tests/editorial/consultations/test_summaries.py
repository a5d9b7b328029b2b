"""What a board says of the comments: after the last day, of every article, by a day that duties watch."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.utils import timezone

from editorial.consultations.commenting import ToldComment, take_comment
from editorial.consultations.fairness import says_what_came
from editorial.consultations.fulfilment import ClosedDrafts, Summaries
from editorial.consultations.models import ConsultationPage, ConsultationSummary, DraftComment
from editorial.consultations.openness import closing_moment
from editorial.consultations.summing import SummaryIncomplete, tell_summary
from portals.accountability.actions.triage import seal_case
from portals.accountability.models import CitizenCase
from portals.boards.enums import Position
from portals.clock import local_date
from portals.models import Portal
from tests.factories import make_member, make_portal
from tests.support.kept import once_a_file

from .drafts import make_consultation, open_since

NOW = timezone.now()
SINCE = date(2026, 1, 1)


def _hall() -> tuple[Portal, ConsultationPage]:
    portal = make_portal("department")
    return portal, make_consultation(portal, **open_since(NOW))


built, hall = once_a_file(_hall)


def commented(hall: tuple[Portal, ConsultationPage], article: int) -> CitizenCase:
    portal, page = hall
    return take_comment(
        portal=portal, page=page, told=ToldComment(article, "Nên tăng mức thưởng."), now=NOW
    )


def with_words(page: ConsultationPage, *numbers: int, summary: str = "") -> ConsultationPage:
    whole = ConsultationPage.objects.get(pk=page.pk)
    rows = list(whole.articles.all())
    for row in rows:
        row.taken_up = "Tiếp thu." if row.number in numbers else ""
    whole.articles.set(rows)
    whole.summary = summary
    return whole


def test_pass_no_article_over_that_was_commented_on(hall: Any) -> None:
    page = hall[1]
    over = closing_moment(page)
    for article in (0, 2):
        commented(hall, article)
    for wrong in (with_words(page, 1, summary="Chung"), with_words(page, 1, 2)):
        with pytest.raises(SummaryIncomplete):
            tell_summary(story=wrong, now=over)
    assert not ConsultationSummary.objects.exists()
    tell_summary(story=with_words(page, 2, summary="Chung"), now=over)
    assert ConsultationSummary.objects.get().published_at == over


def test_answer_the_comments_and_keep_their_first_hour(hall: Any) -> None:
    portal, page = hall
    case, sealed = commented(hall, 2), commented(hall, 1)
    head = make_member(portal, Position.HEAD)
    seal_case(case=sealed, officer=head, actor=head, now=NOW)
    over = closing_moment(page)
    told = with_words(page, 2)
    tell_summary(story=told, now=over)
    tell_summary(story=told, now=over + timedelta(days=3))
    assert ConsultationSummary.objects.get().published_at == over
    case.refresh_from_db()
    sealed.refresh_from_db()
    assert (case.outcome, case.ended_at) == ("answered", over)
    assert page.public_path() in case.texts.get(role="answer").text
    assert sealed.outcome == "sealed"
    assert not sealed.texts.exists()


def test_are_told_by_words_alone(hall: Any) -> None:
    page = hall[1]
    assert not says_what_came(page)
    tell_summary(story=page, now=NOW)
    assert not ConsultationSummary.objects.exists()
    assert not DraftComment.objects.exists()


def test_meet_the_duty_that_the_last_day_begins(hall: Any) -> None:
    portal, page = hall
    make_consultation(portal, is_public=False)
    (event,) = ClosedDrafts().events(["closed"], SINCE)
    assert (event.portal_id, event.on) == (portal.pk, page.closes_on)
    assert not list(ClosedDrafts().events(["closed"], page.closes_on + timedelta(days=1)))
    assert not list(Summaries().deliveries(["summary"], SINCE))
    tell_summary(story=with_words(page, 1), now=closing_moment(page))
    (told,) = Summaries().deliveries(["summary"], SINCE)
    assert (told.event, told.at, told.address) == (
        event.key,
        closing_moment(page),
        page.public_path(),
    )
    assert local_date(told.at) == page.closes_on + timedelta(days=1)
    # Taken down it meets nothing, and begins nothing.
    ConsultationPage.objects.filter(pk=page.pk).update(live=False)
    assert not list(Summaries().deliveries(["summary"], SINCE))
    assert not list(ClosedDrafts().events(["closed"], SINCE))
