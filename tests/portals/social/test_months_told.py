"""Figures of a month as the services tell them: of the whole month, soon after it; where missing, the inbox tells."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from portals.models import SocialAccount, SocialService
from portals.social import months_told
from portals.social.actions.counting import AccountFigures, enter_month
from portals.social.channels import zalo
from portals.social.models import SocialMonth, SocialToken
from portals.social.months_told import take_months
from portals.social.posting_inbox import SocialMonthsUntold
from portals.social.sending import run_posting_round
from tests.portals.social.cast import NOW, picture
from tests.portals.social.posted import Posting, a_picture, make_posting
from tests.portals.social.services_server import SocialServices
from tests.support.inboxes import in_inbox

FACEBOOK, ZALO = SocialService.FACEBOOK, SocialService.ZALO
# Midnight here is 17:00 of the day before.
FOURTH = datetime(2026, 11, 4, 3, tzinfo=UTC)
IN_OCTOBER = 1792000000000


@pytest.fixture
def posting(db: None, services: SocialServices) -> Posting:
    return make_posting()


@pytest.mark.parametrize(("service", "numbers"), [(FACEBOOK, (1234, 310)), (ZALO, (77, 5))])
def test_are_told_once_by_the_service(
    posting: Posting, services: SocialServices, service: SocialService, numbers: Any
) -> None:
    services.makes_at = IN_OCTOBER
    posting.approved(posting.account(service), picture=a_picture())
    run_posting_round(now=NOW)
    assert take_months(now=FOURTH) == 1
    month = SocialMonth.objects.get()
    assert (month.month, month.evidence, month.entered_by) == (date(2026, 10, 1), None, None)
    assert (month.followers, month.reach) == numbers
    assert take_months(now=FOURTH) == 0


@pytest.mark.parametrize(
    ("at", "asked"),
    [
        (datetime(2026, 11, 2, 16, 59, tzinfo=UTC), False),
        (datetime(2026, 11, 2, 17, tzinfo=UTC), True),
        (datetime(2026, 11, 7, 16, 59, tzinfo=UTC), True),
        (datetime(2026, 11, 7, 17, tzinfo=UTC), False),
    ],
)
def test_are_asked_for_on_a_few_days_after_the_month(
    posting: Posting, at: datetime, asked: bool
) -> None:
    posting.account()
    SocialToken.objects.update(page_id="104729", proved_at=at)
    assert take_months(now=at) == asked


def test_days_that_are_not_told_yet_are_not_taken_for_none(
    posting: Posting, services: SocialServices
) -> None:
    posting.account()
    SocialToken.objects.update(page_id="104729", proved_at=FOURTH)
    # The first value is of the day before the month.
    services.days_told = 31
    assert take_months(now=FOURTH) == 0
    services.days_told = 32
    # A day's pause lies between two questions.
    assert take_months(now=FOURTH + timedelta(hours=23)) == 0
    assert take_months(now=FOURTH + timedelta(hours=24)) == 1
    assert SocialMonth.objects.get().reach == 310


def test_all_articles_of_the_month_are_counted(posting: Posting, services: SocialServices) -> None:
    posting.account(ZALO)
    SocialToken.objects.update(page_id="104729", proved_at=FOURTH)
    for number, made in enumerate([1780000000000, *[IN_OCTOBER] * 25, 1794279600000]):
        services.posts[str(number)] = {"text": "x", "picture": True, "made": made}
    assert take_months(now=FOURTH) == 1
    assert SocialMonth.objects.get().reach == 125


def test_too_many_articles_are_not_half_counted(
    posting: Posting, services: SocialServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    posting.account(ZALO)
    SocialToken.objects.update(page_id="104729", proved_at=FOURTH)
    for number in range(25):
        services.posts[str(number)] = {"text": "x", "picture": True, "made": IN_OCTOBER}
    monkeypatch.setattr(zalo, "MOST_SLICES", 2)
    assert take_months(now=FOURTH) == 0


def test_who_was_not_asked_comes_first_and_a_round_ends(
    posting: Posting, services: SocialServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = posting.account(), posting.account(ZALO)
    SocialToken.objects.update(page_id="104729", proved_at=FOURTH)
    SocialToken.objects.filter(account=first).update(months_tried_at=FOURTH - timedelta(days=2))
    found = months_told._untold(date(2026, 10, 1), FOURTH)
    assert [token.account_id for token in found] == [second.pk, first.pk]
    monkeypatch.setattr(months_told, "SECONDS_A_ROUND", -1)
    assert take_months(now=FOURTH) == 0
    assert not services.asked


def test_one_that_breaks_stops_no_other(
    posting: Posting, services: SocialServices, monkeypatch: pytest.MonkeyPatch
) -> None:
    posting.account(ZALO)
    posting.account()
    SocialToken.objects.update(page_id="104729", proved_at=FOURTH)

    def broken(*_told: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(zalo.ZaloArticles, "numbers", broken)
    assert take_months(now=FOURTH) == 1


def test_what_a_person_entered_stays(posting: Posting, services: SocialServices) -> None:
    account = posting.account()
    SocialToken.objects.update(page_id="104729", proved_at=FOURTH)
    figures = AccountFigures(account, date(2026, 10, 1), 5, 6)
    enter_month(figures=figures, file=picture(), actor=posting.cast.head, now=FOURTH)
    assert take_months(now=FOURTH) == 0
    assert SocialMonth.objects.get().followers == 5


def test_not_unless_it_is_switched_on(
    posting: Posting, services: SocialServices, settings: Any
) -> None:
    posting.account()
    SocialToken.objects.update(page_id="104729", proved_at=FOURTH)
    settings.PORTALS_SOCIAL_POSTING = False
    assert take_months(now=FOURTH) == 0
    assert not services.asked


class TestTheInbox:
    EIGHTH = datetime(2026, 11, 7, 17, tzinfo=UTC)

    def lines(self, posting: Posting, at: datetime) -> list[Any]:
        return in_inbox(posting.cast.head, SocialMonthsUntold.kind, now=at)

    def test_tells_what_nobody_asks_for_any_more(self, posting: Posting) -> None:
        account = posting.account()
        assert not self.lines(posting, self.EIGHTH - timedelta(minutes=1))
        (line,) = self.lines(posting, self.EIGHTH)
        assert "10/2026" in line.title
        assert line.url == reverse("social_month", args=[account.pk])
        assert not in_inbox(posting.cast.stranger, SocialMonthsUntold.kind, now=self.EIGHTH)

    def test_of_accounts_with_a_token_that_there_were_by_then(self, posting: Posting) -> None:
        account = posting.account()
        SocialAccount.objects.update(opened_on=date(2026, 11, 1))
        assert not self.lines(posting, self.EIGHTH)
        SocialAccount.objects.update(opened_on=date(2026, 10, 31))
        assert self.lines(posting, self.EIGHTH)
        SocialToken.objects.all().delete()
        assert not self.lines(posting, self.EIGHTH)
        posting.give(account)
        SocialMonth.objects.create(
            account=account, month=date(2026, 10, 1), followers=1, reach=1, entered_at=FOURTH
        )
        assert not self.lines(posting, self.EIGHTH)
