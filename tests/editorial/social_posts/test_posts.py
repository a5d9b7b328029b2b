"""Posts about stories: proposed by one, approved as read by another, and following what becomes of the story."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import Placement, StoryPage
from editorial.placements import publications
from editorial.placements.actions import take_down, withdraw_story
from editorial.placements.publishing import carry_out_publication
from editorial.placements.writing import move_origins
from editorial.social_posts.actions import UnableToPost, approve_story_post, mark_of_post
from editorial.social_posts.composing import most_for
from editorial.social_posts.following import PostsEnd, set_posts_right
from editorial.social_posts.subject import (
    is_still_public,
    may_approve_story_post,
    may_approve_story_posts,
    may_propose_story_post,
    subject_key,
)
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.boards.models import StandingWaiver, User
from portals.inbox.queries import inbox_of
from portals.inbox.reader import InboxReader
from portals.refusals import NotYourOffice, Refusal
from portals.social.enums import SocialPostState
from portals.social.models import SocialPost
from tests.editorial.review.test_exceptions import waived
from tests.factories import make_image, make_member, make_story, published_story, section_of
from tests.portals.boards.test_approval import delegate
from tests.support.visiting import republished
from tests.walls import desk_client

from .cast import TEXT, PostingBoard

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def approve(post: SocialPost, actor: object, **more: object) -> SocialPost:
    fresh = SocialPost.objects.select_related("of_story").get(pk=post.pk)
    told = {"post": fresh, "seen": mark_of_post(fresh), "actor": actor, "now": timezone.now()}
    return approve_story_post(**(told | more))


def standing(post: SocialPost) -> SocialPost:
    """As the worker leaves a post that was read again with the service."""
    now = timezone.now()
    SocialPost.objects.filter(pk=post.pk).update(
        state=SocialPostState.CONFIRMED, external_id=f"bai-{post.pk}", confirmed_at=now,
        address=f"https://example.vn/bai/{post.pk}", tried_at=now,
    )  # fmt: skip
    post.refresh_from_db()
    return post


def change(story: StoryPage, **fields: object) -> None:
    """Publish the story with another text."""
    for name, value in fields.items():
        setattr(story, name, value)
    story.save()
    carry_out_publication(story=story, now=timezone.now())


class TestSettling:
    """On the page of the account, which shows posts about many stories."""

    def test_a_sensitive_story_is_of_its_head_alone(self, board: PostingBoard) -> None:
        account, now = board.account(), timezone.now()
        other = published_story(board.commune, title="Giải tỏa", sensitive_subject="land")
        deputy = make_member(board.commune, Position.DEPUTY)
        keys = [subject_key(story.pk, board.commune.pk) for story in (other, board.story)]
        keys.append(subject_key(board.story.pk, board.neighbour.pk))
        for user, may in ((deputy, {keys[1]}), (board.head, set(keys[:2])), (board.editor, set())):
            assert may_approve_story_posts(user, keys, account.portal, now) == may

    def test_nobody_settles_what_is_about_a_deleted_story(self, board: PostingBoard) -> None:
        key = subject_key(2_000_000_000, board.commune.pk)
        assert not may_approve_story_post(board.head, key, board.commune, timezone.now())

    @pytest.mark.parametrize("stories", [1, 5])
    def test_asks_as_often_for_many(self, board: PostingBoard, stories: int) -> None:
        keys = [
            subject_key(published_story(board.commune, title=f"Tin {one}").pk, board.commune.pk)
            for one in range(stories)
        ]
        with CaptureQueriesContext(connection) as asked:
            found = may_approve_story_posts(board.head, keys, board.commune, timezone.now())
        assert found == set(keys)
        assert len(asked) == 5


class TestABoardOfOne:
    """Its standing waiver lets it approve its own, as it lets it approve its own texts."""

    def told(self, board: PostingBoard) -> bool:
        now = timezone.now()
        return any(one.kind == "social-post" for one in inbox_of(InboxReader(board.head, now)))

    def test_approves_its_own_post_and_is_marked(self, board: PostingBoard) -> None:
        post = board.propose(board.account(), actor=board.head)
        page = reverse("story_posts", args=[board.commune.pk, board.story.pk])
        desk = desk_client(board.head)
        assert not self.told(board)
        assert 'value="approve"' not in desk.get(page).content.decode()
        with pytest.raises(NotYourOffice):
            approve(post, board.head)
        waived(board.commune)
        assert self.told(board)
        assert 'value="approve"' in desk.get(page).content.decode()
        assert approve(post, board.head).is_waived
        assert "được phép tự duyệt" in desk.get(page).content.decode()

    def test_needs_its_own_waiver_in_force(self, board: PostingBoard) -> None:
        post = board.propose(board.account(), actor=board.head)
        waived(board.neighbour)
        StandingWaiver.objects.filter(pk=waived(board.commune).pk).update(ended_at=timezone.now())
        assert not self.told(board)
        with pytest.raises(NotYourOffice):
            approve(post, board.head)

    def test_does_not_mark_what_another_approves(self, board: PostingBoard) -> None:
        waived(board.commune)
        post = approve(board.propose(board.account()), board.head)
        assert not post.is_waived
        with pytest.raises(IntegrityError), transaction.atomic():
            SocialPost.objects.filter(pk=post.pk).update(is_waived=True)

    def test_lets_no_editor_approve_their_own(self, board: PostingBoard) -> None:
        waived(board.commune)
        with pytest.raises(NotYourOffice):
            approve(board.propose(board.account()), board.editor)


class TestProposing:
    def test_makes_a_post_that_leads_to_the_story_on_the_portal(self, board: PostingBoard) -> None:
        post = board.propose(board.account())
        assert (post.state, post.text, post.proposed_by) == ("proposed", TEXT, board.editor)
        assert post.link == main_origin(board.commune) + board.story.public_path()
        assert post.of_story.story_id == board.story.pk
        assert post.picture.name == ""

    def test_of_a_story_from_above_leads_to_the_own_portal(self, board: PostingBoard) -> None:
        place = republished(published_story(board.province), board.commune)
        post = board.propose(board.account(), placement=place)
        assert post.link == main_origin(board.commune) + place.path

    def test_takes_a_copy_of_the_picture(self, board: PostingBoard, settings, tmp_path) -> None:
        settings.MEDIA_ROOT = tmp_path
        story = published_story(
            board.commune, lead_image=make_image(board.commune), lead_image_alt="Sân"
        )
        place = Placement.objects.get(story=story)
        account = board.account()
        assert board.propose(account, placement=place, with_picture=False).picture.name == ""
        SocialPost.objects.all().delete()
        post = board.propose(account, placement=place, with_picture=True)
        assert post.picture.read()
        assert post.picture_address.startswith(main_origin(board.commune))

    @pytest.mark.parametrize("position", [Position.EDITOR, Position.CONTRIBUTOR])
    def test_is_for_who_edits_the_stories_there(self, board: PostingBoard, position: str) -> None:
        somebody = make_member(board.commune, position)
        if position == Position.EDITOR:
            board.propose(board.account(), actor=somebody)
        else:
            with pytest.raises(NotYourOffice):
                board.propose(board.account(), actor=somebody)

    def test_is_not_for_other_boards_nor_on_others_accounts(self, board: PostingBoard) -> None:
        above = make_member(board.province, Position.HEAD)
        for somebody in (board.stranger, above):
            with pytest.raises(NotYourOffice):
                board.propose(board.account(name=f"xa-{somebody.pk}"), actor=somebody)
        with pytest.raises(NotYourOffice):
            board.propose(board.account(board.neighbour, name="xa-ben"))

    @pytest.mark.parametrize("service", ["facebook", "zalo"])
    def test_keeps_to_the_length_of_the_service(self, board: PostingBoard, service: str) -> None:
        account, most = board.account(service=service), most_for(service)
        with pytest.raises(UnableToPost, match=str(most)):
            board.propose(account, text="a" * (most + 1))
        board.propose(account, text="a" * most)

    def test_is_of_what_is_public_there_alone(self, board: PostingBoard) -> None:
        account = board.account()
        withdraw_story(
            story=board.story, kind=RemovalKind.WITHDRAWN, reason="Sai.", actor=board.head,
            now=timezone.now(),
        )  # fmt: skip
        with pytest.raises(UnableToPost):
            board.propose(account)
        assert not is_still_public(
            subject_key(make_story(board.commune).pk, board.commune.pk), timezone.now()
        )

    def test_is_not_of_a_notice_that_is_over(self, board: PostingBoard) -> None:
        now = timezone.now()
        story = published_story(board.commune, notice=True, ends_at=now)
        place, account = Placement.objects.get(story=story), board.account()
        with pytest.raises(UnableToPost):
            board.propose(account, placement=place, now=now)
        board.propose(account, placement=place, now=now - MINUTE)


class TestApproving:
    def test_is_for_another_person_who_may_publish(self, board: PostingBoard) -> None:
        post = board.propose(board.account(), actor=board.head)
        secretary = make_member(board.commune, Position.SECRETARY)
        for somebody in (board.head, board.editor, secretary, board.stranger):
            with pytest.raises(NotYourOffice):
                approve(post, somebody)
        assert approve(post, make_member(board.commune, Position.DEPUTY)).state == "queued"

    def test_of_a_sensitive_story_is_for_the_head(self, board: PostingBoard) -> None:
        StoryPage.objects.filter(pk=board.story.pk).update(sensitive_subject="land")
        post = board.propose(board.account())
        with pytest.raises(NotYourOffice):
            approve(post, make_member(board.commune, Position.DEPUTY))
        assert approve(post, board.head).state == "queued"

    def test_of_a_sensitive_story_waits_for_the_head_by_its_own_time(
        self, board: PostingBoard
    ) -> None:
        """Not by that of another post about it, nor by that of a text that it no longer says."""
        deputy, now = make_member(board.commune, Position.DEPUTY), timezone.now()
        StoryPage.objects.filter(pk=board.story.pk).update(sensitive_subject="land")
        board.story.refresh_from_db()
        old = board.propose(board.account(), now=now - timedelta(days=20))
        new = board.propose(board.account(service="zalo"), now=now)
        with pytest.raises(NotYourOffice):
            approve(new, deputy)
        change(board.story, title="Tiêm phòng dời ngày")
        with pytest.raises(NotYourOffice):
            approve(old, deputy)
        long_ago = now - timedelta(days=20)
        SocialPost.objects.filter(pk=old.pk).update(state_at=long_ago)
        assert approve(old, deputy).state == "queued"

    def test_asks_for_a_length_that_the_service_takes(self, board: PostingBoard) -> None:
        post = board.propose(board.account(service="zalo"))
        SocialPost.objects.filter(pk=post.pk).update(text="a" * (most_for("zalo") + 1))
        with pytest.raises(UnableToPost):
            approve(post, board.head)

    def test_may_be_delegated(self, board: PostingBoard) -> None:
        secretary = make_member(board.commune, Position.SECRETARY)
        post = board.propose(board.account())
        with pytest.raises(NotYourOffice):
            approve(post, secretary)
        delegate(board.commune, board.head, secretary)
        assert approve(post, secretary).state == "queued"

    def test_asks_whose_portal_a_key_names(self, board: PostingBoard) -> None:
        key, now = subject_key(board.story.pk, board.commune.pk), timezone.now()
        assert may_propose_story_post(board.editor, key, board.commune, now)
        assert not may_propose_story_post(board.stranger, key, board.neighbour, now)
        assert may_approve_story_post(board.head, key, board.commune, now)
        assert not may_approve_story_post(board.stranger, key, board.neighbour, now)

    def test_is_of_what_was_read(self, board: PostingBoard) -> None:
        post = board.propose(board.account())
        with pytest.raises(UnableToPost):
            approve(post, board.head, seen="khac")
        seen = mark_of_post(SocialPost.objects.select_related("of_story").get(pk=post.pk))
        change(board.story, title="Tiêm phòng dời ngày")
        with pytest.raises(UnableToPost):
            approve(post, board.head, seen=seen)
        post.refresh_from_db()
        assert "Tiêm phòng dời ngày" in post.text
        assert approve(post, board.head).state == "queued"

    def test_is_refused_where_the_story_changed_by_another_way(self, board: PostingBoard) -> None:
        post = board.propose(board.account())
        StoryPage.objects.filter(pk=board.story.pk).update(lead="Lời dẫn khác hẳn.")
        with pytest.raises(UnableToPost):
            approve(post, board.head)
        page = reverse("story_posts", args=[board.commune.pk, board.story.pk])
        shown = desk_client(board.head).get(page).content.decode()
        assert "Tin, bài đã khác" in shown
        assert 'value="approve"' not in shown
        assert 'value="refuse"' in shown

    def test_is_refused_of_what_is_public_no_more(self, board: PostingBoard) -> None:
        post = board.propose(board.account())
        Placement.objects.filter(story=board.story).update(
            removed_at=timezone.now(), removal_kind=RemovalKind.EXPIRED
        )
        with pytest.raises(Refusal):
            approve(post, board.head)


class TestFollowing:
    def test_a_withdrawal_takes_posts_down_in_the_same_act(self, board: PostingBoard) -> None:
        waiting = board.propose(board.account())
        there = board.propose(board.account(service="zalo"))
        standing(approve(there, board.head))
        withdraw_story(
            story=board.story, kind=RemovalKind.WITHDRAWN, reason="Sai.", actor=board.head,
            now=timezone.now(),
        )  # fmt: skip
        waiting.refresh_from_db()
        there.refresh_from_db()
        assert (waiting.state, there.state) == ("withdrawn", "withdrawing")

    def test_what_one_portal_takes_down_ends_its_own_posts_alone(self, board: PostingBoard) -> None:
        story = published_story(board.province)
        here, there = republished(story, board.commune), republished(story, board.neighbour)
        own = board.propose(board.account(), placement=here)
        other = board.propose(
            board.account(board.neighbour, name="xa-ben"), placement=there, actor=board.stranger
        )
        take_down(placement=here, reason="Đã cũ.", actor=board.head, now=timezone.now())
        own.refresh_from_db()
        other.refresh_from_db()
        assert (own.state, other.state) == ("withdrawn", "proposed")

    def test_a_change_of_what_a_post_says_rewords_it_by_the_wording(
        self, board: PostingBoard
    ) -> None:
        post = standing(approve(board.propose(board.account()), board.head))
        change(board.story, lead="Mời bà con đến sau 8 giờ.")
        post.refresh_from_db()
        assert post.state == "correcting"
        assert "Mời bà con đến sau 8 giờ." in post.text

    def test_a_story_that_moved_away_takes_posts_down_when_it_ends(
        self, board: PostingBoard
    ) -> None:
        """Until then the old address leads to it. What ends on one portal leaves those on which it stands."""
        post = standing(approve(board.propose(board.account()), board.head))
        now = timezone.now()
        move_origins(sections={board.story.pk: section_of(board.province)}, now=now)
        place = republished(board.story, board.neighbour)
        take_down(placement=place, reason="Đã cũ.", actor=board.stranger, now=now)
        post.refresh_from_db()
        assert post.state == "confirmed"
        withdraw_story(
            story=StoryPage.objects.get(pk=board.story.pk), kind=RemovalKind.WITHDRAWN,
            reason="Sai.", actor=board.head, now=now,
        )  # fmt: skip
        post.refresh_from_db()
        assert post.state == "withdrawing"

    def test_a_change_of_a_story_that_moved_away_takes_its_posts_down(
        self, board: PostingBoard
    ) -> None:
        post = standing(approve(board.propose(board.account()), board.head))
        move_origins(sections={board.story.pk: section_of(board.province)}, now=timezone.now())
        change(StoryPage.objects.get(pk=board.story.pk).specific, title="Tiêm phòng dời ngày")
        post.refresh_from_db()
        assert post.state == "withdrawing"

    def test_a_post_that_finds_no_room_is_taken_down(
        self, board: PostingBoard, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        post = standing(approve(board.propose(board.account()), board.head))
        monkeypatch.setattr("editorial.social_posts.following.most_for", lambda _service: 3)
        change(board.story, title="Tiêm phòng dời ngày")
        post.refresh_from_db()
        assert post.state == "withdrawing"

    def test_a_picture_is_none_of_what_a_post_without_one_shows(
        self, board: PostingBoard, settings, tmp_path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        post = standing(approve(board.propose(board.account()), board.head))
        change(board.story, lead_image=make_image(board.commune), lead_image_alt="Sân")
        post.refresh_from_db()
        assert (post.state, post.text) == ("confirmed", TEXT)

    def test_what_ends_one_post_leaves_that_of_another_account(
        self, board: PostingBoard, settings, tmp_path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        change(board.story, lead_image=make_image(board.commune), lead_image_alt="Sân")
        shows = board.propose(board.account(), with_picture=True)
        other = standing(approve(board.propose(board.account(service="zalo")), board.head))
        change(board.story, lead_image=make_image(board.commune), lead_image_alt="Cổng")
        shows.refresh_from_db()
        other.refresh_from_db()
        assert (shows.state, other.state) == ("withdrawn", "confirmed")

    def test_a_note_of_a_ruling_is_followed(self) -> None:
        assert set_posts_right in publications.note_listeners()

    def test_a_change_that_no_post_shows_leaves_them(self, board: PostingBoard) -> None:
        post = standing(approve(board.propose(board.account()), board.head))
        change(board.story, byline="Mai An")
        post.refresh_from_db()
        assert (post.state, post.text) == ("confirmed", TEXT)

    def test_a_picture_that_the_story_shows_no_more_ends_its_post(
        self, board: PostingBoard, settings, tmp_path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        change(board.story, lead_image=make_image(board.commune), lead_image_alt="Sân")
        kept = board.propose(board.account(), with_picture=True)
        change(board.story, title="Tiêu đề mới")
        kept.refresh_from_db()
        assert kept.state == "proposed"
        change(board.story, lead_image=None)
        kept.refresh_from_db()
        assert kept.state == "withdrawn"

    @pytest.mark.parametrize("act", ["publication", "recall"])
    def test_asks_as_often_for_many_portals_as_for_one(
        self, board: PostingBoard, act: str, settings, tmp_path
    ) -> None:
        settings.MEDIA_ROOT = tmp_path
        picture = {"lead_image": make_image(board.province), "lead_image_alt": "Sân"}
        story = published_story(board.province, **picture)
        asked = []
        for portal, actor in ((board.commune, board.editor), (board.neighbour, board.stranger)):
            board.propose(
                board.account(portal, name=f"xa-{portal.pk}"), placement=republished(story, portal), actor=actor,
                with_picture=True,
            )  # fmt: skip
            standing_on = Placement.objects.standing().filter(story=story)
            places = list(standing_on.values_list("story", "portal"))
            story.title += " mới"
            story.save()
            with CaptureQueriesContext(connection) as queries:
                if act == "publication":
                    set_posts_right(story=story, now=timezone.now())
                else:
                    PostsEnd().ended(places, now=timezone.now())
            asked.append(len(queries))
        # The picture is read of the story once.
        assert asked[1] <= asked[0]


class TestTheInbox:
    def told(self, user: User) -> list[str]:
        items = inbox_of(InboxReader(user, timezone.now()))
        return [item.title for item in items if item.kind == "social-post"]

    def test_tells_whoever_may_approve_and_nobody_else(self, board: PostingBoard) -> None:
        post = board.propose(board.account())
        secretary, deputy = (
            make_member(board.commune, one) for one in (Position.SECRETARY, Position.DEPUTY)
        )
        assert self.told(board.head) == self.told(deputy) == ["Bài trên Facebook: Tiêm phòng"]
        for somebody in (board.editor, secretary, board.stranger):
            assert self.told(somebody) == []
        StoryPage.objects.filter(pk=board.story.pk).update(sensitive_subject="land")
        assert self.told(deputy) == []
        approve(post, board.head)
        assert self.told(board.head) == []

    def test_does_not_tell_who_proposed_it(self, board: PostingBoard) -> None:
        board.propose(board.account(), actor=board.head)
        assert self.told(board.head) == []


class TestThePage:
    def url(self, board: PostingBoard, name: str = "story_posts") -> str:
        return reverse(name, args=[board.commune.pk, board.story.pk])

    def test_shows_each_verified_account_with_the_text_that_would_stand_there(
        self, board: PostingBoard
    ) -> None:
        board.account()
        board.account(service="zalo")
        html = desk_client(board.editor).get(self.url(board)).content.decode()
        assert html.count('class="post-account"') == 2
        assert html.count("Mời bà con đến đúng giờ.") == 4

    def test_shows_before_it_is_proposed_how_it_reads(self, board: PostingBoard) -> None:
        account = board.account()
        typed = {"account": account.pk, "text": "Lời riêng của xã.", "act": "preview"}
        answer = desk_client(board.editor).post(self.url(board, "story_post_propose"), typed)
        assert answer.content.decode().count("Lời riêng của xã.") == 2
        assert not SocialPost.objects.exists()

    def test_is_where_one_proposes_and_another_decides(self, board: PostingBoard) -> None:
        account = board.account()
        propose, decide = (
            self.url(board, name) for name in ("story_post_propose", "story_post_decide")
        )
        typed = {"account": account.pk, "text": TEXT, "act": "propose"}
        assert desk_client(board.editor).post(propose, typed).status_code == 302
        post = SocialPost.objects.select_related("of_story").get()
        own = desk_client(board.editor).get(self.url(board)).content.decode()
        assert 'value="approve"' not in own
        html = desk_client(board.head).get(self.url(board)).content.decode()
        assert 'value="approve"' in html
        seen = mark_of_post(post)
        assert seen in html
        desk_client(board.head).post(decide, {"post": post.pk, "act": "approve", "seen": seen})
        post.refresh_from_db()
        assert (post.state, post.approved_by) == ("queued", board.head)

    @pytest.mark.parametrize("text", ["a" * 7000, "   "])
    def test_keeps_what_was_typed_and_says_what_is_wrong(
        self, board: PostingBoard, text: str
    ) -> None:
        account = board.account()
        for act, status in (("propose", 422), ("preview", 200)):
            typed = {"account": account.pk, "text": text, "act": act}
            answer = desk_client(board.editor).post(self.url(board, "story_post_propose"), typed)
            assert answer.status_code == status
            (one,) = answer.context_data["accounts"]
            assert one.text == text
            assert bool(one.refused) is (act == "propose")

    def test_says_why_nothing_is_proposed(self, board: PostingBoard, settings) -> None:
        account = board.account()
        settings.PORTALS_SOCIAL_POSTING = False
        client = desk_client(board.editor)
        html = client.get(self.url(board)).content.decode()
        assert 'value="propose"' not in html
        assert "post-preview" in html
        typed = {"account": account.pk, "text": TEXT, "act": "propose"}
        answer = client.post(self.url(board, "story_post_propose"), typed)
        assert answer.status_code == 422
        assert not SocialPost.objects.exists()

    def test_is_shut_to_other_boards(self, board: PostingBoard) -> None:
        post = board.propose(board.account())
        above = make_member(board.province, Position.HEAD)
        helper = make_member(board.commune, Position.CONTRIBUTOR)
        for somebody in (board.stranger, above, helper):
            client = desk_client(somebody)
            assert client.get(self.url(board)).status_code == 404
            assert client.post(self.url(board, "story_post_propose"), {}).status_code == 404
            sent = {"post": post.pk, "act": "refuse", "reason": "Lạ."}
            assert client.post(self.url(board, "story_post_decide"), sent).status_code == 404
        post.refresh_from_db()
        assert post.state == "proposed"

    def test_decides_on_posts_of_this_portal_alone(self, board: PostingBoard) -> None:
        story = published_story(board.province)
        here, there = republished(story, board.commune), republished(story, board.neighbour)
        other = board.propose(
            board.account(board.neighbour, name="xa-ben"), placement=there, actor=board.stranger
        )
        url = reverse("story_post_decide", args=[board.commune.pk, here.story_id])
        sent = {"post": other.pk, "act": "refuse", "reason": "Lạ."}
        assert desk_client(board.head).post(url, sent).status_code == 404
        other.refresh_from_db()
        assert other.state == "proposed"
