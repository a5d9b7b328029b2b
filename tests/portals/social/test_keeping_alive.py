"""Tokens are proved, renewed once by one worker, announced before they die, and never silently dead."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet
from django.utils import timezone

from portals.models import SocialAccount, SocialService
from portals.social import renewing
from portals.social.actions.posting import A_TRY_ENDS, take_down_post, withdraw_posts_of
from portals.social.channels.asking import ServiceQuestion, ask_service, said_by_service
from portals.social.channels.facebook import FacebookPages
from portals.social.channels.interface import ChannelFault, UselessToken
from portals.social.channels.zalo import ZaloArticles
from portals.social.checks import unrenewed_tokens
from portals.social.enums import SocialFault
from portals.social.models import SocialPost, SocialToken
from portals.social.posting_inbox import SocialTokens, tokens_to_tell
from portals.social.renewing import LEASE, due_for_renewal, overdue_tokens, renew
from portals.social.sending import claimed_post, look_after, run_posting_round
from tests.portals.social.cast import NOW
from tests.portals.social.posted import (
    ACCESS,
    CODE,
    REFRESH,
    Posting,
    a_picture,
    hidden,
    later,
    make_posting,
)
from tests.portals.social.services_server import SocialServices
from tests.support.inboxes import in_inbox

FACEBOOK, ZALO = SocialService.FACEBOOK, SocialService.ZALO


@pytest.fixture
def posting(db: None, services: SocialServices, settings: Any) -> Posting:
    settings.PORTALS_ZALO_APP = ("7", "bi-mat-cua-ung-dung")
    return make_posting()


class TestRenewing:
    def test_a_fresh_one_is_kept_before_it_is_used(
        self, posting: Posting, services: SocialServices
    ) -> None:
        posting.account(ZALO)
        run_posting_round(now=NOW)
        token = SocialToken.objects.get()
        assert (token.access, token.refresh) == (services.access, services.refresh)
        assert token.access != ACCESS
        assert token.access_until == NOW + timedelta(hours=25)
        assert token.dies_on == (NOW + timedelta(days=90)).date()

    def test_again_as_it_ends_and_not_before(
        self, posting: Posting, services: SocialServices
    ) -> None:
        posting.account(ZALO)
        for hours in (0, 1, 21):
            run_posting_round(now=later(hours=hours))
            assert services.renewals == 1
        run_posting_round(now=later(hours=22))
        assert services.renewals == 2

    def test_while_another_renews_it_nothing_is_held_against_the_token(
        self, posting: Posting
    ) -> None:
        """The service may have used the old one up before the new one is committed."""
        posting.account(SocialService.ZALO)
        SocialToken.objects.update(
            renewing_until=NOW + timedelta(seconds=1), access_until=later(hours=9)
        )
        token, fault = SocialToken.objects.get(), ChannelFault(SocialFault.TOKEN, "x")
        renewing.note_token_fault(token, fault, NOW)
        assert renewing.is_another_by_now(token, NOW)
        assert SocialToken.objects.get().fault == ""
        renewing.note_token_fault(token, fault, NOW + timedelta(seconds=1))
        assert SocialToken.objects.get().fault == SocialFault.TOKEN

    def test_one_that_ended_unforeseen_waits_for_the_app_to_be_mended(
        self, posting: Posting, services: SocialServices
    ) -> None:
        account = posting.account(ZALO)
        services.refuses = {"error": -14004, "error_name": "Invalid secret key."}
        run_posting_round(now=NOW)
        # A day later its access has died, which nobody was told before.
        access, services.access = services.access, "het-han"
        post = posting.approved(account, picture=a_picture())
        run_posting_round(now=later(minutes=1))
        post.refresh_from_db()
        assert (post.state, post.fault) == ("queued", "outage")
        token = SocialToken.objects.get()
        assert (token.fault, token.access_until) == ("", later(minutes=1))
        assert list(overdue_tokens(later(minutes=2))) == [token]
        services.access, services.refuses = access, {}
        run_posting_round(now=later(hours=2))
        assert SocialToken.objects.get().access == services.access
        post.refresh_from_db()
        assert post.state == "confirmed"

    def test_two_workers_may_see_it_end(self, posting: Posting) -> None:
        posting.account(ZALO)
        one, other = SocialToken.objects.get(), SocialToken.objects.get()
        fault = ChannelFault(SocialFault.TOKEN, "x")
        renewing.note_token_fault(one, fault, NOW)
        assert renewing.is_another_by_now(other, NOW)
        renewing.note_token_fault(other, fault, NOW)
        assert SocialToken.objects.get().fault == ""

    def test_one_refused_for_good_is_not_kept_for_renewal(
        self, posting: Posting, services: SocialServices
    ) -> None:
        posting.account(ZALO)
        token = SocialToken.objects.get()
        renewing.note_token_fault(token, UselessToken("Of another page."), NOW)
        assert SocialToken.objects.get().fault == SocialFault.TOKEN

    @pytest.mark.parametrize(
        ("app", "change"),
        [
            ("", {}),
            ("7", {"refresh": ""}),
            ("7", {"access_until": later(hours=1)}),
            ("7", {"given_at": later(hours=-1)}),
        ],
    )
    def test_only_one_that_can_be_renewed_and_of_which_no_end_is_known_is(
        self, posting: Posting, settings: Any, app: str, change: dict[str, Any]
    ) -> None:
        settings.PORTALS_ZALO_APP = (app, "bi-mat-cua-ung-dung")
        posting.account(ZALO)
        token = SocialToken.objects.get()
        SocialToken.objects.update(**change)
        assert not renewing.note_ended(token, ChannelFault(SocialFault.TOKEN, "x"), NOW)
        assert not renewing.note_ended(token, ChannelFault(SocialFault.GONE, "x"), NOW)

    def test_two_workers_use_a_refresh_token_once(
        self, posting: Posting, services: SocialServices
    ) -> None:
        posting.account(ZALO)
        first, second = due_for_renewal(NOW)[0], due_for_renewal(NOW)[0]
        assert renew(first, now=NOW)
        assert not renew(second, now=NOW)
        assert services.renewals == 1

    def test_not_while_another_worker_does(
        self, posting: Posting, services: SocialServices
    ) -> None:
        posting.account(ZALO)
        (token,) = due_for_renewal(NOW)
        SocialToken.objects.update(renewing_until=later(seconds=1))
        assert not due_for_renewal(NOW)
        assert not renew(token, now=NOW)
        assert services.renewals == 0
        # That one died, and has left it.
        assert due_for_renewal(later(seconds=1))
        assert renew(token, now=later(seconds=1))

    def test_asks_outside_of_transactions_and_keeps_at_once(
        self, posting: Posting, services: SocialServices, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        posting.account(ZALO)
        open_before, seen = len(connection.atomic_blocks), []
        ask = ZaloArticles.renewed

        def renewed(*told: Any) -> Any:
            seen.append((len(connection.atomic_blocks), SocialToken.objects.get().renewing_until))
            return ask(*told)

        monkeypatch.setattr(ZaloArticles, "renewed", renewed)
        run_posting_round(now=NOW)
        assert seen == [(open_before, NOW + LEASE)]
        assert SocialToken.objects.get().renewing_until is None

    def test_a_connection_that_died_loses_no_fresh_one(
        self, posting: Posting, services: SocialServices, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        posting.account(ZALO)
        (token,) = due_for_renewal(NOW)
        update, closed = QuerySet.update, []

        def dies(self: Any, **told: Any) -> int:
            if "refreshed_at" in told and not closed:
                raise OperationalError("server closed the connection unexpectedly")
            return update(self, **told)

        monkeypatch.setattr(renewing, "SECONDS_BEFORE_AGAIN", 0)
        monkeypatch.setattr(renewing, "close_old_connections", lambda: closed.append(1))
        monkeypatch.setattr(QuerySet, "update", dies)
        assert renew(token, now=NOW)
        monkeypatch.undo()
        assert SocialToken.objects.get().refresh == services.refresh
        assert closed == [1]

    @pytest.mark.parametrize(
        ("service", "said"),
        [
            (ZALO, {"error": -14002, "error_name": "Invalid app id."}),
            (ZALO, {"error": -14004, "error_name": "Invalid secret key."}),
            (ZALO, {"error": -203, "message": "Something else"}),
            (FACEBOOK, {"error": {"code": 101, "message": "Error validating application."}}),
            (FACEBOOK, {"error": {"code": 1, "message": "Error validating client secret."}}),
            (FACEBOOK, {"error": {"code": 200, "message": "Permissions error"}}),
        ],
    )
    def test_what_is_no_fault_of_the_token_kills_none(
        self, posting: Posting, services: SocialServices, settings: Any,
        service: SocialService, said: dict[str, object],
    ) -> None:  # fmt: skip
        settings.PORTALS_FACEBOOK_APP = ("7", "bi-mat-cua-ung-dung")
        posting.account(service)
        SocialToken.objects.update(
            page_id="1", proved_at=NOW, refreshed_at=later(days=-8), access_until=later(hours=1)
        )
        services.refuses = said
        for minutes in (0, 1, 59):
            run_posting_round(now=later(minutes=minutes))
        assert services.renewals == 1
        token = SocialToken.objects.get()
        assert (token.fault, token.renew_after) == ("", later(hours=1))
        # Nor does it die of it, while it might still be renewed.
        if service == ZALO:
            run_posting_round(now=later(days=2))
            assert SocialToken.objects.get().fault == ""

    @pytest.mark.parametrize(
        ("lives", "until"),
        [(None, None), (0, None), (5184000, later(days=60)), ("9" * 30, later(days=400))],
    )
    def test_how_long_one_lives_is_not_made_up(
        self, posting: Posting, services: SocialServices, settings: Any, lives: Any, until: Any
    ) -> None:
        settings.PORTALS_FACEBOOK_APP = ("7", "bi-mat-cua-ung-dung")
        posting.account(FACEBOOK)
        SocialToken.objects.update(dies_on=date(2027, 1, 1), refresh="")
        services.said_of_life = lives
        (token,) = due_for_renewal(later(days=7))
        SocialToken.objects.update(given_at=later(days=-7))
        (token,) = due_for_renewal(NOW)
        assert renew(token, now=NOW)
        kept = SocialToken.objects.get()
        assert (kept.access_until, kept.dies_on) == (until, until.date() if until else None)

    def test_not_while_it_rests(self, posting: Posting, services: SocialServices) -> None:
        posting.account(ZALO)
        SocialToken.objects.update(rests_until=later(minutes=1))
        assert not due_for_renewal(NOW)
        assert due_for_renewal(later(minutes=1))

    def test_one_given_meanwhile_stays(self, posting: Posting, services: SocialServices) -> None:
        account = posting.account(ZALO)
        (before,) = due_for_renewal(NOW)
        posting.give(account, "EAAG-vua-cap-lai-cua-xa")
        SocialToken.objects.update(given_at=later(minutes=1))
        assert not renew(before, now=NOW)
        assert SocialToken.objects.get().access == "EAAG-vua-cap-lai-cua-xa"

    def test_facebook_exchanges_each_week(
        self, posting: Posting, services: SocialServices, settings: Any
    ) -> None:
        posting.account(FACEBOOK)
        SocialToken.objects.update(refresh="")
        run_posting_round(now=later(days=8))
        assert SocialToken.objects.get().access == ACCESS
        settings.PORTALS_FACEBOOK_APP = ("7", "bi-mat-cua-ung-dung")
        run_posting_round(now=later(days=6))
        assert SocialToken.objects.get().access == ACCESS
        run_posting_round(now=later(days=7))
        token = SocialToken.objects.get()
        assert (token.access, token.dies_on) == (f"{ACCESS}-dai", later(days=67).date())

    def test_an_outage_kills_none(self, posting: Posting, services: SocialServices) -> None:
        posting.account(ZALO)
        services.fault = "server error"
        run_posting_round(now=NOW)
        assert SocialToken.objects.get().fault == ""
        services.fault = ""
        run_posting_round(now=later(minutes=4))
        assert services.renewals == 0
        run_posting_round(now=later(minutes=5))
        assert services.renewals == 1


class TestTheDoctor:
    @pytest.mark.parametrize(
        ("change", "app", "told"),
        [
            ({}, "7", True),
            ({"access_until": timezone.now() + timedelta(hours=1)}, "7", False),
            ({"refresh": ""}, "7", False),
            ({"fault": "token", "fault_words": "x", "fault_at": NOW}, "7", False),
            ({}, "", False),
        ],
    )
    def test_names_what_ended_and_could_have_been_renewed(
        self, posting: Posting, settings: Any, change: dict[str, Any], app: str, told: bool
    ) -> None:
        posting.account(ZALO)
        settings.PORTALS_ZALO_APP = (app, "bi-mat-cua-ung-dung")
        SocialToken.objects.update(access_until=timezone.now())
        SocialToken.objects.update(**change)
        assert len(list(unrenewed_tokens())) == told


class TestProving:
    def test_of_accounts_that_do_not_post_too(
        self, posting: Posting, services: SocialServices
    ) -> None:
        posting.account(FACEBOOK)
        run_posting_round(now=NOW)
        token = SocialToken.objects.get()
        assert (token.page_id, token.proved_at) == ("104729", NOW)
        services.asked.clear()
        run_posting_round(now=later(minutes=1))
        assert not services.asked

    def test_one_of_another_page_is_told_at_once(
        self, posting: Posting, services: SocialServices
    ) -> None:
        posting.account(FACEBOOK)
        services.fault = "token of another page"
        run_posting_round(now=NOW)
        assert SocialToken.objects.get().fault == "token"

    def test_again_after_a_while_where_nobody_answers(
        self, posting: Posting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        posting.account(FACEBOOK)
        asked = []

        def whose(*_told: object) -> None:
            asked.append(1)
            raise ChannelFault(SocialFault.OUTAGE, "x")

        monkeypatch.setattr(FacebookPages, "whose", whose)
        for minutes in (0, 1, 4, 5):
            run_posting_round(now=later(minutes=minutes))
        assert len(asked) == 2
        token = SocialToken.objects.get()
        assert (token.fault, token.rests_until) == ("", None)


def test_what_is_said_of_a_former_token_is_not_held_against_the_next(
    posting: Posting, services: SocialServices
) -> None:
    post = posting.approved(posting.account(ZALO), picture=a_picture())
    taken = claimed_post(NOW)
    assert taken is not None
    # Another worker renews it while this one is about to ask.
    (token,) = due_for_renewal(NOW)
    assert renew(token, now=NOW)
    look_after(taken, now=NOW)
    assert SocialToken.objects.get().fault == ""
    post.refresh_from_db()
    assert (post.state, post.fault) == ("queued", "outage")
    run_posting_round(now=later(minutes=1))
    assert services.made == 1


class TestAnnouncing:
    @pytest.mark.parametrize(("days", "told"), [(15, False), (14, True), (13, True)])
    def test_fourteen_days_before(self, posting: Posting, days: int, told: bool) -> None:
        account = posting.account()
        today = NOW.date()
        SocialToken.objects.update(dies_on=today + timedelta(days=days))
        assert tokens_to_tell(today).exists() == told
        lines = in_inbox(posting.cast.head, SocialTokens.kind, now=NOW)
        assert bool(lines) == told
        for line in lines:
            assert str(account) in line.title
            assert f"{today + timedelta(days=days):%d/%m/%Y}" in line.title
        assert not in_inbox(posting.cast.stranger, SocialTokens.kind, now=NOW)

    def test_dead_on_its_day_and_what_waits_is_stopped(
        self, posting: Posting, services: SocialServices
    ) -> None:
        post = posting.approved(posting.account())
        SocialToken.objects.update(dies_on=NOW.date() + timedelta(days=1))
        run_posting_round(now=later(days=1))
        assert SocialToken.objects.get().fault == "token"
        post.refresh_from_db()
        assert (post.state, post.fault) == ("failed", "token")
        assert not services.asked


class TestStopping:
    @pytest.mark.parametrize(
        ("change", "kind"),
        [
            ({"state": "alarm"}, "gone"),
            ({"closed_on": date(2026, 11, 10), "closed_because": "Bỏ"}, "gone"),
        ],
    )
    def test_what_waits_for_an_account_that_is_not_well(
        self, posting: Posting, services: SocialServices, change: dict[str, Any], kind: str
    ) -> None:
        post = posting.approved(posting.account())
        SocialAccount.objects.update(**change)
        assert claimed_post(NOW) is None
        run_posting_round(now=NOW)
        post.refresh_from_db()
        assert (post.state, post.fault) == ("failed", kind)
        assert post.fault_words
        assert not services.posts

    def test_what_cannot_be_taken_down_says_so(self, posting: Posting) -> None:
        post = posting.approved(posting.account())
        SocialPost.objects.update(state="withdrawing", external_id="1", tried_at=NOW)
        SocialToken.objects.all().delete()
        run_posting_round(now=NOW)
        post.refresh_from_db()
        assert (post.state, post.fault) == ("withdrawing", "token")

    def test_what_is_no_more_public_does_not_leave(
        self, posting: Posting, services: SocialServices
    ) -> None:
        post = posting.approved(posting.account())
        hidden.add(f"{CODE}:1")
        run_posting_round(now=NOW)
        post.refresh_from_db()
        assert (post.state, post.fault) == ("failed", "content")
        assert services.made == 0

    def test_a_resting_account_is_left_alone(
        self, posting: Posting, services: SocialServices
    ) -> None:
        posting.approved(posting.account())
        SocialToken.objects.update(rests_until=later(hours=1))
        run_posting_round(now=NOW)
        assert not services.asked
        run_posting_round(now=later(hours=1))
        assert services.made == 1

    def test_the_service_says_how_long(self, posting: Posting, services: SocialServices) -> None:
        posting.approved(posting.account())
        services.fault = "rate limited"
        run_posting_round(now=NOW)
        assert SocialToken.objects.get().rests_until == later(seconds=7200)


class TestOnce:
    @pytest.mark.parametrize("service", [FACEBOOK, ZALO])
    def test_a_worker_that_died_before_it_wrote_posts_no_second_time(
        self,
        posting: Posting,
        services: SocialServices,
        service: SocialService,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        post = posting.approved(posting.account(service), picture=a_picture())

        class Killed(BaseException):
            pass

        def killed(*_told: object) -> None:
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr("portals.social.sending.note_sent", killed)
            taken = claimed_post(NOW)
            assert taken is not None
            with pytest.raises(Killed):
                look_after(taken, now=NOW)
        assert services.made == 1
        post.refresh_from_db()
        assert (post.state, post.external_id, post.tries) == ("queued", "", 1)

        for minutes in range(1, 20):
            run_posting_round(now=later(minutes=minutes))

        post.refresh_from_db()
        assert post.state == "confirmed"
        assert services.made == 1

    def test_nobody_else_gets_a_claimed_one(self, posting: Posting) -> None:
        posting.approved(posting.account())
        assert claimed_post(NOW) is not None
        assert claimed_post(NOW) is None
        assert claimed_post(NOW + A_TRY_ENDS) is not None

    def test_what_was_withdrawn_while_it_left_is_taken_down(
        self, posting: Posting, services: SocialServices
    ) -> None:
        post = posting.approved(posting.account())
        taken = claimed_post(NOW)
        assert taken is not None
        withdraw_posts_of(subject=f"{CODE}:1", now=NOW)
        look_after(taken, now=NOW)
        assert len(services.posts) == 1
        for minutes in range(1, 10):
            run_posting_round(now=later(minutes=minutes))
        post.refresh_from_db()
        assert post.state == "withdrawn"
        assert not services.posts

    def test_a_post_that_may_stand_is_looked_for_before_it_is_called_gone(
        self, posting: Posting, services: SocialServices
    ) -> None:
        post = posting.approved(posting.account())
        SocialPost.objects.update(state="failed", fault="outage", fault_words="x", tried_at=NOW)
        services.posts["104729_9"] = {
            "text": f"Khác {post.link}", "picture": False, "made": services.makes_at,
        }  # fmt: skip
        take_down_post(post=post, reason="Sai", actor=posting.cast.head, now=NOW)
        run_posting_round(now=NOW + A_TRY_ENDS)
        post.refresh_from_db()
        assert post.state == "withdrawn"
        assert not services.posts


class TestAsking:
    def test_leads_nowhere_else_with_a_token(
        self, services: SocialServices, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def onward(handler: Any) -> None:
            services.asked.append(handler.path)
            handler.send_response(302)
            handler.send_header("Location", "http://graph.example.vn/khac")
            handler.end_headers()

        monkeypatch.setattr(services, "answer", onward)
        with pytest.raises(ChannelFault) as caught:
            ask_service(
                ServiceQuestion(
                    "GET", "http://graph.example.vn/v23.0/me", {"Authorization": ACCESS}
                )
            )
        assert caught.value.kind == SocialFault.OUTAGE
        assert services.asked == ["/v23.0/me"]

    def test_words_of_a_service_hold_no_token(self) -> None:
        assert said_by_service(f"Malformed access token {ACCESS} x", ACCESS, REFRESH) == (
            "Malformed access token … x"
        )
        assert ACCESS not in repr(ServiceQuestion("GET", "x", {"a": ACCESS}, form={"b": ACCESS}))
