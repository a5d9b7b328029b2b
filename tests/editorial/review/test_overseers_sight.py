"""What a district is shown of its communes' texts: what was published, and of a draft no title and no reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from editorial.content_scan.actions import ScannedPlace, record
from editorial.content_scan.kinds import Threat, ThreatKind
from editorial.enums import RemovalKind
from editorial.models import Approval, ArticlePage, LaterCheck, PortalDocument
from editorial.placements.actions import withdraw_story
from editorial.review import sampling
from editorial.review.actions import approve_story, submit_story, unschedule_story
from editorial.review.fast_lane import publish_at_once
from editorial.review.later_checks import checks_open_to
from portals.boards.enums import Position
from portals.boards.models import StandingWaiver
from portals.clock import local_date
from portals.inbox.queries import inbox_of
from portals.inbox.reader import InboxReader
from tests.factories import (
    make_document,
    make_member,
    make_portal,
    make_province_tree,
    make_story,
    published_story,
)
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def tree():
    province, district, (commune,) = make_province_tree(1)
    return province, district, commune


@pytest.fixture
def commune(tree):
    return tree[2]


@pytest.fixture
def head(commune):
    return make_member(commune, Position.HEAD)


@pytest.fixture
def above(tree):
    return make_member(tree[1], Position.HEAD)


@pytest.fixture
def strangers(tree):
    """Whoever is nearly above: the head of the province, and that of another district with communes."""
    elsewhere = make_portal("district", overseer=tree[0])
    make_portal(overseer=elsewhere)
    return [make_member(tree[0], Position.HEAD), make_member(elsewhere, Position.HEAD)]


def shown_to(person, view: str, *args: object) -> str:
    return body(desk_client(person).get(reverse(view, args=args))).decode()


def in_inbox_of(person) -> str:
    return " ".join(
        f"{one.title} {one.note}" for one in inbox_of(InboxReader(person, timezone.now()))
    )


def self_approved(commune, head, title: str, go_live_at=None) -> LaterCheck:
    """The first self-approved text of the month, so that it is drawn for certain."""
    today = local_date(timezone.now())
    StandingWaiver.objects.create(
        board=commune.board,
        period=(today - timedelta(1), today + timedelta(9)),
        made_at=timezone.now(),
    )
    story = make_story(commune, author=head, title=title)
    submit_story(story=story, actor=head, now=timezone.now())
    approve_story(story=story, actor=head, now=timezone.now(), go_live_at=go_live_at)
    return LaterCheck.objects.get(approval__page=story.pk)


def redrafted(story, head, title: str) -> None:
    page = ArticlePage.objects.get(pk=story.pk)
    page.title = title
    page.save_revision(user=head)
    if not page.live:
        # As the editor does where nothing of it is public.
        page.save()


def its_hour_comes(check: LaterCheck) -> None:
    revision = check.approval.revision
    revision.content["go_live_at"] = None
    revision.save(update_fields=["content"])
    revision.publish(skip_permission_checks=True)


class TestATextThatWaitsForItsHour:
    def test_is_a_number_to_the_district_until_it_is_public(
        self, commune, head, above, strangers
    ) -> None:
        check = self_approved(commune, head, "Phương án sáp nhập", timezone.now() + HOUR)

        listed = shown_to(above, "later_check_list")
        assert "Phương án sáp nhập" not in listed
        assert "1 bài tự duyệt của cấp dưới đang hẹn giờ đăng" in listed
        assert desk_client(above).get(reverse("later_check", args=[check.pk])).status_code == 404
        assert "Phương án sáp nhập" not in in_inbox_of(above)
        assert checks_open_to(above, timezone.now()) == []
        assert "Phương án sáp nhập" in shown_to(head, "later_check", check.pk)

        its_hour_comes(check)

        assert "Phương án sáp nhập" in shown_to(above, "later_check_list")
        assert "Phương án sáp nhập" in shown_to(above, "later_check", check.pk)
        assert "Phương án sáp nhập" in in_inbox_of(above)
        assert checks_open_to(above, timezone.now()) == [check]
        for stranger in strangers:
            assert "Phương án sáp nhập" not in shown_to(stranger, "later_check_list")
            assert "tự duyệt của cấp dưới" not in shown_to(stranger, "later_check_list")

    def test_does_not_hide_in_the_publication_before_it(
        self, commune, head, above, monkeypatch
    ) -> None:
        """It was public once, under another title; the version with an hour is a draft all the same."""
        monkeypatch.setattr(sampling, "ONE_IN", 1)
        check = self_approved(commune, head, "Lịch họp tuần này")
        story = ArticlePage.objects.get(pk=check.approval.page_id)
        redrafted(story, head, "Lịch họp chưa công bố")
        submit_story(story=story, actor=head, now=timezone.now())
        approve_story(story=story, actor=head, now=timezone.now(), go_live_at=timezone.now() + HOUR)

        shown = shown_to(above, "later_check_list") + shown_to(above, "later_check", check.pk)
        assert "Lịch họp tuần này" in shown
        assert "Lịch họp chưa công bố" not in shown + in_inbox_of(above)
        assert checks_open_to(above, timezone.now()) == [check]
        its_hour_comes(LaterCheck.objects.latest("pk"))
        assert len(checks_open_to(above, timezone.now())) == 2
        assert "Lịch họp chưa công bố" in in_inbox_of(above)

    def test_that_was_taken_back_stays_the_boards_when_another_is_published(
        self, commune, head, above
    ) -> None:
        check = self_approved(commune, head, "Phương án sáp nhập", timezone.now() + HOUR)
        story = ArticlePage.objects.get(pk=check.approval.page_id)
        # A photographed sheet, as of an approval on paper.
        Approval.objects.filter(pk=check.approval_id).update(
            sheet="approval-sheets/a.jpg", recorded_by=head, recorded_at=timezone.now()
        )
        unschedule_story(story=story, actor=head, now=timezone.now())
        assert "hẹn giờ đăng" not in shown_to(above, "later_check_list")
        redrafted(story, head, "Lịch họp")
        submit_story(story=story, actor=head, now=timezone.now())
        approve_story(story=story, actor=head, now=timezone.now())

        listed = shown_to(above, "later_check_list")
        assert "Phương án sáp nhập" not in listed + in_inbox_of(above)
        for view, key in (("later_check", check.pk), ("approval_sheet", check.approval_id)):
            assert desk_client(above).get(reverse(view, args=[key])).status_code == 404
        # Whoever takes an approval back does not draw again: the text that did come is checked in its place.
        [drawn] = checks_open_to(above, timezone.now())
        assert drawn.approval.revision.object_str == "Lịch họp"

    def test_that_ended_with_a_withdrawal_stays_the_boards(
        self, commune, head, above, monkeypatch
    ) -> None:
        monkeypatch.setattr(sampling, "ONE_IN", 1)
        story = ArticlePage.objects.get(
            pk=self_approved(commune, head, "Lịch họp tuần này").approval.page_id
        )
        redrafted(story, head, "Phương án sáp nhập")
        submit_story(story=story, actor=head, now=timezone.now())
        approve_story(story=story, actor=head, now=timezone.now(), go_live_at=timezone.now() + HOUR)
        withdraw_story(
            story=story, kind=RemovalKind.IN_ERROR, reason="Sai", actor=head, now=timezone.now()
        )
        redrafted(story, head, "Lịch họp mới")
        submit_story(story=story, actor=head, now=timezone.now())
        approve_story(story=story, actor=head, now=timezone.now())

        assert "Phương án sáp nhập" not in shown_to(above, "later_check_list")
        found = {
            check.approval.revision.object_str for check in checks_open_to(above, timezone.now())
        }
        assert found == {"Lịch họp tuần này", "Lịch họp mới"}


class TestAPublishedText:
    @pytest.fixture
    def check(self, commune, head) -> LaterCheck:
        story = make_story(commune, author=head, title="Vỡ đê tại xã")
        return publish_at_once(
            story=story, reason="Báo động ba.", actor=head, now=timezone.now() - 25 * HOUR
        )

    def test_is_shown_with_its_reason(self, check, above) -> None:
        assert check in checks_open_to(above, timezone.now())
        listed = shown_to(above, "later_check_list")
        assert "Vỡ đê tại xã" in listed
        assert "Báo động ba." in listed

    def test_does_not_show_what_the_board_writes_next(self, check, head, above) -> None:
        redrafted(check.approval.page, head, "Bản sửa chưa duyệt")

        for shown in (
            shown_to(above, "later_check_list"),
            shown_to(above, "later_check", check.pk),
            in_inbox_of(above),
        ):
            assert "Vỡ đê tại xã" in shown
            assert "Bản sửa chưa duyệt" not in shown

    def test_keeps_its_title_once_it_is_withdrawn_and_written_anew(
        self, check, head, above
    ) -> None:
        ArticlePage.objects.get(pk=check.approval.page_id).unpublish()
        redrafted(check.approval.page, head, "Bản viết lại")

        shown = shown_to(above, "later_check_list") + shown_to(above, "later_check", check.pk)
        assert "Vỡ đê tại xã" in shown
        assert "Bản viết lại" not in shown


class TestAFinding:
    def found(self, portal, **place: int) -> None:
        threats = [Threat(ThreatKind.VIRUS, "Eicar", "file")]
        record(found={ScannedPlace(portal.pk, **place): threats}, now=timezone.now())

    def test_in_a_file_of_a_draft_is_told_above_without_its_title(
        self, commune, head, above, strangers
    ) -> None:
        document = make_document(commune, name="a.pdf")
        PortalDocument.objects.filter(pk=document.pk).update(title="Danh sách kỷ luật dự kiến")
        self.found(commune, document_id=document.pk)

        told = shown_to(above, "suspicions")
        assert "Eicar" in told
        assert commune.name in told
        assert "một tệp chưa công khai" in told
        assert "Danh sách kỷ luật" not in told
        assert "Danh sách kỷ luật" in shown_to(head, "suspicions")
        for stranger in strangers:
            assert "Eicar" not in shown_to(stranger, "suspicions")

    def test_in_a_public_file_is_told_above_with_its_title(self, commune, above) -> None:
        document = make_document(commune, name="a.pdf")
        PortalDocument.objects.filter(pk=document.pk).update(title="Lịch tiêm chủng")
        published_story(commune, body=[("file", {"document": document, "title": ""})])
        self.found(commune, document_id=document.pk)

        assert "Lịch tiêm chủng" in shown_to(above, "suspicions")

    def test_in_a_text_taken_off_and_written_anew_is_told_above_without_its_title(
        self, commune, head, above
    ) -> None:
        story = published_story(commune, title="Tin đã đăng")
        self.found(commune, page_id=story.pk)
        assert "Tin đã đăng" in shown_to(above, "suspicions")

        story.unpublish()
        redrafted(story, head, "Bản viết lại")

        told = shown_to(above, "suspicions")
        assert "Eicar" in told
        assert "một bài chưa công khai" in told
        assert "Bản viết lại" not in told
        assert "Bản viết lại" in shown_to(head, "suspicions")
