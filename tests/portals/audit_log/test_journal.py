"""The log of acts: each reads their own, all is in order, nothing is altered."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.db import Error, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from wagtail.actions.delete_page import DeletePageAction
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry, PageLogEntry

from editorial.models import Placement
from portals.admin_kit.exports import cut_off
from portals.audit_log.models import LOG_TABLES
from portals.audit_log.queries import Cursor, LogFilter, lines
from portals.audit_log.views import Journal
from portals.boards.enums import Position
from portals.clock import local_date
from tests.factories import (
    make_member,
    make_portal,
    make_province_tree,
    make_story,
    make_user,
    published_story,
)
from tests.support.visiting import republished
from tests.walls import desk_client

pytestmark = pytest.mark.django_db


def read(user, **query: str) -> str:
    return desk_client(user).get(reverse("journal"), query).content.decode()


class TestABoard:
    def test_reads_what_was_done_on_its_pages_and_by_its_members(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        published_story(portal, title="Khai trương nhà văn hóa", author=head)
        log(instance=head, action="door.sign_in", user=head)
        page = read(head)
        assert "Khai trương nhà văn hóa" in page
        assert "Đăng nhập" in page

    @pytest.mark.asvs("16.4.2")
    def test_reads_nothing_of_another(self) -> None:
        head = make_member(make_portal(), Position.HEAD)
        other = make_portal(name="Xã Bên Cạnh")
        theirs = make_member(other, Position.HEAD)
        published_story(other, title="Chuyện của họ", author=theirs)
        log(instance=theirs, action="door.sign_in", user=theirs)
        log(instance=other.board, action="boards.appoint", user=theirs, data={"portal": other.pk})
        for query in (
            {},
            {"text": "Chuyện"},
            {"person": theirs.username},
            {"portal": str(other.pk)},
        ):
            answer = desk_client(head).get(reverse("journal"), query)
            assert "Xã Bên Cạnh" not in answer.content.decode()
            found = answer.context["found"]
            for line in found.lines if found else []:
                assert line.person != theirs
                assert "của họ" not in line.label

    def test_reads_of_drafts_that_are_gone_and_the_province_does(self) -> None:
        province, _district, (commune, other) = make_province_tree()
        head = make_member(commune, Position.HEAD)
        above = make_member(province, Position.HEAD)
        stranger = make_member(other, Position.HEAD)
        draft = make_story(commune, title="Nháp sẽ xóa", author=head)
        log(instance=draft, action="wagtail.create", user=head)
        DeletePageAction(draft, user=head).execute(skip_permission_checks=True)

        for reader, query in ((head, {"text": "Nháp sẽ xóa"}), (above, {})):
            answer = desk_client(reader).get(reverse("journal"), query)
            told = [(line.action, line.portal) for line in answer.context["found"].lines]
            assert ("wagtail.delete", commune) in told
            assert ("wagtail.create", commune) in told
        assert "Nháp sẽ xóa" not in read(above, portal=str(commune.pk))
        assert "Nháp sẽ xóa" not in read(stranger)

    def test_reads_how_its_members_came_in_while_they_were(self) -> None:
        portal, _other, now = make_portal(), make_portal(), timezone.now()
        head = make_member(portal, Position.HEAD)
        today = timezone.localdate()
        left = make_member(
            portal, starts_on=today - timedelta(days=30), ends_on=today - timedelta(days=10)
        )
        comes = make_member(portal, starts_on=today + timedelta(days=5))
        for person, days in ((left, 40), (left, 20), (left, 10), (left, 0), (comes, 0)):
            log(
                instance=person,
                action="door.sign_in",
                user=person,
                timestamp=now - timedelta(days=days),
            )
        answer = desk_client(head).get(reverse("journal"), {"kind": "door."})
        told = [(line.person, (now - line.at).days) for line in answer.context["found"].lines]
        assert told == [(left, 20)]

    def test_without_a_desk_is_refused(self) -> None:
        contributor = make_member(make_portal(), Position.CONTRIBUTOR)
        answer = desk_client(contributor).get(reverse("journal"))
        assert (answer.status_code, answer["Location"]) == (302, reverse("wagtailadmin_home"))
        assert "/login/" in desk_client(None).get(reverse("journal"))["Location"]


class TestAnOverseer:
    """Reads which acts there were, and their titles and reasons where the text was public (docs/decisions/0015)."""

    @pytest.fixture
    def told(self):
        province, district, (commune, _other) = make_province_tree()
        author = make_member(commune, Position.HEAD)
        readers = {
            "own": author,
            "district": make_member(district, Position.HEAD),
            "province": make_member(province, Position.HEAD),
        }

        def of(who: str, story, action: str, *, after: timedelta = timedelta(), **query: str):
            log(
                instance=story, action=action, user=author, data={"reason": "Chưa rõ số liệu"},
                timestamp=timezone.now() + after,
            )  # fmt: skip
            found = desk_client(readers[who]).get(reverse("journal"), query).context["found"]
            return [(line.label, line.reason) for line in found.lines if line.action == action]

        def table(who: str) -> str:
            return (
                desk_client(readers[who]).get(reverse("journal"), {"xuat": "csv"}).content.decode()
            )

        of.table = table
        return of, commune, author

    @pytest.mark.parametrize("who", ["district", "province"])
    @pytest.mark.parametrize(
        "action", ["editorial.check", "wagtail.workflow.reject", "wagtail.edit"]
    )
    def test_reads_nothing_of_a_draft_but_the_act(self, told, who, action) -> None:
        of, commune, author = told
        draft = make_story(commune, title="Nháp kín", author=author)
        assert of(who, draft, action)[0] == ("", "")
        assert of(who, draft, action, text="Nháp kín") == []
        assert of(who, draft, action, text="số liệu") == []
        assert of("own", draft, action, text="số liệu")[0] == ("Nháp kín", "Chưa rõ số liệu")

    def test_reads_what_was_done_with_a_public_text(self, told) -> None:
        of, commune, author = told
        story = published_story(commune, title="Tin công khai", author=author)
        public = ("Tin công khai", "Chưa rõ số liệu")
        assert of("district", story, "editorial.withdraw", text="số liệu") == [public]
        assert of("district", story, "wagtail.unpublish")[0] == public

    def test_reads_nothing_of_how_it_came_to_be_or_is_written_anew(self, told) -> None:
        of, commune, author = told
        story = published_story(commune, title="Tin công khai", author=author)
        assert of("district", story, "editorial.withdraw", after=-timedelta(days=1)) == [("", "")]
        assert of("district", story, "wagtail.edit")[0] == ("", "")

    def test_reads_the_public_title_while_the_text_is_written_anew(self, told) -> None:
        of, commune, author = told
        story = published_story(commune, title="Tin công khai", author=author)
        story.title = "Tựa chưa duyệt"
        story.save_revision(user=author)
        story = type(story).objects.get(pk=story.pk)
        assert story.draft_title == "Tựa chưa duyệt"
        for action in ("editorial.withdraw", "syndication.recall", "wagtail.unpublish"):
            assert of("district", story, action)[0] == ("Tin công khai", "Chưa rõ số liệu")
            assert of("district", story, action, text="Tựa chưa duyệt") == []
            assert of("own", story, action)[0] == ("Tựa chưa duyệt", "Chưa rõ số liệu")
        for action in (
            "editorial.confirm_finding",
            "editorial.write_correction",
            "editorial.approve",
        ):
            assert of("district", story, action, after=timedelta(hours=1))[0] == ("", "")

    def test_reads_why_a_text_was_approved_that_came_out_with_it(self, told) -> None:
        of, commune, author = told
        story = published_story(commune, title="Tin công khai", author=author)
        log(instance=story, action="wagtail.publish", user=author)
        assert of("district", story, "editorial.approve", after=-timedelta(seconds=20))[0] == (
            "Tin công khai", "Chưa rõ số liệu",
        )  # fmt: skip

    def test_reads_nothing_of_an_approval_that_something_later_came_out_after(self, told) -> None:
        of, commune, author = told
        story = published_story(commune, title="Tin công khai", author=author)
        log(instance=story, action="wagtail.publish", user=author)
        assert of("district", story, "editorial.approve", after=-timedelta(seconds=90)) == [
            ("", "")
        ]

    def test_reads_no_name_of_a_file_that_was_refused(self, told) -> None:
        of, commune, author = told
        log(
            instance=author, action="editorial.refuse_file", user=author, title="Dự thảo kết luận",
            data={"portal": commune.pk, "reason": "Quá nặng"},
        )  # fmt: skip
        assert "Dự thảo kết luận" in of.table("own")
        assert "Dự thảo kết luận" not in of.table("district")

    def test_of_a_story_that_others_carry_reads_no_more_than_they_show(self, told) -> None:
        """A board's own act on a story of another portal names it by its public title."""
        of, commune, _author = told
        other = make_portal()
        story = published_story(other, title="Tin của Cổng khác")
        story.title = "Tựa chưa duyệt"
        story.save_revision()
        story = type(story).objects.get(pk=story.pk)
        log(instance=story, action="editorial.preview", data={"portal": commune.pk})
        table = of.table("own")
        assert "Tin của Cổng khác" in table
        assert "Tựa chưa duyệt" not in table

    def test_takes_no_more_away_than_it_reads(self, told) -> None:
        of, commune, author = told
        draft = make_story(commune, title="Nháp kín", author=author)
        of("own", draft, "editorial.check")
        table = of.table("district")
        assert "Nháp kín" not in table
        assert "Chưa công khai" in table
        assert "Nháp kín" in of.table("own")


