"""Posts: who proposes and approves them, to which accounts, and how they follow what they are about."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.models import SocialAccount, SocialService
from portals.refusals import NotYourOffice
from portals.social import subjects
from portals.social.actions.posting import (
    A_TRY_ENDS,
    UnfitPost,
    approve_post,
    correct_posts_of,
    note_taken_down,
    refuse_post,
    retry_post,
    take_down_post,
    withdraw_posts_of,
)
from portals.social.actions.registering import close_account
from portals.social.actions.tokens import take_token
from portals.social.enums import SocialPostState
from portals.social.models import SocialPost, SocialToken
from portals.social.posting import not_postable_because, postable_accounts, social_posts_of
from portals.social.subjects import PostSubject
from tests.factories import make_member
from tests.portals.social.cast import NOW
from tests.portals.social.posted import (
    CODE,
    LINK,
    TEXT,
    Posting,
    a_picture,
    hidden,
    later,
    make_posting,
)

FACEBOOK, ZALO = SocialService.FACEBOOK, SocialService.ZALO
SUBJECT = f"{CODE}:1"


@pytest.fixture
def posting(db: None, settings: Any) -> Posting:
    settings.PORTALS_SOCIAL_POSTING = True
    hidden.clear()
    return make_posting()


def as_if(post: SocialPost, state: str, **more: object) -> SocialPost:
    """The post as the worker would leave it."""
    known = {"external_id": f"x{post.pk}", "address": "https://example.vn/x", "tried_at": NOW}
    if state in {"confirmed", "corrected"}:
        known["confirmed_at"] = NOW
    if state == "failed":
        known |= {"fault": "outage", "fault_words": "Không trả lời."}
    SocialPost.objects.filter(pk=post.pk).update(state=state, **(known | more))
    post.refresh_from_db()
    return post


class TestProposing:
    def test_waits_with_its_picture_and_is_on_record(self, posting: Posting) -> None:
        account = posting.account()

        post = posting.proposed(account, text=f"  {TEXT}  \r\n", picture=a_picture())

        post.refresh_from_db()
        assert (post.state, post.text, post.link) == ("proposed", TEXT, LINK)
        assert post.picture.read() == a_picture().content
        assert len(post.picture_hash) == 64
        line = ModelLogEntry.objects.get(action="social.propose_post")
        assert (line.user, line.data["subject"], line.data["post"]) == (
            posting.editor,
            SUBJECT,
            post.pk,
        )
        assert list(social_posts_of(SUBJECT)) == [post]

    def test_is_of_those_whom_the_floor_above_lets(self, posting: Posting) -> None:
        account = posting.account()
        with pytest.raises(NotYourOffice):
            posting.proposed(account, actor=posting.cast.stranger)
        with pytest.raises(UnfitPost):
            posting.proposed(account, "nobody:1")

    @pytest.mark.parametrize(
        "told",
        [
            {"text": " \n "},
            {"text": "x" * 5001},
            {"link": "javascript:alert(1)"},
            {"link": ""},
            {"link": "https://example.vn/" + "x" * 1000},
        ],
    )
    def test_refuses_what_says_nothing_or_leads_nowhere(
        self, posting: Posting, told: dict[str, str]
    ) -> None:
        with pytest.raises(UnfitPost):
            posting.proposed(posting.account(), **told)

    def test_of_what_is_not_public_nothing_is_posted(self, posting: Posting) -> None:
        account = posting.account()
        post = posting.proposed(account, f"{CODE}:2")
        hidden.update({SUBJECT, f"{CODE}:2"})
        with pytest.raises(UnfitPost):
            posting.proposed(account)
        with pytest.raises(UnfitPost):
            approve_post(post=post, actor=posting.cast.head, now=NOW)

    def test_stands_once_an_account_and_subject(self, posting: Posting) -> None:
        account, other = posting.account(), posting.account(ZALO)
        first = posting.proposed(account)
        posting.proposed(other)
        posting.proposed(account, f"{CODE}:2")
        with pytest.raises(UnfitPost):
            posting.proposed(account)
        refuse_post(post=first, reason="Sai", actor=posting.cast.head, now=NOW)
        posting.proposed(account)


class TestAccounts:
    def refuses(self, posting: Posting, account: SocialAccount) -> None:
        assert not_postable_because(account)
        assert account not in postable_accounts(posting.cast.commune)
        with pytest.raises(UnfitPost):
            posting.proposed(account)

    def test_verified_with_a_token_take_posts(self, posting: Posting) -> None:
        account = posting.account()
        assert not not_postable_because(account)
        assert list(postable_accounts(posting.cast.commune)) == [account]
        assert not postable_accounts(posting.cast.neighbour).exists()

    def test_nothing_is_posted_unless_it_is_switched_on(
        self, posting: Posting, settings: Any
    ) -> None:
        account, post = posting.account(), posting.proposed(posting.account(ZALO))
        settings.PORTALS_SOCIAL_POSTING = False
        with pytest.raises(UnfitPost):
            posting.proposed(account)
        with pytest.raises(UnfitPost):
            approve_post(post=post, actor=posting.cast.head, now=NOW)
        settings.PORTALS_SOCIAL_POSTING = True
        settings.PORTALS_PRACTICE_OF = "https://quantri.example.vn"
        with pytest.raises(UnfitPost):
            posting.proposed(account)

    @pytest.mark.parametrize("state", ["waiting", "alarm"])
    def test_that_are_not_known_to_be_ours_take_none(self, posting: Posting, state: str) -> None:
        account = posting.account()
        post = posting.proposed(account)
        SocialAccount.objects.update(state=state)
        account.refresh_from_db()
        self.refuses(posting, account)
        with pytest.raises(UnfitPost):
            approve_post(post=post, actor=posting.cast.head, now=NOW)

    def test_that_are_closed_take_none(self, posting: Posting) -> None:
        account = posting.account()
        close_account(
            account=account, closed_on=NOW.date(), reason="Bỏ", actor=posting.cast.head, now=NOW
        )
        account.refresh_from_db()
        self.refuses(posting, account)

    def test_without_a_token_or_with_a_broken_one_take_none(self, posting: Posting) -> None:
        account = posting.account()
        SocialToken.objects.update(fault="token", fault_words="Đã hết hạn.", fault_at=NOW)
        self.refuses(posting, account)
        assert not_postable_because(account) == "Đã hết hạn."
        take_token(account=account, actor=posting.cast.head, now=NOW)
        self.refuses(posting, account)

    def test_of_services_without_a_channel_take_none(self, posting: Posting) -> None:
        youtube = posting.cast.account("https://www.youtube.com/@xamau", SocialService.YOUTUBE)
        SocialAccount.objects.update(state="verified", verified_by="page", verified_at=NOW)
        youtube.refresh_from_db()
        self.refuses(posting, youtube)


class TestFourEyes:
    def test_another_person_approves(self, posting: Posting) -> None:
        post = posting.proposed(posting.account())

        approve_post(post=post, actor=posting.cast.head, now=later(hours=1))

        post.refresh_from_db()
        assert (post.state, post.approved_by, post.next_try_at) == (
            "queued", posting.cast.head, later(hours=1),
        )  # fmt: skip
        assert ModelLogEntry.objects.get(action="social.approve_post").user == posting.cast.head

    def test_never_the_same(self, posting: Posting) -> None:
        post = posting.proposed(posting.account(), actor=posting.cast.head)
        with pytest.raises(NotYourOffice):
            approve_post(post=post, actor=posting.cast.head, now=NOW)
        deputy = make_member(posting.cast.commune, Position.DEPUTY)
        approve_post(post=post, actor=deputy, now=NOW)

    def test_of_no_lesser_post_and_no_other_board(self, posting: Posting) -> None:
        post = posting.proposed(posting.account())
        secretary = make_member(posting.cast.commune, Position.SECRETARY)
        for actor in (secretary, posting.cast.stranger, posting.cast.above):
            with pytest.raises(NotYourOffice):
                approve_post(post=post, actor=actor, now=NOW)

    def test_is_asked_of_the_floor_above(
        self, posting: Posting, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[object] = []

        def nobody(*told: object) -> bool:
            asked.append(told)
            return False

        post = posting.proposed(posting.account())
        kind = PostSubject(CODE, nobody, nobody, lambda _key, _now: True)
        monkeypatch.setitem(subjects._subjects, CODE, kind)
        with pytest.raises(NotYourOffice):
            approve_post(post=post, actor=posting.cast.head, now=NOW)
        assert asked == [(posting.cast.head, SUBJECT, posting.cast.commune, NOW)]

    def test_once(self, posting: Posting) -> None:
        post = posting.approved(posting.account())
        with pytest.raises(UnfitPost):
            approve_post(post=post, actor=posting.cast.head, now=NOW)
        with pytest.raises(UnfitPost):
            refuse_post(post=post, reason="Muộn", actor=posting.cast.head, now=NOW)

    def test_who_refuses_says_why(self, posting: Posting) -> None:
        post = posting.proposed(posting.account())
        with pytest.raises(UnfitPost):
            refuse_post(post=post, reason=" ", actor=posting.cast.head, now=NOW)
        colleague = make_member(posting.cast.commune, Position.EDITOR)
        with pytest.raises(NotYourOffice):
            refuse_post(post=post, reason="Sai", actor=colleague, now=NOW)
        refuse_post(post=post, reason="Nhầm", actor=posting.editor, now=NOW)
        post.refresh_from_db()
        assert (post.state, post.ended_because, post.next_try_at) == ("refused", "Nhầm", None)


class TestSettling:
    def test_what_failed_is_tried_again(self, posting: Posting) -> None:
        account = posting.account()
        never = as_if(posting.approved(account), "failed", external_id="", address="")
        known = as_if(posting.approved(account, f"{CODE}:2"), "failed")
        with pytest.raises(NotYourOffice):
            retry_post(post=never, actor=posting.editor, now=NOW)
        for post, state, at in ((never, "queued", NOW + A_TRY_ENDS), (known, "correcting", NOW)):
            retry_post(post=post, actor=posting.cast.head, now=NOW)
            post.refresh_from_db()
            assert (post.state, post.fault, post.tries, post.next_try_at) == (state, "", 0, at)
        with pytest.raises(UnfitPost):
            retry_post(post=never, actor=posting.cast.head, now=NOW)

    @pytest.mark.parametrize(
        ("tried_at", "hours", "at"), [(None, 0, later()), (NOW, 1, later(hours=1))]
    )
    def test_at_once_where_no_try_can_be_under_way(
        self, posting: Posting, tried_at: Any, hours: int, at: object
    ) -> None:
        post = posting.approved(posting.account())
        as_if(post, "failed", external_id="", address="", tried_at=tried_at)
        retry_post(post=post, actor=posting.cast.head, now=later(hours=hours))
        post.refresh_from_db()
        assert post.next_try_at == at

    @pytest.mark.parametrize(
        ("state", "told", "after", "at"),
        [
            ("confirmed", {}, "withdrawing", NOW),
            ("sent", {}, "withdrawing", NOW),
            ("failed", {"external_id": "", "address": ""}, "withdrawing", NOW + A_TRY_ENDS),
            ("queued", {"external_id": "", "address": "", "tried_at": None}, "withdrawn", None),
        ],
    )
    def test_one_post_is_taken_down(
        self, posting: Posting, state: str, told: dict[str, Any], after: str, at: object
    ) -> None:
        post = as_if(posting.approved(posting.account()), state, **told)
        with pytest.raises(NotYourOffice):
            take_down_post(post=post, reason="Sai", actor=posting.editor, now=NOW)
        take_down_post(post=post, reason="Sai", actor=posting.cast.head, now=NOW)
        post.refresh_from_db()
        assert (post.state, post.next_try_at, post.ended_because) == (after, at, "Sai")

    def test_by_hand_where_no_token_reaches_it(self, posting: Posting) -> None:
        post = as_if(posting.approved(posting.account()), "confirmed")
        told = {"post": post, "said": "Đã xóa trên trang", "now": NOW}
        with pytest.raises(UnfitPost):
            note_taken_down(actor=posting.cast.head, **told)
        as_if(post, "withdrawing")
        with pytest.raises(NotYourOffice):
            note_taken_down(actor=posting.editor, **told)
        note_taken_down(actor=posting.cast.head, **told)
        post.refresh_from_db()
        assert (post.state, post.withdrawn_at) == ("withdrawn", NOW)


class TestFollowing:
    def test_withdrawing_is_one_statement_for_all(self, posting: Posting) -> None:
        account, zalo = posting.account(), posting.account(ZALO)
        standing = as_if(posting.approved(account), "confirmed")
        leaving = as_if(
            posting.approved(zalo), "queued", external_id="", address="", tries=1
        )  # fmt: skip
        other = posting.proposed(account, f"{CODE}:2")

        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert withdraw_posts_of(subject=SUBJECT, now=later(hours=1), actor=None) == 2

        assert len(asked) == 1
        for post in (standing, leaving, other):
            post.refresh_from_db()
        assert (standing.state, standing.next_try_at) == ("withdrawing", later(hours=1))
        # A try that is under way has ended by then.
        assert (leaving.state, leaving.next_try_at, leaving.tries) == (
            "withdrawing", later(hours=1) + A_TRY_ENDS, 0,
        )  # fmt: skip
        assert other.state == "proposed"

    @pytest.mark.parametrize("state", ["proposed", "queued"])
    def test_what_never_left_is_dropped(self, posting: Posting, state: str) -> None:
        make = posting.proposed if state == "proposed" else posting.approved
        post = make(posting.account())
        withdraw_posts_of(subject=SUBJECT, now=NOW)
        post.refresh_from_db()
        assert (post.state, post.withdrawn_at, post.next_try_at) == ("withdrawn", NOW, None)
        posting.proposed(post.account)

    @pytest.mark.parametrize("state", ["sent", "confirmed", "corrected", "correcting", "failed"])
    def test_whatever_may_stand_is_taken_down_and_written_anew(
        self, posting: Posting, state: str
    ) -> None:
        post = as_if(posting.approved(posting.account()), state)
        assert correct_posts_of(subject=SUBJECT, text="Bão đã tan.", now=NOW) == 1
        post.refresh_from_db()
        assert (post.state, post.text, post.next_try_at) == ("correcting", "Bão đã tan.", NOW)
        as_if(post, state)
        assert withdraw_posts_of(subject=SUBJECT, now=NOW) == 1
        post.refresh_from_db()
        assert post.state == "withdrawing"
        # Neither is begun again.
        assert withdraw_posts_of(subject=SUBJECT, now=later(hours=1)) == 0
        assert correct_posts_of(subject=SUBJECT, text="Khác", now=NOW) == 0

    def test_corrections_by_service_leave_what_says_so_already(self, posting: Posting) -> None:
        account, zalo = posting.account(), posting.account(ZALO)
        standing = as_if(posting.approved(account), "confirmed")
        waits = posting.proposed(zalo)

        done = correct_posts_of(subject=SUBJECT, text={FACEBOOK: TEXT, ZALO: "Ngắn."}, now=NOW)

        assert done == 1
        standing.refresh_from_db()
        waits.refresh_from_db()
        assert standing.state == "confirmed"
        assert (waits.state, waits.text, waits.next_try_at) == ("proposed", "Ngắn.", None)

    def test_what_ended_stays_as_it_was(self, posting: Posting) -> None:
        post = posting.proposed(posting.account())
        refuse_post(post=post, reason="Sai", actor=posting.cast.head, now=NOW)
        assert correct_posts_of(subject=SUBJECT, text="Khác", now=NOW) == 0
        assert withdraw_posts_of(subject=SUBJECT, now=NOW) == 0


def test_every_state_is_settled_somehow() -> None:
    """Whoever adds one says here how it ends."""
    assert set(SocialPostState) == {
        *("proposed", "refused", "queued", "sent", "confirmed", "correcting", "corrected"),
        *("withdrawing", "withdrawn", "failed"),
    }


def test_kinds_are_registered_once() -> None:
    kind = subjects.subject_of(SUBJECT)
    assert kind is not None
    with pytest.raises(ValueError, match="twice"):
        subjects.register(kind)
