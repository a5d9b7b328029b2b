"""What readers missed: taken from anybody, read by the portal's own board alone, and deleted after its term."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from editorial.enums import RemovalKind
from editorial.models import Placement, UsefulnessCount
from editorial.placements.actions import take_down, withdraw_story
from editorial.remarks import actions
from editorial.remarks.actions import (
    KEPT,
    RemarkRefused,
    forget_remarks,
    leave_remark,
    note_read,
)
from editorial.remarks.inbox import RemarksToRead
from editorial.remarks.jobs import forget_old_remarks
from editorial.remarks.models import LONGEST_REMARK, ReaderRemark
from portals.boards.enums import Position
from portals.database.cloned import left_out
from portals.database.rights import secrets
from portals.form_guard import GuardOutcome, GuardReason, GuardVerdict
from portals.inbox.items import InboxUrgency
from portals.inbox.queries import items_of
from portals.inbox.reader import InboxReader
from portals.jobs.schedules import schedules
from portals.refusals import NotYourOffice
from tests.factories import make_member, make_portal, make_province_tree, published_story
from tests.support.visiting import republished, visit
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db

SAID = "Không thấy giờ làm việc. Gọi tôi 0912 345 678."
NOW = datetime(2026, 11, 25, 2, 30, tzinfo=UTC)


def left(story, portal=None, *, text: str = SAID, now: datetime = NOW, doubtful: bool = False):
    standing = Placement.objects.standing().filter(story=story)
    placement = standing.get(portal=portal) if portal else standing.get()
    return leave_remark(placement=placement, text=text, doubtful=doubtful, now=now)


def sent(portal, story, text: str = SAID, **headers: str):
    return Client(enforce_csrf_checks=True).post(
        f"/huu-ich/{story.pk}/thieu-gi/",
        {"text": text},
        headers={"host": portal.site.hostname, **headers},
    )


class TestThePageAfterNotUseful:
    def test_follows_on_no_and_not_on_yes(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        client = Client(headers={"host": portal.site.hostname})

        answers = [
            client.post(f"/huu-ich/{story.pk}/", {"tra-loi": answer}) for answer in ("khong", "co")
        ]

        assert [one.status_code for one in answers] == [303, 303]
        assert answers[0]["Location"] == f"/huu-ich/{story.pk}/thieu-gi/"
        assert answers[1]["Location"] == f"{story.public_path()}#da-ghi-nhan"
        assert UsefulnessCount.objects.count() == 2

    def test_asks_for_words_alone_and_is_kept_by_nobody(self) -> None:
        portal = make_portal()
        story = published_story(portal, title="Lịch tiêm chủng")
        response = visit(portal, f"/huu-ich/{story.pk}/thieu-gi/")
        html = response.content.decode()
        assert response["Cache-Control"] == "no-store"
        assert 'content="noindex' in html
        assert "Lịch tiêm chủng" in html
        assert story.public_path() in html
        assert 'name="text"' in html
        assert f'maxlength="{LONGEST_REMARK}"' in html
        assert "data-visit" not in html
        for asked in ('name="email"', 'name="phone"', 'name="name"', "csrf"):
            assert asked not in html

    def test_takes_what_is_written_and_leads_back(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        response = sent(portal, story, "  Thiếu mẫu đơn.\x0b\r\nThiếu lệ phí.  ")
        assert response.status_code == 303
        assert response["Location"] == f"{story.public_path()}#da-gui-loi"
        assert not response.cookies
        remark = ReaderRemark.objects.get()
        assert (remark.portal, remark.story_id) == (portal, story.pk)
        assert remark.text.split() == ["Thiếu", "mẫu", "đơn.", "Thiếu", "lệ", "phí."]
        assert remark.text == remark.text.strip()
        # Nobody solved a task: it is taken all the same, with a mark.
        assert remark.doubtful
        assert remark.read_at is None

    def test_is_about_the_story_on_that_portal(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        story = published_story(province)
        republished(story, commune)
        sent(commune, story)
        assert ReaderRemark.objects.get().portal == commune

    def test_is_not_there_about_what_does_not_stand_there(self) -> None:
        portal = make_portal()
        withdrawn = published_story(portal)
        withdraw_story(
            story=withdrawn,
            kind=RemovalKind.IN_ERROR,
            reason="Sai.",
            actor=make_member(portal, Position.HEAD),
            now=timezone.now(),
        )
        for story in (withdrawn, published_story(make_portal())):
            assert visit(portal, f"/huu-ich/{story.pk}/thieu-gi/").status_code == 404
            assert sent(portal, story).status_code == 404
        assert not ReaderRemark.objects.exists()

    def test_is_not_there_about_what_was_taken_down_there_alone(self) -> None:
        province, _district, (commune, _other) = make_province_tree()
        story = published_story(province)
        take_down(
            placement=republished(story, commune),
            reason="Không hợp địa bàn.",
            actor=make_member(commune, Position.HEAD),
            now=timezone.now(),
        )
        assert visit(commune, f"/huu-ich/{story.pk}/thieu-gi/").status_code == 404
        assert sent(commune, story).status_code == 404
        assert sent(province, story).status_code == 303

    @pytest.mark.parametrize("text", ["", "   ", "x" * (LONGEST_REMARK + 1)])
    def test_says_what_is_wrong_and_keeps_what_was_typed(self, text) -> None:
        portal = make_portal()
        response = sent(portal, published_story(portal), text)
        assert response.status_code == 422
        assert response["Cache-Control"] == "no-store"
        assert 'role="alert"' in response.content.decode()
        assert text.strip() in response.content.decode()
        assert not ReaderRemark.objects.exists()

    def test_counts_the_end_of_a_line_once_though_browsers_send_two_signs(self) -> None:
        portal = make_portal()
        lines = "\r\n".join(["mất nước"] * ((LONGEST_REMARK + 1) // 9))
        assert len(lines) > LONGEST_REMARK
        assert sent(portal, published_story(portal), lines).status_code == 303
        assert "\r" not in ReaderRemark.objects.get().text

    def test_refuses_what_the_guard_refuses(self, monkeypatch) -> None:
        verdict = GuardVerdict(
            GuardOutcome.REFUSED, (GuardReason.SAME_TEXT,), timezone.now() + timedelta(hours=1)
        )
        monkeypatch.setattr(
            "portals.form_guard.guard.FormGuard.judge", lambda *_args, **_named: verdict
        )
        portal = make_portal()
        response = sent(portal, published_story(portal))
        assert response.status_code == 429
        assert int(response["Retry-After"]) > 0
        assert SAID in response.content.decode()
        assert not ReaderRemark.objects.exists()

    def test_marks_nothing_that_passed(self, monkeypatch) -> None:
        monkeypatch.setattr(
            "portals.form_guard.guard.FormGuard.judge",
            lambda *_args, **_named: GuardVerdict(GuardOutcome.PASSED),
        )
        portal = make_portal()
        sent(portal, published_story(portal))
        assert not ReaderRemark.objects.get().doubtful

    def test_takes_the_same_words_only_so_often(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        text = "Trang này không ghi giờ làm việc của bộ phận một cửa, tôi phải gọi điện mấy lần mới biết được."
        statuses = [sent(portal, story, text).status_code for _number in range(12)]
        assert statuses[0] == 303
        assert statuses[-1] == 429
        assert ReaderRemark.objects.count() < 12

    def test_takes_of_one_portal_as_much_as_can_be_read(self, monkeypatch) -> None:
        monkeypatch.setattr(actions, "MOST_A_DAY", 2)
        portal, other = make_portal(), make_portal()
        story = published_story(portal)
        left(story, now=NOW - timedelta(days=1))
        left(story, now=NOW - timedelta(days=1) + timedelta(seconds=1))
        left(story)
        with pytest.raises(RemarkRefused):
            left(story)
        left(published_story(other))
        assert ReaderRemark.objects.count() == 4

    def test_takes_little_of_programs_and_leaves_readers_their_share(self, monkeypatch) -> None:
        monkeypatch.setattr(actions, "MOST_DOUBTFUL_A_DAY", 1)
        story = published_story(make_portal())
        left(story, doubtful=True)
        with pytest.raises(RemarkRefused):
            left(story, doubtful=True)
        for _number in range(2):
            left(story)
        assert ReaderRemark.objects.filter(doubtful=False).count() == 2


class TestTheWords:
    @pytest.mark.parametrize("text", ["", " \x00 ", "x" * (LONGEST_REMARK + 1)])
    def test_are_some_and_few(self, text) -> None:
        with pytest.raises(RemarkRefused):
            left(published_story(make_portal()), text=text)
        left(published_story(make_portal()), text="x" * LONGEST_REMARK)

    def test_are_sealed_in_the_database_and_in_no_clone(self) -> None:
        left(published_story(make_portal()))
        with connection.cursor() as cursor:
            cursor.execute("SELECT row_to_json(one)::text FROM remarks_readerremark AS one")
            assert "0912" not in cursor.fetchone()[0]
        assert "remarks_readerremark" in left_out()
        assert {"key", "text"} <= secrets()["remarks_readerremark"]

    def test_end_with_their_term_read_or_not(self) -> None:
        portal = make_portal()
        story, head = published_story(portal), make_member(portal, Position.HEAD)
        _old, read = left(story), left(story)
        kept = left(story, now=NOW + timedelta(seconds=1))
        note_read(portal=portal, remarks=[read.pk], actor=head, now=NOW)
        assert forget_remarks(now=NOW + KEPT) == 0
        assert forget_remarks(now=NOW + KEPT + timedelta(seconds=1)) == 2
        assert list(ReaderRemark.objects.all()) == [kept]
        assert forget_old_remarks in {one.job for one in schedules()}

    def test_past_their_term_are_shown_to_nobody_before_they_are_deleted(self) -> None:
        portal = make_portal()
        left(published_story(portal), now=timezone.now() - KEPT - timedelta(minutes=1))
        client = desk_client(make_member(portal, Position.HEAD))
        page = body(client.get(reverse("reader_remarks", args=[portal.pk]))).decode()
        assert "0912 345 678" not in page

    def test_stand_on_no_public_page(self) -> None:
        portal = make_portal()
        story = published_story(portal)
        left(story, now=timezone.now())
        for path in (story.public_path(), f"/huu-ich/{story.pk}/thieu-gi/", "/"):
            assert "0912" not in visit(portal, path).content.decode()


class TestTheBoard:
    def test_reads_them_beside_the_page_that_they_are_about(self) -> None:
        portal = make_portal()
        story = published_story(portal, title="Lịch tiêm chủng")
        left(story, now=timezone.now(), doubtful=True)
        client = desk_client(make_member(portal, Position.EDITOR))
        page = body(client.get(reverse("reader_remarks", args=[portal.pk]))).decode()
        assert SAID in page
        assert "Lịch tiêm chủng" in page
        assert story.public_path() in page
        assert _("perhaps sent by a program") in page

    def test_reads_what_markup_says_as_text(self) -> None:
        portal = make_portal()
        left(published_story(portal), text="<b>đậm</b>", now=timezone.now())
        client = desk_client(make_member(portal, Position.EDITOR))
        page = body(client.get(reverse("reader_remarks", args=[portal.pk]))).decode()
        assert "&lt;b&gt;đậm&lt;/b&gt;" in page

    def test_is_that_of_the_portal_and_no_other(self) -> None:
        province, district, (commune, neighbour) = make_province_tree()
        story = published_story(province)
        republished(story, commune)
        left(story, commune, now=timezone.now())
        for portal, position in (
            *((above, Position.HEAD) for above in (province, district, neighbour)),
            (province, Position.SECRETARY),
        ):
            client = desk_client(make_member(portal, position))
            assert client.get(reverse("reader_remarks", args=[commune.pk])).status_code == 404
            address = reverse("remarks_read", args=[commune.pk])
            assert client.post(address, {"loi": ReaderRemark.objects.get().pk}).status_code == 404
            own = body(client.get(reverse("reader_remarks", args=[portal.pk]))).decode()
            assert "0912" not in own
        assert ReaderRemark.objects.get().read_at is None

    def test_settles_its_own_by_having_read_them(self) -> None:
        portal, other = make_portal(), make_portal()
        story = published_story(portal)
        one, two, theirs = left(story), left(story), left(published_story(other))
        editor = make_member(portal, Position.EDITOR)
        client = desk_client(editor)
        response = client.post(
            reverse("remarks_read", args=[portal.pk]), {"loi": [one.pk, theirs.pk, "x"]}
        )
        assert response["Location"] == reverse("reader_remarks", args=[portal.pk])
        read = dict(ReaderRemark.objects.values_list("pk", "read_by"))
        assert read == {one.pk: editor.pk, two.pk: None, theirs.pk: None}
        logged = ModelLogEntry.objects.get(action="remarks.note_read")
        assert (logged.user, logged.data) == (editor, {"count": 1})

    def test_keeps_who_read_it_first(self) -> None:
        portal = make_portal()
        remark = left(published_story(portal))
        first, second = (make_member(portal, Position.EDITOR) for _number in range(2))
        for settled, actor in ((1, first), (0, second)):
            later = NOW + timedelta(hours=1)
            assert note_read(portal=portal, remarks=[remark.pk], actor=actor, now=later) == settled
        remark.refresh_from_db()
        assert remark.read_by == first
        assert ModelLogEntry.objects.filter(action="remarks.note_read").count() == 1

    def test_leaves_settling_to_its_editors(self) -> None:
        portal = make_portal()
        remark = left(published_story(portal), now=timezone.now())
        contributor = make_member(portal, Position.CONTRIBUTOR)
        with pytest.raises(NotYourOffice):
            note_read(portal=portal, remarks=[remark.pk], actor=contributor, now=NOW)
        stranger = make_member(make_portal(), Position.HEAD)
        with pytest.raises(NotYourOffice):
            note_read(portal=portal, remarks=[remark.pk], actor=stranger, now=NOW)
        page = desk_client(contributor).get(reverse("reader_remarks", args=[portal.pk]))
        assert reverse("remarks_read", args=[portal.pk]) not in body(page).decode()

    def test_has_what_is_unread_first(self) -> None:
        portal = make_portal()
        story, head = published_story(portal), make_member(portal, Position.HEAD)
        now = timezone.now()
        for age, text in ((3, "lời cổ"), (2, "lời giữa"), (1, "lời mới")):
            left(story, text=text, now=now - timedelta(days=age))
        newest = ReaderRemark.objects.latest("left_at")
        note_read(portal=portal, remarks=[newest.pk], actor=head, now=now)
        page = body(desk_client(head).get(reverse("reader_remarks", args=[portal.pk]))).decode()
        assert page.index("lời giữa") < page.index("lời cổ") < page.index("lời mới")

    def test_asks_as_often_for_many_as_for_one(self) -> None:
        portal = make_portal()
        client = desk_client(make_member(portal, Position.HEAD))
        address = reverse("reader_remarks", args=[portal.pk])
        asked = []
        for many in (1, 6):
            for _number in range(many):
                left(published_story(portal), now=timezone.now())
            client.get(address)
            with CaptureQueriesContext(connection) as queries:
                client.get(address)
            asked.append(len(queries))
        assert asked[0] == asked[1]


class TestTheInbox:
    def items(self, user, now: datetime = NOW):
        return items_of(InboxReader(user, now), [RemarksToRead()])

    def test_has_one_line_a_portal_without_a_word_of_what_was_written(self) -> None:
        portal, other = make_portal(), make_portal()
        story = published_story(portal)
        remarks = [left(story), left(story), left(published_story(portal))]
        left(published_story(other))
        head = make_member(portal, Position.HEAD)

        [line] = self.items(head)

        assert (line.portal, line.urgency) == (portal, InboxUrgency.UNHURRIED)
        assert line.url == reverse("reader_remarks", args=[portal.pk])
        assert "3" in line.title
        assert "2" in line.note
        assert "0912" not in f"{line}"
        assert line.since == NOW
        note_read(portal=portal, remarks=[one.pk for one in remarks], actor=head, now=NOW)
        assert self.items(head) == []

    def test_tells_editors_and_no_contributor(self) -> None:
        portal = make_portal()
        left(published_story(portal))
        assert len(self.items(make_member(portal, Position.EDITOR))) == 1
        assert self.items(make_member(portal, Position.CONTRIBUTOR)) == []

    def test_leaves_out_what_is_past_its_term(self) -> None:
        portal = make_portal()
        left(published_story(portal))
        head = make_member(portal, Position.HEAD)
        assert len(self.items(head, NOW + KEPT)) == 1
        assert self.items(head, NOW + KEPT + timedelta(seconds=1)) == []
