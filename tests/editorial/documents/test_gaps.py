"""Missing numbers: only where the law wants all of them public, told to the board first and then to citizens."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
import time_machine
from django.core.files.base import ContentFile
from django.urls import reverse
from wagtail.models import PageLogEntry

from editorial.documents.gaps import lists
from editorial.documents.gaps.actions import MOST_FOR_EACH, answer_gap, note_gaps
from editorial.documents.gaps.lists import declare_numbers, end_number_list
from editorial.documents.gaps.queries import gaps_path, next_public, public_gaps, with_days_of_law
from editorial.documents.importing.rows import UnableToImportRegister
from editorial.models import NumberGap, NumberList, OfficialDocumentPage
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from tests.factories import make_member, make_official, make_portal
from tests.support.visiting import visit
from tests.walls import desk_client

pytestmark = pytest.mark.django_db
# A Monday morning.
NOW = datetime(2026, 10, 5, 2, 0, tzinfo=UTC)


def normative(portal: Portal, serial: int, **fields: Any) -> OfficialDocumentPage:
    return make_official(
        portal,
        number=f"{serial}/2026/QĐ-UBND",
        issued_on=fields.pop("issued_on", date(2026, 3, serial)),
        **fields,
    )


def numbers(portal: Portal) -> list[str]:
    found = NumberGap.objects.filter(portal=portal, closed_at=None).order_by("serial")
    return list(found.values_list("number", flat=True))


@pytest.fixture
def portal() -> Portal:
    return make_portal()


@pytest.fixture
def gap(portal: Portal) -> NumberGap:
    normative(portal, 1)
    normative(portal, 3)
    note_gaps(now=NOW)
    return NumberGap.objects.get()


class TestFinding:
    def test_names_numbers_below_one_that_is_public(self, portal: Portal) -> None:
        normative(portal, 2)
        normative(portal, 5)
        assert note_gaps(now=NOW) == 3
        assert numbers(portal) == ["1/2026/QĐ-UBND", "3/2026/QĐ-UBND", "4/2026/QĐ-UBND"]
        found = NumberGap.objects.get(serial=3)
        assert found.known_on == date(2026, 3, 5)
        assert note_gaps(now=NOW) == 0

    def test_takes_resolutions_of_councils_and_no_other_series(self, portal: Portal) -> None:
        day = date(2026, 3, 18)
        make_official(portal, number="2/NQ-HĐND", document_kind="nghi-quyet", issued_on=day)
        make_official(portal, number="2/QĐ-UBND", issued_on=day)
        make_official(portal, number="2/2026/KH-UBND", document_kind="ke-hoach", issued_on=day)
        make_official(portal, number="2/NQ-UBND", document_kind="nghi-quyet", issued_on=day)
        note_gaps(now=NOW)
        assert numbers(portal) == ["1/NQ-HĐND"]

    def test_keeps_a_year_and_an_administrative_number_apart(self, portal: Portal) -> None:
        normative(portal, 1)
        normative(portal, 3)
        make_official(portal, number="2/QĐ-UBND", issued_on=date(2026, 3, 2))
        make_official(portal, number="2/2025/QĐ-UBND", issued_on=date(2025, 3, 2))
        note_gaps(now=NOW)
        assert numbers(portal) == ["1/2025/QĐ-UBND", "2/2026/QĐ-UBND"]

    def test_counts_what_stands_on_another_portal_and_asks_who_has_most(
        self, portal: Portal
    ) -> None:
        issuer, other = "UBND tỉnh Thử", make_portal()
        for serial in (1, 2, 5):
            normative(portal, serial, issuer=issuer)
        normative(other, 4, issuer=issuer)
        note_gaps(now=NOW)
        assert (numbers(portal), numbers(other)) == (["3/2026/QĐ-UBND"], [])

    def test_begin_with_the_day_on_which_the_portal_was_opened(self) -> None:
        opened = make_portal(opened_on=date(2026, 3, 2))
        normative(opened, 2, issued_on=date(2026, 3, 1))
        assert note_gaps(now=NOW) == 0
        normative(opened, 4, issued_on=date(2026, 3, 2))
        note_gaps(now=NOW)
        assert numbers(opened) == ["3/2026/QĐ-UBND"]

    def test_leaves_drafts_and_numbers_that_can_only_be_mistyped(self, portal: Portal) -> None:
        normative(portal, 9, is_public=False)
        day = date(2026, 3, 2)
        make_official(portal, number=f"{MOST_FOR_EACH + 1}/2026/QĐ-UBND", issued_on=day)
        assert note_gaps(now=NOW) == 0
        make_official(portal, number=f"{MOST_FOR_EACH}/2025/QĐ-UBND", issued_on=date(2025, 3, 2))
        assert note_gaps(now=NOW) == MOST_FOR_EACH - 1

    def test_ends_when_the_document_comes_and_begins_anew_when_it_goes(
        self, portal: Portal, gap: NumberGap
    ) -> None:
        head = make_member(portal, Position.HEAD)
        answer_gap(gap=gap, answer="coming", reason="", actor=head, now=NOW)
        document = normative(portal, 2)
        later = NOW + timedelta(days=30)
        assert note_gaps(now=later) == 1
        assert numbers(portal) == []
        document.unpublish()
        note_gaps(now=later)
        gap.refresh_from_db()
        assert (gap.closed_at, gap.answer, gap.noticed_at) == (None, "", later)


class TestAnswering:
    @pytest.mark.parametrize(
        ("answer", "reason"),
        [("", "x"), ("khac", "x"), ("unused", " "), ("withheld", ""), ("unused", "x" * 301)],
    )
    def test_says_what_is_missing(
        self, portal: Portal, gap: NumberGap, answer: str, reason: str
    ) -> None:
        head = make_member(portal, Position.HEAD)
        with pytest.raises(Refusal):
            answer_gap(gap=gap, answer=answer, reason=reason, actor=head, now=NOW)
        gap.refresh_from_db()
        assert gap.answer == ""

    def test_is_for_the_standing_editors_of_that_portal(
        self, portal: Portal, gap: NumberGap
    ) -> None:
        strangers = [
            make_member(portal, Position.CONTRIBUTOR),
            make_member(portal, Position.EDITOR),
            make_member(make_portal(), Position.HEAD),
        ]
        for stranger in strangers:
            with pytest.raises(NotYourOffice):
                answer_gap(gap=gap, answer="coming", reason="", actor=stranger, now=NOW)
        secretary = make_member(portal, Position.SECRETARY)
        answer_gap(gap=gap, answer="unused", reason=" Bỏ  số ", actor=secretary, now=NOW)
        gap.refresh_from_db()
        assert (gap.reason, gap.answered_by, gap.answered_at) == ("Bỏ số", secretary, NOW)
        logged = PageLogEntry.objects.get(action="editorial.answer_gap")
        assert logged.data["number"] == "2/2026/QĐ-UBND"

    def test_of_another_portal_s_number_is_impossible_and_loses_nothing_typed(
        self, portal: Portal, gap: NumberGap
    ) -> None:
        other = make_portal()
        client = desk_client(make_member(other, Position.HEAD))
        sent = {"gap": gap.pk, "answer": "coming", "reason": ""}
        assert client.post(reverse("portal_gaps", args=[other.pk]), sent).status_code == 404
        assert client.get(reverse("portal_gaps", args=[portal.pk])).status_code == 404
        own = desk_client(make_member(portal, Position.EDITOR))
        page = own.post(reverse("portal_gaps", args=[portal.pk]), sent | {"reason": "Đang in"})
        assert page.status_code == 422
        assert 'value="Đang in"' in page.content.decode()


class TestCitizens:
    def test_are_told_after_ten_working_days_and_not_a_moment_before(
        self, portal: Portal, gap: NumberGap
    ) -> None:
        # Ten working days after Monday the 5th: the end of Monday the 19th.
        assert (gap.due_at.date(), gap.public_from.date()) == (
            date(2026, 10, 7),
            date(2026, 10, 19),
        )
        assert not public_gaps(portal, gap.public_from).exists()
        assert next_public(portal, gap.public_from) == gap.public_from
        assert public_gaps(portal, gap.public_from + timedelta(seconds=1)).exists()
        assert next_public(portal, gap.public_from + timedelta(seconds=1)) is None

    def test_are_told_at_once_what_the_board_says(self, portal: Portal, gap: NumberGap) -> None:
        head = make_member(portal, Position.HEAD)
        with time_machine.travel(NOW, tick=False):
            assert gap.number not in visit(portal, gaps_path()).content.decode()
            answer_gap(gap=gap, answer="unused", reason="Bỏ số", actor=head, now=NOW)
            page = visit(portal, gaps_path()).content.decode()
            assert gap.number in page
            assert "Bỏ số" in page
            assert gap.number not in visit(make_portal(), gaps_path()).content.decode()


def listed(*rows: str, heading: str = "Số ký hiệu,Cơ quan ban hành,Ngày ban hành") -> ContentFile:
    return ContentFile("\n".join([heading, *rows]).encode(), name="so-van-thu.csv")


class TestListsOfTheRecordsOffice:
    @pytest.fixture
    def head(self, portal: Portal) -> User:
        return make_member(portal, Position.HEAD)

    def declare(self, portal: Portal, actor: User, *rows: str, **fields: Any) -> NumberList:
        file = fields.pop("file", None) or listed(*rows)
        return declare_numbers(portal=portal, file=file, actor=actor, now=NOW)

    def test_name_what_is_missing_in_a_series_of_all_acts(self, portal: Portal, head: User) -> None:
        issuer, day = "UBND xã Thử", date(2026, 3, 2)
        make_official(portal, number="2/QĐ-UBND", issued_on=day, issuer=issuer)
        declared = self.declare(
            portal, head, "2/QĐ-UBND,UBND xã Thử,02/03/2026", "07/QĐ-UBND,UBND xã Thử,09/03/2026"
        )
        # What is not listed, as 1 and 3 to 6, may be an act on a person: nothing is said of it.
        assert numbers(portal) == ["7/QĐ-UBND"]
        gap = NumberGap.objects.get()
        assert (gap.known_on, gap.due_at.date()) == (date(2026, 3, 9), date(2026, 10, 7))
        with_days_of_law([gap])
        assert vars(gap)["law_due_on"] == date(2026, 3, 16)
        assert (declared.declared_by, declared.name, declared.numbers.count()) == (
            head, "so-van-thu.csv", 2,
        )  # fmt: skip
        with declared.file.open() as kept:
            assert sha256(kept.read()).hexdigest() == declared.sha256
        logged = PageLogEntry.objects.get(action="editorial.declare_numbers")
        assert (logged.data["numbers"], logged.data["sha256"]) == (2, declared.sha256)
        make_official(portal, number="7/QĐ-UBND", issued_on=date(2026, 3, 9), issuer=issuer)
        note_gaps(now=NOW)
        assert numbers(portal) == []

    def test_are_answered_by_the_public_document_of_that_body_year_and_kind_alone(
        self, portal: Portal, head: User
    ) -> None:
        issuer, day = "UBND xã Thử", date(2026, 3, 9)
        self.declare(portal, head, "7/QĐ-UBND,UBND xã Thử,09/03/2026")
        make_official(portal, number="7/QĐ-UBND", issued_on=day, issuer="UBND xã Khác")
        make_official(portal, number="7/QĐ-UBND", issued_on=date(2025, 3, 9), issuer=issuer)
        make_official(portal, number="8/QĐ-UBND", issued_on=day, issuer=issuer)
        make_official(portal, number="7/2026/QĐ-UBND", issued_on=day, issuer=issuer)
        make_official(portal, number="7/QĐ-UBND", issued_on=day, issuer=issuer, is_public=False)
        note_gaps(now=NOW)
        assert "7/QĐ-UBND" in numbers(portal)
        # Whoever publishes it: on whatever portal.
        make_official(make_portal(), number="7/QĐ-UBND", issued_on=day, issuer=issuer)
        note_gaps(now=NOW)
        assert "7/QĐ-UBND" not in numbers(portal)

    def test_leave_to_the_law_what_it_makes_public_anyway(self, portal: Portal) -> None:
        issuer, other = "UBND xã Thử", make_portal()
        for serial in (1, 3):
            normative(portal, serial, issuer=issuer)
        self.declare(
            other, make_member(other, Position.HEAD), f"2/2026/QĐ-UBND,{issuer},02/03/2026"
        )
        assert (numbers(portal), numbers(other)) == (["2/2026/QĐ-UBND"], [])

    def test_have_so_many_numbers_at_most(
        self, portal: Portal, head: User, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(lists, "MOST_NUMBERS", 1)
        rows = [f"{number}/QĐ-UBND,UBND xã Thử,09/03/2026" for number in (7, 8)]
        with pytest.raises(Refusal, match="hơn 1 số"):
            self.declare(portal, head, *rows)
        self.declare(portal, head, rows[0])

    def test_hold_until_they_are_taken_back(self, portal: Portal, head: User) -> None:
        declared = self.declare(portal, head, "7/QĐ-UBND,UBND xã Thử,09/03/2026")
        with pytest.raises(NotYourOffice):
            end_number_list(
                declared=declared, actor=make_member(portal, Position.SECRETARY), now=NOW
            )
        assert numbers(portal) == ["7/QĐ-UBND"]
        end_number_list(declared=declared, actor=head, now=NOW)
        assert numbers(portal) == []
        with pytest.raises(Refusal):
            end_number_list(declared=declared, actor=head, now=NOW)

    def test_are_declared_whole_or_not_at_all(self, portal: Portal, head: User) -> None:
        rows = [
            "7/QĐ-UBND,UBND xã Thử,09/03/2026,", "8/QĐ-UBND,UBND xã Thử,30/02/2026,",
            "9/QĐ-UBND,UBND xã Thử,11/03/2026,Mật", "07/QĐ-UBND,ubnd xã thử,09/03/2026,",
        ]  # fmt: skip
        heading = "Số ký hiệu,Cơ quan ban hành,Ngày ban hành,Độ mật"
        with pytest.raises(UnableToImportRegister) as refused:
            self.declare(portal, head, file=listed(*rows, heading=heading))
        assert [(one.line, one.column) for one in refused.value.faults] == [
            (3, "Ngày ban hành"), (4, "Độ mật"), (5, "Số ký hiệu"),
        ]  # fmt: skip
        with pytest.raises(Refusal, match="Ngày ban hành"):
            self.declare(portal, head, file=listed("7/QĐ-UBND,UBND", heading="Số ký hiệu,Cơ quan"))
        with pytest.raises(Refusal):
            self.declare(portal, head)
        assert not NumberList.objects.exists()
        assert not NumberGap.objects.exists()

    def test_are_for_head_and_deputy_of_that_portal(self, portal: Portal) -> None:
        strangers = [
            make_member(portal, Position.SECRETARY),
            make_member(make_portal(), Position.HEAD),
        ]
        for stranger in strangers:
            with pytest.raises(NotYourOffice):
                self.declare(portal, stranger, "7/QĐ-UBND,UBND xã Thử,09/03/2026")
        self.declare(
            portal, make_member(portal, Position.DEPUTY), "7/QĐ-UBND,UBND xã Thử,09/03/2026"
        )

    def test_are_declared_on_their_page_with_the_word_that_all_is_public(
        self, portal: Portal, head: User
    ) -> None:
        client, page = desk_client(head), reverse("number_lists", args=[portal.pk])
        file = listed("7/QĐ-UBND,UBND xã Thử,09/03/2026")
        assert client.post(page, {"file": file}).status_code == 422
        assert not NumberList.objects.exists()
        file = listed("7/QĐ-UBND,UBND xã Thử,9/13/2026")
        wrong = client.post(page, {"file": file, "only_public": "on"})
        assert (wrong.status_code, "Dòng 2" in wrong.content.decode()) == (422, True)
        file = listed("7/QĐ-UBND,UBND xã Thử,09/03/2026")
        assert client.post(page, {"file": file, "only_public": "on"}).status_code == 302
        assert "so-van-thu.csv" in client.get(page).content.decode()
        declared = NumberList.objects.get()
        other = desk_client(make_member(make_portal(), Position.HEAD))
        assert other.post(page, {"end": declared.pk}).status_code == 404
        client.post(page, {"end": declared.pk})
        declared.refresh_from_db()
        assert declared.ended_at is not None

    def test_of_a_portal_that_closed_say_nothing_and_two_lists_ask_the_first(
        self, portal: Portal, head: User
    ) -> None:
        later = make_portal()
        self.declare(portal, head, "7/QĐ-UBND,UBND xã Thử,09/03/2026")
        NumberGap.objects.all().delete()
        declare_numbers(
            portal=later, file=listed("7/QĐ-UBND,UBND xã Thử,09/03/2026"),
            actor=make_member(later, Position.HEAD), now=NOW + timedelta(days=1),
        )  # fmt: skip
        assert (numbers(portal), numbers(later)) == (["7/QĐ-UBND"], [])
        NumberGap.objects.all().delete()
        Portal.objects.filter(pk__in=[portal.pk, later.pk]).update(closed_on=date(2026, 10, 4))
        note_gaps(now=NOW)
        assert not NumberGap.objects.exists()