class TestTheProvince:
    @pytest.mark.asvs("16.2.1")
    def test_reads_all_and_finds_by_portal_person_act_and_day(self) -> None:
        province, _district, communes = make_province_tree()
        head = make_member(province, Position.HEAD)
        author = make_member(communes[0], Position.EDITOR)
        published_story(communes[0], title="Tin của xã", author=author)
        assert "Tin của xã" in read(head)
        assert "Tin của xã" in read(head, portal=str(communes[0].pk))
        assert "Tin của xã" not in read(head, portal=str(communes[1].pk))
        assert "Tin của xã" in read(head, text="của XÃ")
        assert "Tin của xã" not in read(head, kind="door.")
        tomorrow = (timezone.localtime() + timedelta(days=1)).date().isoformat()
        assert "Tin của xã" not in read(head, since=tomorrow)

    def test_reads_what_is_nobodys_and_no_board_below_does(self) -> None:
        province, _district, communes = make_province_tree()
        nobody = make_user()
        log(instance=nobody, action="scoring.adopt", user=nobody, data={"reason": "Chung cả tỉnh"})
        assert "Chung cả tỉnh" in read(make_member(province, Position.HEAD))
        assert "Chung cả tỉnh" not in read(make_member(communes[0], Position.HEAD))

    def test_is_told_of_days_in_the_wrong_order(self) -> None:
        head = make_member(make_portal(), Position.HEAD)
        answer = desk_client(head).get(
            reverse("journal"), {"since": "2024-11-28", "until": "2024-11-01"}
        )
        assert answer.context["form"].errors["until"]

    def test_finds_the_days_named_as_days(self) -> None:
        page = read(make_member(make_portal(), Position.HEAD))
        assert "Từ ngày" in page
        assert "Đến ngày" in page
        assert "Nơi gửi" not in page

    @pytest.mark.asvs("1.1.2")
    def test_takes_it_away_and_that_is_logged(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        published_story(portal, title="=1+1", author=head)
        answer = desk_client(head).get(reverse("journal"), {"xuat": "xlsx"})
        sheet = load_workbook(BytesIO(answer.content)).active
        cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
        assert "'=1+1" in cells
        assert ModelLogEntry.objects.filter(action="journal.export", user=head).exists()

    def test_is_told_in_the_table_where_it_was_cut(self, monkeypatch) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        for _ in range(3):
            log(instance=head, action="door.sign_in", user=head)
        client, ends = desk_client(head), []
        for most in (2, 1000):
            monkeypatch.setattr(Journal, "most_exported", most)
            answer = client.get(reverse("journal"), {"xuat": "csv", "kind": "door."})
            ends.append(answer.content.decode().strip().splitlines()[1:])
        assert cut_off(2, gettext("Choose fewer days for the rest.")) in ends[0][-1]
        assert len(ends[0]) == 3
        assert not any(cut_off(1000, "") in line for line in ends[1])


class TestAList:
    def test_costs_the_same_at_two_sizes(self) -> None:
        counts = []
        for size in (1, 12):
            portals = [make_portal() for _ in range(size)]
            for portal in portals:
                published_story(portal, title="Tin")
            with CaptureQueriesContext(
                connection,
            ) as queries:
                lines(portals, LogFilter(), own=portals[:1])
            counts.append(len(queries))
        assert counts[0] == counts[1] <= 5

    @settings(max_examples=25, deadline=None)
    @given(
        moments=st.lists(st.tuples(st.integers(0, 3), st.booleans()), max_size=14),
        limit=st.integers(1, 5),
    )
    def test_goes_on_where_it_stopped_whatever_happened_at_one_moment(self, moments, limit) -> None:
        with transaction.atomic():
            portal = make_portal()
            story = published_story(portal, title="Tin")
            start = timezone.now() + timedelta(days=1)
            made = []
            for second, of_page in moments:
                at = start + timedelta(seconds=second)
                made.append(
                    log(instance=story, action="editorial.withdraw", timestamp=at)
                    if of_page
                    else log(
                        instance=portal,
                        action="portals.open",
                        timestamp=at,
                        data={"portal": portal.pk},
                    )
                )
            seen, after = [], None
            while True:
                found = lines(
                    [portal], LogFilter(since=local_date(start)), own=[], after=after, limit=limit
                )
                seen += found.lines
                if found.next is None:
                    break
                after = Cursor.read(str(found.next))
            assert len(seen) == len(made)
            assert [line.at for line in seen] == sorted(
                (entry.timestamp for entry in made), reverse=True
            )
            transaction.set_rollback(True)

    @pytest.mark.parametrize("text", ["", "x", "1-2", "nan-1-1", "inf-0-0", "1e99-1-1", "1-2-3-4"])
    def test_begins_anew_with_a_cursor_that_is_none(self, text: str) -> None:
        head = make_member(make_portal(), Position.HEAD)
        assert desk_client(head).get(reverse("journal"), {"sau": text}).status_code == 200


class TestTheLog:
    @pytest.mark.asvs("16.4.2")
    def test_cannot_be_altered(self) -> None:
        person = make_user()
        log(instance=person, action="door.sign_in", user=person)
        for change in (
            lambda: ModelLogEntry.objects.update(label="khác"),
            lambda: ModelLogEntry.objects.all().delete(),
            lambda: PageLogEntry.objects.all().delete(),
        ):
            if change is not None:
                published_story(make_portal(), title="Tin")
            with pytest.raises(Error, match="permission denied"), transaction.atomic():
                change()

    @pytest.mark.parametrize("table", LOG_TABLES)
    def test_cannot_be_emptied(self, table: str) -> None:
        with pytest.raises(Error, match="permission denied"), connection.cursor() as cursor:
            cursor.execute(f"TRUNCATE {table} CASCADE")

    @pytest.mark.asvs("16.3.2")
    def test_has_what_our_own_pages_refused_once_each(self) -> None:
        head = make_member(make_portal(), Position.HEAD)
        other = make_portal()
        client = desk_client(head)
        assert client.get(reverse("portal_details", args=[other.pk])).status_code == 404
        assert client.get("/khong-co-gi-o-day/").status_code == 404
        entry = ModelLogEntry.objects.get(action="walls.refused", user=head)
        assert entry.data["path"] == reverse("portal_details", args=[other.pk])

    def test_has_previews_of_anothers_stories(self) -> None:
        portal = make_portal()
        head = make_member(portal, Position.HEAD)
        own, other = published_story(portal), published_story(make_portal())
        client = desk_client(head)
        for placement in (Placement.objects.get(story=own), republished(other, portal)):
            client.get(reverse("placement_preview", args=[placement.pk]))
        entry = PageLogEntry.objects.get(action="editorial.preview")
        assert (entry.user, entry.page_id) == (head, other.pk)

    @pytest.mark.asvs("16.3.3")
    def test_has_the_attempts_that_were_refused(self) -> None:
        head = make_member(make_portal(), Position.HEAD)
        theirs = published_story(make_portal(), title="Tin")
        desk_client(head).get(reverse("wagtailadmin_pages:edit", args=[theirs.pk]))
        entry = ModelLogEntry.objects.get(action="walls.refused")
        assert entry.user == head
        assert str(theirs.pk) in entry.data["path"]
