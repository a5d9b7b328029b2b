"""Rounds of the worker: nothing is posted twice, called gone too early, or stopped by what breaks beside it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection

from portals.models import SocialService
from portals.social import outcomes, proving, sending
from portals.social.actions.posting import (
    A_TRY_ENDS,
    correct_posts_of,
    retry_post,
    take_down_post,
    withdraw_posts_of,
)
from portals.social.actions.tokens import take_token
from portals.social.channels import facebook, zalo
from portals.social.channels.interface import ChannelFault
from portals.social.enums import SocialFault
from portals.social.models import SocialPost, SocialToken
from portals.social.outcomes import MOST_READS, note_post_fault, stop_unfit
from portals.social.sending import claimed_post, look_after, run_posting_round
from tests.portals.social.cast import DAY, NOW
from tests.portals.social.posted import CODE, LINK, Posting, a_picture, later, make_posting
from tests.portals.social.services_server import SocialServices

FACEBOOK, ZALO = SocialService.FACEBOOK, SocialService.ZALO
SUBJECT, OTHER = f"{CODE}:1", f"{CODE}:2"
NEW_TEXT = "Bão đã tan.\nBà con dọn dẹp nhà cửa."


@pytest.fixture
def posting(db: None, services: SocialServices) -> Posting:
    return make_posting()


def rounds(minutes: int, start: int = 0, step: int = 3) -> None:
    for at in range(start, minutes + 1, step):
        run_posting_round(now=later(minutes=at))


def stands(services: SocialServices, number: str, text: str = f"Khác {LINK}") -> None:
    services.posts[number] = {"text": text, "picture": True, "made": services.makes_at}


def may_stand(posting: Posting, service: SocialService = FACEBOOK) -> SocialPost:
    """A post of which a try broke off, and which is to be taken down."""
    post = posting.approved(posting.account(service), picture=a_picture())
    SocialPost.objects.update(state="failed", fault="outage", fault_words="x", tried_at=NOW)
    take_down_post(post=post, reason="Sai", actor=posting.cast.head, now=NOW)
    return post


class TestOneWorker:
    def test_has_a_post_until_its_try_has_ended(self, posting: Posting) -> None:
        posting.approved(posting.account())
        assert claimed_post(NOW, gone=later(seconds=40) - NOW) is not None
        assert claimed_post(NOW + A_TRY_ENDS) is None
        assert claimed_post(NOW + A_TRY_ENDS + (later(seconds=40) - NOW)) is not None

    def test_counts_it_from_when_the_try_begins(
        self, posting: Posting, services: SocialServices, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        account, gone = posting.account(), []
        for subject in (SUBJECT, OTHER):
            posting.approved(account, subject)

        def claimed(now: Any, **told: Any) -> SocialPost | None:
            gone.append(told["gone"])
            return claimed_post(now, **told)

        monkeypatch.setattr(sending, "claimed_post", claimed)
        run_posting_round(now=NOW)
        assert gone == sorted(gone)
        assert gone[-1] > gone[0]

    def test_what_was_stopped_while_it_left_is_known_by_its_name(
        self, posting: Posting, services: SocialServices
    ) -> None:
        account = posting.account()
        post = posting.approved(account)
        taken = claimed_post(NOW)
        assert taken is not None
        take_token(account=account, actor=posting.cast.head, now=NOW)
        stop_unfit(NOW)
        look_after(taken, now=NOW)
        post.refresh_from_db()
        assert (post.state, post.fault) == ("failed", "token")
        assert list(services.posts) == [post.external_id]

    def test_a_late_failure_says_nothing_of_what_is_wanted_by_then(self, posting: Posting) -> None:
        post = posting.approved(posting.account())
        SocialPost.objects.update(state="correcting", external_id="x1", tried_at=NOW)
        taken = claimed_post(NOW)
        assert taken is not None
        correct_posts_of(subject=SUBJECT, text=NEW_TEXT, now=later(minutes=1))
        note_post_fault(taken, ChannelFault(SocialFault.CONTENT, "Muộn"), later(minutes=2))
        post.refresh_from_db()
        assert (post.state, post.fault, post.next_try_at) == ("correcting", "", later(minutes=1))
        # The same text wanted anew is another wish too.
        taken = claimed_post(later(minutes=1))
        assert taken is not None
        SocialPost.objects.update(state_at=later(minutes=2))
        note_post_fault(taken, ChannelFault(SocialFault.CONTENT, "Muộn"), later(minutes=3))
        post.refresh_from_db()
        assert post.state == "correcting"


class TestWhatBreaks:
    def test_stops_no_other(self, posting: Posting, services: SocialServices) -> None:
        account = posting.account()
        broken = posting.approved(account, picture=a_picture())
        whole = posting.approved(account, OTHER)
        broken.picture.storage.delete(broken.picture.name)
        assert run_posting_round(now=NOW) >= 2
        broken.refresh_from_db()
        whole.refresh_from_db()
        assert (broken.state, broken.fault) == ("queued", "outage")
        assert broken.fault_words
        assert whole.state in {"sent", "confirmed"}

    def test_a_name_that_is_too_long(
        self, posting: Posting, services: SocialServices, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        post = posting.approved(posting.account())
        monkeypatch.setattr(facebook.FacebookPages, "send", lambda *_told: "x" * 200)
        run_posting_round(now=NOW)
        post.refresh_from_db()
        assert (post.state, post.fault) == ("queued", "outage")

    def test_pictures_are_read_where_they_are_sent_alone(
        self, posting: Posting, services: SocialServices
    ) -> None:
        post = posting.approved(posting.account(), picture=a_picture())
        run_posting_round(now=NOW)
        post.picture.storage.delete(post.picture.name)
        run_posting_round(now=later(days=1, minutes=1))
        post.refresh_from_db()
        assert (post.state, post.seen_at) == ("confirmed", later(days=1, minutes=1))
        withdraw_posts_of(subject=SUBJECT, now=later(days=2))
        run_posting_round(now=later(days=2))
        post.refresh_from_db()
        assert (post.state, post.fault) == ("withdrawn", "")

    def test_a_broken_seal_is_a_fault_of_that_token(
        self, posting: Posting, services: SocialServices
    ) -> None:
        account, other = posting.account(), posting.account(ZALO)
        lost = posting.approved(account)
        well = posting.approved(other, picture=a_picture())
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE social_socialtoken SET access = (SELECT access FROM social_socialtoken"
                " WHERE account_id = %s) WHERE account_id = %s",
                [other.pk, account.pk],
            )
        rounds(20)
        lost.refresh_from_db()
        well.refresh_from_db()
        assert (lost.state, lost.fault, well.state) == ("failed", "token", "confirmed")
        faults = dict(SocialToken.objects.values_list("account", "fault"))
        assert faults == {account.pk: "token", other.pk: ""}

    def test_a_service_that_hangs_is_left_alone_for_the_round(
        self, posting: Posting, services: SocialServices, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        account = posting.account()
        SocialToken.objects.update(page_id="104729", proved_at=NOW)
        for subject in (SUBJECT, OTHER):
            posting.approved(account, subject)
        zalos = posting.account(ZALO)
        SocialToken.objects.update(page_id="104729", proved_at=NOW)
        posting.approved(zalos, picture=a_picture())
        monkeypatch.setattr(sending, "SLOW_SECONDS", -1)
        assert run_posting_round(now=NOW) == 2
        tried = SocialPost.objects.filter(tries__gt=0) | SocialPost.objects.filter(state="sent")
        assert {post.account_id for post in tried} == {account.pk, zalos.pk}

    def test_tokens_take_their_share_of_a_round_and_no_more(
        self, posting: Posting, services: SocialServices, settings: Any,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        settings.PORTALS_ZALO_APP = ("7", "bi-mat-cua-ung-dung")
        posting.approved(posting.account(ZALO), picture=a_picture())
        monkeypatch.setattr(proving, "SECONDS_FOR_TOKENS", -1)
        run_posting_round(now=NOW)
        assert (services.renewals, services.made) == (0, 1)


class TestGone:
    @pytest.mark.parametrize("service", [FACEBOOK, ZALO])
    def test_only_after_as_many_reads_as_for_what_was_sent(
        self, posting: Posting, services: SocialServices, service: SocialService
    ) -> None:
        post = may_stand(posting, service)
        for read in range(1, MOST_READS):
            SocialPost.objects.update(next_try_at=later(minutes=10 * read))
            run_posting_round(now=later(minutes=10 * read))
            post.refresh_from_db()
            assert (post.state, post.fault) == ("withdrawing", "unproven")
        stands(services, "104729_9")
        SocialPost.objects.update(next_try_at=later(hours=2))
        run_posting_round(now=later(hours=2))
        post.refresh_from_db()
        assert post.state == "withdrawn"
        assert not services.posts

    def test_not_by_outages_and_one_look(self, posting: Posting, services: SocialServices) -> None:
        post = may_stand(posting, FACEBOOK)
        SocialPost.objects.update(tries=MOST_READS, fault="outage", fault_words="x")
        SocialPost.objects.update(next_try_at=later(minutes=10))
        run_posting_round(now=later(minutes=10))
        post.refresh_from_db()
        assert (post.state, post.fault) == ("withdrawing", "unproven")

    @pytest.mark.parametrize("service", [FACEBOOK, ZALO])
    def test_it_is_looked_for_back_to_the_first_try(
        self, posting: Posting, services: SocialServices, service: SocialService
    ) -> None:
        post = may_stand(posting, service)
        stands(services, "104729_9")
        for number in range(60):
            stands(services, f"104729_1{number}", f"Tin khác {number}.")
        run_posting_round(now=NOW + A_TRY_ENDS)
        post.refresh_from_db()
        assert post.state == "withdrawn"
        assert len(services.posts) == 60

    @pytest.mark.parametrize("service", [FACEBOOK, ZALO])
    def test_never_where_not_all_could_be_read(
        self, posting: Posting, services: SocialServices, service: SocialService,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        post = may_stand(posting, service)
        stands(services, "104729_9")
        for number in range(60):
            stands(services, f"104729_1{number}", f"Tin khác {number}.")
        monkeypatch.setattr(facebook, "PAGES_OF_NEWEST", 2)
        monkeypatch.setattr(zalo, "MOST_SLICES", 2)
        SocialPost.objects.update(tries=MOST_READS)
        run_posting_round(now=NOW + A_TRY_ENDS)
        post.refresh_from_db()
        assert (post.state, post.fault) == ("withdrawing", "unproven")

    def test_what_stood_is_missed_no_sooner(
        self, posting: Posting, services: SocialServices
    ) -> None:
        post = posting.approved(posting.account())
        run_posting_round(now=NOW)
        there, services.posts = services.posts, {}
        withdraw_posts_of(subject=SUBJECT, now=later(hours=1))
        run_posting_round(now=later(hours=1))
        post.refresh_from_db()
        assert (post.state, post.fault) == ("withdrawing", "unproven")
        services.posts = there
        run_posting_round(now=later(hours=2))
        post.refresh_from_db()
        assert post.state == "withdrawn"
        assert not services.posts

    def test_what_leads_further_than_ours_is_left(
        self, posting: Posting, services: SocialServices
    ) -> None:
        post = may_stand(posting)
        stands(services, "104729_8", f"Xem {LINK}.")
        stands(services, "104729_9", f"Xem {LINK}anh-2/ và {LINK}12")
        run_posting_round(now=NOW + A_TRY_ENDS)
        post.refresh_from_db()
        assert post.state == "withdrawn"
        assert list(services.posts) == ["104729_9"]

    def test_whatever_stands_twice_and_nothing_of_another_post(
        self, posting: Posting, services: SocialServices
    ) -> None:
        post = may_stand(posting)
        stands(services, "104729_8")
        stands(services, "104729_9")
        stands(services, "104729_10")
        posting.approved(post.account, OTHER)
        SocialPost.objects.filter(subject=OTHER).update(
            state="confirmed", external_id="104729_9", address="https://x.vn/", confirmed_at=NOW,
            next_try_at=None,
        )  # fmt: skip
        run_posting_round(now=NOW + A_TRY_ENDS)
        post.refresh_from_db()
        assert post.state == "withdrawn"
        assert list(services.posts) == ["104729_9"]


class TestCorrecting:
    def test_an_article_that_is_not_made_yet(
        self, posting: Posting, services: SocialServices
    ) -> None:
        post = posting.approved(posting.account(ZALO), picture=a_picture())
        taken = claimed_post(NOW)
        assert taken is not None
        look_after(taken, now=NOW)
        made, services.posts = services.posts, {}
        correct_posts_of(subject=SUBJECT, text=NEW_TEXT, now=NOW)
        run_posting_round(now=NOW)
        post.refresh_from_db()
        assert (post.state, post.fault) == ("correcting", "unproven")
        services.posts = made
        rounds(30)
        post.refresh_from_db()
        assert (post.state, post.fault) == ("confirmed", "")
        assert post.external_id in services.posts
        assert "tan" in services.posts[post.external_id]["text"]

    @pytest.mark.parametrize("again", ["", "duplicate refused"])
    def test_what_was_corrected_after_a_crash_is_written_anew(
        self, posting: Posting, services: SocialServices, again: str,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:  # fmt: skip
        post = posting.approved(posting.account())

        class Killed(BaseException):
            pass

        def killed(*_told: object) -> None:
            raise Killed

        with monkeypatch.context() as patch:
            patch.setattr(sending, "note_sent", killed)
            taken = claimed_post(NOW)
            assert taken is not None
            with pytest.raises(Killed):
                look_after(taken, now=NOW)
        correct_posts_of(subject=SUBJECT, text=NEW_TEXT, now=later(minutes=1))
        if again:
            # As if the list had not named it yet: then the service itself says that it has it.
            SocialPost.objects.update(tried_at=NOW + A_TRY_ENDS)
        services.fault = again
        taken = claimed_post(NOW + A_TRY_ENDS)
        assert taken is not None
        look_after(taken, now=NOW + A_TRY_ENDS)
        services.fault = ""
        rounds(40, start=9)
        post.refresh_from_db()
        assert (post.state, post.fault) == ("confirmed", "")
        (standing,) = services.posts.values()
        assert "tan" in standing["text"]

    def test_what_stands_there_no_more_is_posted_again(
        self, posting: Posting, services: SocialServices
    ) -> None:
        post = posting.approved(posting.account())
        rounds(9)
        services.posts.clear()
        SocialPost.objects.update(state="failed", fault="unproven", fault_words="x")
        retry_post(post=post, actor=posting.cast.head, now=later(hours=1))
        rounds(70, start=60)
        assert not services.posts
        rounds(180, start=70)
        post.refresh_from_db()
        assert (post.state, post.fault) == ("confirmed", "")
        assert list(services.posts) == [post.external_id]


class TestStanding:
    def standing(self, posting: Posting) -> SocialPost:
        post = posting.approved(posting.account())
        run_posting_round(now=NOW)
        post.refresh_from_db()
        assert post.state == "confirmed"
        return post

    def test_missed_once_is_read_again(self, posting: Posting, services: SocialServices) -> None:
        post = self.standing(posting)
        there = dict(services.posts)
        services.posts.clear()
        for minutes in (0, 30):
            run_posting_round(now=later(days=1, minutes=minutes))
        post.refresh_from_db()
        assert (post.state, post.fault) == ("confirmed", "unproven")
        services.posts.update(there)
        run_posting_round(now=later(days=1, hours=1))
        post.refresh_from_db()
        assert (post.state, post.fault, post.tries) == ("confirmed", "", 0)
        services.posts.clear()
        for minutes in (0, 30, 60):
            run_posting_round(now=later(days=3, minutes=minutes))
        post.refresh_from_db()
        assert (post.state, post.fault) == ("failed", "unproven")

    @pytest.mark.parametrize(("days", "again"), [(6, later(days=7)), (8, None)])
    def test_is_read_no_more_after_a_week_whatever_the_service_says(
        self, posting: Posting, days: int, again: object
    ) -> None:
        post = self.standing(posting)
        note_post_fault(post, ChannelFault(SocialFault.OUTAGE, "x"), NOW + days * DAY)
        post.refresh_from_db()
        assert (post.state, post.tries, post.next_try_at) == ("confirmed", 0, again)


@pytest.mark.parametrize(("hours", "state"), [(23, "queued"), (24, "failed")])
def test_what_waited_for_a_day_leaves_no_more(
    posting: Posting, services: SocialServices, hours: int, state: str
) -> None:
    post = posting.approved(posting.account())
    assert stop_unfit(later(hours=hours)) == (state == "failed")
    post.refresh_from_db()
    assert post.state == state
    assert bool(post.fault_words) == (state == "failed")
    SocialPost.objects.update(state="queued", fault="rate", fault_words="Ít hơn.", next_try_at=NOW)
    SocialPost.objects.update(state_at=NOW)
    stop_unfit(later(days=1))
    post.refresh_from_db()
    assert (post.state, post.fault) == ("failed", "rate")
    assert outcomes.LONGEST_WAIT == DAY
