"""What leaves the common way of review: the fast lane, self-approval, paper; and the checks that follow."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone
from PIL import Image
from wagtail.models import PageLogEntry, Revision

from editorial.enums import ApprovalGround, CheckKind, CheckVerdict, RemovalKind
from editorial.models import Approval, ArticlePage, LaterCheck, StoryWithdrawal
from editorial.review.actions import UnableToApprove, approve_story, submit_story
from editorial.review.deadlines import sample_due
from editorial.review.fast_lane import UnableToPublishAtOnce, publish_at_once
from editorial.review.paper import UnableToRecordPaper, record_paper_approval
from editorial.review.sampling import ONE_IN, is_drawn
from editorial.review.settling import UnableToCheck, settle_check
from editorial.review.waiting import WaitingStep, waiting_for
from editorial.revision_token import revision_mark
from portals.boards.enums import Position
from portals.boards.models import StandingWaiver, User
from portals.calendar.models import CalendarDay
from portals.clock import local_date
from portals.refusals import NotYourOffice
from portals.uploads import UploadRefused
from tests.factories import make_member, make_portal, make_story
from tests.support.inboxes import in_inbox
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db


@pytest.fixture
def overseer():
    return make_portal("district")


@pytest.fixture
def portal(overseer):
    return make_portal(overseer=overseer)


@pytest.fixture
def head(portal):
    return make_member(portal, Position.HEAD)


@pytest.fixture
def above(overseer):
    return make_member(overseer, Position.HEAD)


def photo(kind: str = "JPEG", name: str = "to-trinh.jpg") -> SimpleUploadedFile:
    data = BytesIO()
    Image.new("RGB", (60, 80), "white").save(data, kind)
    return SimpleUploadedFile(name, data.getvalue())


def waived(portal) -> StandingWaiver:
    today = timezone.localdate()
    return StandingWaiver.objects.create(
        board=portal.board, period=(today, today + timedelta(days=90)), made_at=timezone.now()
    )


def self_approved(portal, head, **fields: object) -> Approval:
    story = make_story(portal, author=head, **fields)
    submit_story(story=story, actor=head, now=timezone.now())
    approve_story(story=story, actor=head, now=timezone.now())
    return Approval.objects.get(page=story.pk)


class TestTheFastLane:
    def test_publishes_ones_own_text_and_asks_somebody_else_within_a_day(
        self, portal, head
    ) -> None:
        deputy = make_member(portal, Position.DEPUTY)
        story = make_story(portal, author=head, title="Cảnh báo vỡ đê")
        now = timezone.now()

        check = publish_at_once(story=story, reason="Nước lên nhanh.", actor=head, now=now)

        assert ArticlePage.objects.get(pk=story.pk).live
        assert check.due_at == now + timedelta(hours=24)
        assert check.approval.ground == ApprovalGround.FAST_LANE
        waiting = waiting_for(deputy, now)
        assert [one.step for one in waiting] == [WaitingStep.FAST_LANE_CHECK]
        assert waiting[0].check_id == check.pk
        assert waiting_for(head, now) == []

    def test_is_for_head_deputies_and_secretary(self, portal) -> None:
        editor = make_member(portal, Position.EDITOR)
        story = make_story(portal, author=editor)

        with pytest.raises(NotYourOffice):
            publish_at_once(story=story, reason="Gấp.", actor=editor, now=timezone.now())

    def test_takes_a_reason(self, portal, head) -> None:
        with pytest.raises(UnableToPublishAtOnce):
            publish_at_once(
                story=make_story(portal, author=head), reason=" ", actor=head, now=timezone.now()
            )

    def test_is_checked_by_the_overseer_where_nobody_else_decides(
        self, portal, head, above
    ) -> None:
        story = make_story(portal, author=head)
        publish_at_once(story=story, reason="Bão.", actor=head, now=timezone.now())

        assert [one.step for one in waiting_for(above, timezone.now())] == [
            WaitingStep.FAST_LANE_CHECK
        ]

    def test_is_told_again_and_to_the_portal_above_once_its_check_is_overdue(
        self, portal, head, above
    ) -> None:
        deputy = make_member(portal, Position.DEPUTY)
        now = timezone.now()
        check = publish_at_once(
            story=make_story(portal, author=head), reason="Bão.", actor=head, now=now
        )
        late = now + timedelta(hours=25)

        def told(person: User, at: datetime) -> list[str]:
            return [item.key for item in in_inbox(person, "later-check", now=at)]

        assert told(deputy, now) == [str(check.pk)]
        assert told(above, now) == []
        assert told(deputy, late) == told(above, late) == [f"{check.pk}-overdue"]

    def test_ends_a_review_under_way(self, portal, head) -> None:
        story = make_story(portal, author=head)
        submit_story(story=story, actor=head, now=timezone.now())

        publish_at_once(story=story, reason="Bão.", actor=head, now=timezone.now())

        with pytest.raises(UnableToApprove):
            approve_story(story=story, actor=head, now=timezone.now())


class TestTheCheck:
    @pytest.fixture
    def deputy(self, portal):
        return make_member(portal, Position.DEPUTY)

    @pytest.fixture
    def check(self, portal, head, deputy):
        story = make_story(portal, author=head)
        return publish_at_once(story=story, reason="Bão.", actor=head, now=timezone.now())

    def settle(self, check, actor, verdict=CheckVerdict.PASSED, reason="") -> LaterCheck:
        return settle_check(
            check=check, verdict=verdict, reason=reason, actor=actor, now=timezone.now()
        )

    def test_passes(self, check, deputy) -> None:
        assert self.settle(check, deputy).checked_by == deputy
        with pytest.raises(UnableToCheck):
            self.settle(check, deputy)

    def test_withdraws(self, check, deputy) -> None:
        self.settle(check, deputy, CheckVerdict.WITHDRAWN, "Tin sai.")

        assert not check.approval.page.specific_class.objects.get(pk=check.approval.page_id).live
        assert StoryWithdrawal.objects.get().kind == RemovalKind.IN_ERROR
        with pytest.raises(UnableToCheck):
            self.settle(check, deputy, CheckVerdict.PASSED)

    def test_is_never_ones_own(self, check, head) -> None:
        with pytest.raises(NotYourOffice):
            self.settle(check, head)
        with pytest.raises(IntegrityError), transaction.atomic():
            LaterCheck.objects.filter(pk=check.pk).update(
                verdict="passed", checked_by=head, checked_at=timezone.now()
            )

    def test_takes_a_reason_for_a_fault(self, check, deputy) -> None:
        with pytest.raises(UnableToCheck):
            self.settle(check, deputy, CheckVerdict.WITHDRAWN)

    def test_is_done_on_the_desk_and_named_when_overdue(self, check, deputy) -> None:
        LaterCheck.objects.filter(pk=check.pk).update(
            opened_at=timezone.now() - timedelta(days=2),
            due_at=timezone.now() - timedelta(days=1),
        )
        client = desk_client(deputy)
        shown = body(client.get(reverse("later_check_list"))).decode()
        assert check.approval.page.title in shown
        assert "Quá hạn" in shown

        client.post(reverse("later_check", args=[check.pk]), {"verdict": "passed"})

        check.refresh_from_db()
        assert check.verdict == CheckVerdict.PASSED


class TestSelfApproval:
    def test_takes_a_standing_waiver(self, portal, head) -> None:
        with pytest.raises(NotYourOffice):
            self_approved(portal, head)

    def test_is_marked_and_its_first_of_the_month_is_drawn(self, portal, head, above) -> None:
        waived(portal)

        approval = self_approved(portal, head)

        assert approval.ground == ApprovalGround.WAIVER
        assert approval.check_afterwards.kind == CheckKind.SAMPLE
        assert [one.step for one in waiting_for(above, timezone.now())] == [
            WaitingStep.SAMPLE_CHECK
        ]
        assert PageLogEntry.objects.get(action="editorial.approve").data["basis"] == "waiver"
        page = body(desk_client(head).get(reverse("story_review", args=[approval.page_id])))
        assert "Tự duyệt" in page.decode()

    def test_draws_the_others_by_a_draw_that_comes_out_the_same(self, portal, head) -> None:
        waived(portal)
        approvals = [self_approved(portal, head) for _number in range(6)]

        drawn = {approval.pk for approval in approvals if is_drawn(approval)}
        checked = set(LaterCheck.objects.values_list("approval", flat=True))

        assert checked == drawn | {approvals[0].pk}
        share = sum(is_drawn(Approval(pk=number)) for number in range(2000)) / 2000
        assert abs(share - 1 / ONE_IN) < 0.05

    def test_ends_with_the_waiver(self, portal, head) -> None:
        waiver = waived(portal)
        StandingWaiver.objects.filter(pk=waiver.pk).update(ended_at=timezone.now())

        with pytest.raises(NotYourOffice):
            self_approved(portal, head)

    def test_is_judged_by_the_overseer_alone(self, portal, head, above) -> None:
        waived(portal)
        deputy = make_member(portal, Position.DEPUTY)
        check = self_approved(portal, head).check_afterwards

        with pytest.raises(NotYourOffice):
            settle_check(
                check=check,
                verdict=CheckVerdict.PASSED,
                reason="",
                actor=deputy,
                now=timezone.now(),
            )
        settled = settle_check(
            check=check,
            verdict=CheckVerdict.FAULTED,
            reason="Thiếu nguồn.",
            actor=above,
            now=timezone.now(),
        )
        assert settled.reason == "Thiếu nguồn."
        assert ArticlePage.objects.get(pk=check.approval.page_id).live


class TestPaper:
    @pytest.fixture
    def secretary(self, portal):
        return make_member(portal, Position.SECRETARY)

    @pytest.fixture
    def story(self, portal, secretary):
        story = make_story(portal, author=secretary)
        submit_story(story=story, actor=secretary, now=timezone.now())
        Revision.objects.for_instance(story).update(created_at=datetime(2026, 1, 1, tzinfo=UTC))
        return story

    def record(self, story, head, secretary, **options: object) -> Approval:
        now = timezone.now()
        given = {"signed_at": now - timedelta(hours=1), "sheet": photo(), **options}
        return record_paper_approval(story=story, approver=head, actor=secretary, now=now, **given)

    def test_publishes_and_shows_as_such(self, story, head, secretary, above) -> None:
        approval = self.record(story, head, secretary)

        assert ArticlePage.objects.get(pk=story.pk).live
        assert (approval.approver, approval.recorded_by) == (head, secretary)
        entry = PageLogEntry.objects.get(action="editorial.approve")
        assert entry.data["on_paper"] is True
        address = reverse("approval_sheet", args=[approval.pk])
        assert (
            address
            in body(desk_client(secretary).get(reverse("story_review", args=[story.pk]))).decode()
        )
        for reader in (secretary, above):
            assert desk_client(reader).get(address)["Content-Type"] == "image/jpeg"
        stranger = make_member(make_portal(), Position.HEAD)
        assert desk_client(stranger).get(address).status_code == 404

    def test_is_not_served_to_the_public(self, story, head, secretary, portal, client) -> None:
        approval = self.record(story, head, secretary)
        host = {"host": portal.site.hostname}

        assert client.get(f"/media/{approval.sheet.name}", headers=host).status_code == 404

    def test_takes_a_photo(self, story, head, secretary) -> None:
        for sheet in (
            SimpleUploadedFile("a.jpg", b"<script>alert(1)</script>"),
            photo("GIF", "a.jpg"),
        ):
            with pytest.raises(UploadRefused):
                self.record(story, head, secretary, sheet=sheet)

    def test_takes_a_signer_who_could_approve(self, portal, story, secretary) -> None:
        editor = make_member(portal, Position.EDITOR)
        with pytest.raises(UnableToApprove):
            self.record(story, editor, secretary)

    def test_takes_an_hour_that_has_been(self, story, head, secretary) -> None:
        with pytest.raises(UnableToRecordPaper):
            self.record(story, head, secretary, signed_at=timezone.now() + timedelta(hours=1))

    def test_takes_a_sheet_that_was_signed_for_this_very_text(self, story, head, secretary) -> None:
        signed_at = timezone.now() - timedelta(hours=1)
        story.title = "Tin đã sửa sau khi ký"
        story.save_revision(user=secretary)
        with pytest.raises(UnableToRecordPaper):
            self.record(story, head, secretary, signed_at=signed_at)
        assert not ArticlePage.objects.get(pk=story.pk).live
        self.record(story, head, secretary, signed_at=timezone.now())
        assert ArticlePage.objects.get(pk=story.pk).live

    def test_is_recorded_on_the_desk(self, story, head, secretary) -> None:
        client = desk_client(secretary)
        address = reverse("story_paper", args=[story.pk])
        assert client.get(address).status_code == 200

        form = {
            "approver": head.pk,
            "signed_at": "2026-01-05T08:30",
            "sheet": photo(),
            "mark": revision_mark(story.get_latest_revision()),
        }
        client.post(address, form)

        assert Approval.objects.get().on_paper


class TestTheDeadlineOfASample:
    @pytest.mark.parametrize(
        ("off", "due"), [([], "2026-12-02"), ([date(2026, 11, 30)], "2026-12-03")]
    )
    def test_leaves_out_the_weekend_and_days_off(self, off, due) -> None:
        for day in off:
            CalendarDay.objects.create(day=day, kind=CalendarDay.Kind.OFF, name="Nghỉ bù")
        friday = datetime(2026, 11, 27, 3, tzinfo=UTC)

        assert local_date(sample_due(friday)).isoformat() == due


@pytest.mark.django_db(transaction=True)
class TestTwoCheckersAtOnce:
    def test_give_one_verdict(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        checkers = [make_member(portal, Position.DEPUTY) for _number in range(2)]
        check = publish_at_once(
            story=make_story(portal, author=head), reason="Bão.", actor=head, now=timezone.now()
        )
        outcomes: list[str] = []
        start = threading.Barrier(2)

        def settle(checker, verdict) -> None:
            try:
                start.wait()
                settle_check(
                    check=check, verdict=verdict, reason="Sai.", actor=checker, now=timezone.now()
                )
                outcomes.append(verdict)
            except (UnableToCheck, NotYourOffice):
                outcomes.append("too late")
            finally:
                connection.close()

        verdicts = (CheckVerdict.PASSED, CheckVerdict.WITHDRAWN)
        threads = [
            threading.Thread(target=settle, args=pair)
            for pair in zip(checkers, verdicts, strict=True)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert outcomes.count("too late") == 1
        check.refresh_from_db()
        assert check.verdict in outcomes
