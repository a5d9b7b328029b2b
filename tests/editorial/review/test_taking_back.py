"""What was decided can be taken back, and what was withdrawn does not come back by itself."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from editorial.enums import RemovalKind
from editorial.models import ArticlePage, Placement
from editorial.placements.actions import move_story, withdraw_story
from editorial.placements.publishing import publish_due
from editorial.review.actions import (
    UnableToApprove,
    UnableToSubmit,
    UnableToUnschedule,
    approve_story,
    submit_story,
    unschedule_story,
)
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, make_story, published_story, section_of
from tests.support.visiting import republished, visit

pytestmark = pytest.mark.django_db


@pytest.fixture
def portal() -> Portal:
    return make_portal("province")


@pytest.fixture
def head(portal: Portal) -> User:
    return make_member(portal, Position.HEAD)


@pytest.fixture
def editor(portal: Portal) -> User:
    return make_member(portal, Position.EDITOR)


def withdraw(story: ArticlePage, head: User) -> int:
    return withdraw_story(
        story=story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=head, now=timezone.now()
    )


class TestAScheduledText:
    @pytest.fixture
    def scheduled(self, portal: Portal, head: User, editor: User) -> ArticlePage:
        story = make_story(portal, author=editor)
        submit_story(story=story, actor=editor, now=timezone.now())
        hour = timezone.now() + timedelta(days=1)
        return approve_story(story=story, actor=head, now=timezone.now(), go_live_at=hour)

    def test_is_a_draft_again_once_taken_back(self, scheduled, head, editor) -> None:
        page = unschedule_story(story=scheduled, actor=head, now=timezone.now())
        assert not page.approved_schedule
        assert publish_due(now=timezone.now() + timedelta(days=2)) == 0
        assert not Placement.objects.exists()
        page.save_revision(user=editor)
        submit_story(story=page, actor=editor, now=timezone.now())
        assert approve_story(story=page, actor=head, now=timezone.now()).live

    def test_is_not_submitted_again_meanwhile(self, scheduled, editor) -> None:
        with pytest.raises(UnableToSubmit):
            submit_story(story=scheduled, actor=editor, now=timezone.now())

    def test_is_taken_back_by_heads_and_deputies_only(self, portal, scheduled, editor) -> None:
        secretary = make_member(portal, Position.SECRETARY)
        stranger = make_member(make_portal("province"), Position.HEAD)
        for person in (editor, secretary, stranger):
            with pytest.raises(NotYourOffice):
                unschedule_story(story=scheduled, actor=person, now=timezone.now())
        assert ArticlePage.objects.get(pk=scheduled.pk).approved_schedule

    def test_is_taken_back_once(self, scheduled, head) -> None:
        unschedule_story(story=scheduled, actor=head, now=timezone.now())
        with pytest.raises(UnableToUnschedule):
            unschedule_story(story=scheduled, actor=head, now=timezone.now())

    def test_is_taken_back_on_the_review_page(self, scheduled, head, client, settings) -> None:
        client.force_login(head)
        host = {"host": settings.PORTALS_ADMIN_HOST}
        shown = client.get(f"/duyet/{scheduled.pk}/", headers=host)
        assert f"/duyet/{scheduled.pk}/huy-hen/" in shown.content.decode()
        client.post(f"/duyet/{scheduled.pk}/huy-hen/", headers=host)
        assert not ArticlePage.objects.get(pk=scheduled.pk).approved_schedule


class TestAWithdrawal:
    def test_ends_a_correction_under_review(self, portal, head, editor) -> None:
        story = published_story(portal, author=editor)
        story.title = "Bản sửa"
        story.save_revision(user=editor)
        submit_story(story=story, actor=editor, now=timezone.now())
        withdraw(story, head)
        with pytest.raises(UnableToApprove):
            approve_story(story=story, actor=head, now=timezone.now())
        assert not ArticlePage.objects.get(pk=story.pk).live

    def test_keeps_the_title_the_public_knew(self, portal, head, editor) -> None:
        other = make_portal("province")
        story = published_story(portal, author=editor, title="Tin đã đăng")
        republished(story, other)
        path = story.public_path()
        withdraw(story, head)
        ArticlePage.objects.filter(pk=story.pk).update(title="Tiêu đề nháp bí mật")
        for place in (portal, other):
            body = visit(place, path).content.decode()
            assert "Tin đã đăng" in body
            assert "bí mật" not in body


class TestAMove:
    def test_finds_a_free_slug_and_keeps_it_through_a_correction(self, portal, head) -> None:
        there = published_story(portal, title="Lịch cắt điện", section="chi-dao")
        story = published_story(portal, title="Lịch cắt điện")
        moved = move_story(
            story=story, section=section_of(portal, "chi-dao"), actor=head, now=timezone.now()
        )
        assert (there.slug, moved.slug) == ("lich-cat-dien", "lich-cat-dien-2")
        moved.get_latest_revision().publish(skip_permission_checks=True)
        assert ArticlePage.objects.get(pk=story.pk).slug == "lich-cat-dien-2"
        assert visit(portal, f"/tin-tuc/lich-cat-dien-{story.pk}/").status_code == 301


class TestOddAddresses:
    @pytest.mark.parametrize(
        "path",
        [
            "/%2Fexample.vn/x",
            "/%2Fexample.vn/x/",
            f"/media/renditions/{'a' * 300}.webp",
            "/media/renditions/a.webp/b.webp",
        ],
    )
    def test_are_not_found(self, portal, path) -> None:
        assert visit(portal, path).status_code == 404
