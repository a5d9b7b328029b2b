"""The scorer's workplace: from portal to portal, one criterion over all of them, registers from a table."""

from __future__ import annotations

import io
from decimal import Decimal

import pytest
import time_machine
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import Workbook, load_workbook
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.assessing.tokens import token_of_entry
from scoring.course.actions import move_on_by_clock
from scoring.models import FactEntry
from tests.factories import make_member, make_portal
from tests.scoring.cast import (
    OCTOBER,
    VERIFIED,
    local,
    write,
)
from tests.scoring.course.cast import ON_TIME, make_course, own_line
from tests.support.kept import once_a_file
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
LISTING = reverse("scoring:assess_list") + "?month=2026-10"
SAID = "Đã đọc và đối chiếu"


built, course = once_a_file(lambda: make_course(communes=3))


def address(portal) -> str:
    return reverse("scoring:assess", args=["2026-10", portal.pk])


def of_criterion(code: str = "F2") -> str:
    return reverse("scoring:judge_criterion", args=["2026-10", code])


REGISTER = reverse("scoring:enter_register", args=["2026-10"])


def judged(**changes) -> dict[str, str]:
    """Both judgements of a portal that wrote nothing."""
    return {
        "line-F1-done": "", "line-F1-cases": "0", "line-F1-source": "Không có tin để đọc",
        "line-F2-done": "3", "line-F2-cases": "4", "line-F2-source": SAID,
    } | changes  # fmt: skip


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(body(response).decode(), "html.parser")


def faults_of(answer) -> list[str]:
    """What the page says, for a test that fails."""
    return [
        one.get_text(" ", strip=True) for one in soup(answer).select(".messages, .error-message")
    ]


def queries(client, url) -> int:
    client.get(url)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.fixture(autouse=True)
def at_work():
    with time_machine.travel(ON_TIME, tick=False):
        yield


class TestFromPortalToPortal:
    def test_goes_to_the_next_that_needs_a_person(self, course) -> None:
        client = desk_client(course.secretary)
        first, second, third = sorted(course.communes, key=lambda one: (one.name, one.pk))
        enter_facts(
            month=OCTOBER, actor=course.head, now=ON_TIME,
            facts=[
                EnteredFact(second, "judged.accuracy", Decimal(0), 0, SAID),
                EnteredFact(second, "judged.presentation", Decimal(1), 4, SAID),
            ],
        )  # fmt: skip
        page = client.get(address(first))
        assert (page.context["progress"].done, page.context["progress"].of) == (1, 3)
        assert "1/3" in body(page).decode()

        answer = client.post(address(first), judged(onward="1"))
        assert answer.status_code == 302, faults_of(answer)
        assert answer.url == address(third)
        answer = client.post(address(third), judged(onward="1"))
        assert answer.url == LISTING
        progress = client.get(LISTING).context["progress"]
        assert (progress.done, progress.of, progress.following) == (3, 3, None)

    def test_comes_back_to_those_before(self, course) -> None:
        client = desk_client(course.secretary)
        *_others, last = sorted(course.communes, key=lambda one: (one.name, one.pk))
        first = _others[0]
        assert client.post(address(last), judged(onward="1")).url == address(first)
        # Stored without going on.
        assert client.post(address(first), judged()).url == LISTING

    def test_registers_may_stay_empty_but_no_copy_without_a_word(self, course) -> None:
        client, portal = desk_client(course.head), course.communes[0]

        def needed() -> bool:
            rows = client.get(LISTING).context["rows"]
            [row] = [one for one in rows if one.portal == portal]
            return row.needs_a_person

        for measure, cases in (("judged.presentation", 4), ("judged.accuracy", 0)):
            assert needed()
            fact = EnteredFact(portal, measure, Decimal(0), cases, SAID)
            enter_facts(month=OCTOBER, facts=[fact], actor=course.head, now=ON_TIME)
        assert not needed()

    def test_leads_past_cards_that_are_shown(self, course) -> None:
        move_on_by_clock(now=VERIFIED)
        with time_machine.travel(VERIFIED, tick=False):
            progress = desk_client(course.head).get(LISTING).context["progress"]
        assert (progress.of, progress.following) == (0, None)

    def test_keeps_what_is_typed_where_something_is_wrong(self, course) -> None:
        portal = course.communes[0]
        answer = desk_client(course.head).post(
            address(portal), judged(onward="1", **{"line-F2-done": "9"})
        )
        assert answer.status_code == 200
        assert SAID in body(answer).decode()
        assert not FactEntry.objects.exists()

    def test_works_by_buttons_and_tells_its_keys(self, course) -> None:
        page = soup(desk_client(course.head).get(address(course.communes[0])))
        form = page.select_one("form[data-save-form]")
        assert form["method"] == "post"
        buttons = form.select("button[type=submit]")
        assert [one.get("name") for one in buttons] == ["onward", None]
        assert [one["accesskey"] for one in buttons] == [["n"], ["s"]]
        assert page.select_one('script[src$="scoring/assessing/keys.js"]')

    def test_asks_as_much_for_many_portals_as_for_few(self, course) -> None:
        client = desk_client(course.head)
        # One that opened after the month was measured: its items are read as they stand.
        make_portal(overseer=course.district)
        few = queries(client, address(course.communes[0])), queries(client, LISTING)
        for _ in range(6):
            make_portal(overseer=course.district)
        assert (queries(client, address(course.communes[0])), queries(client, LISTING)) == few


class TestWhatTheBoardSays:
    def test_stands_beside_the_line_and_says_where_it_differs(self, course) -> None:
        course.signed(0, ON_TIME, own_line("F2", "1", text="Đủ bốn mục"), own_line("D1", "6"))
        client = desk_client(course.head)
        portal = course.communes[0]
        words = client.get(address(portal)).context["with_words"]
        said = {form.line.code: own for some in words.values() for form, own in some if own}
        assert {code: own.differs for code, own in said.items()} == {"F2": True, "D1": True}

        client.post(address(portal), judged(**{"line-F2-done": "4"}))
        page = client.get(address(portal))
        said = {
            form.line.code: own
            for some in page.context["with_words"].values()
            for form, own in some
            if own
        }
        assert {code: own.differs for code, own in said.items()} == {"F2": False, "D1": True}
        assert "Đủ bốn mục" in body(page).decode()


class TestOneCriterion:
    def rows(self, *portals, done="3", source=SAID, **more) -> dict[str, str]:
        found = dict(more)
        for one in portals:
            found |= {
                f"line-{one.pk}-done": done, f"line-{one.pk}-cases": "4",
                f"line-{one.pk}-source": source, f"line-{one.pk}-base": "",
            }  # fmt: skip
        return found

    def test_is_judged_at_all_portals_at_once(self, course) -> None:
        client = desk_client(course.secretary)
        page = client.get(of_criterion())
        assert [one.portal for one, _form in page.context["rows"]] == sorted(
            course.communes, key=lambda one: (one.name, one.pk)
        )

        answer = client.post(of_criterion(), self.rows(*course.communes))
        assert answer.status_code == 302
        found = FactEntry.objects.filter(measure="judged.presentation")
        assert {(one.portal, one.value, one.entered_by) for one in found} == {
            (one, Decimal("0.75"), course.secretary) for one in course.communes
        }
        assert course.card().lines["criteria"]

    def test_goes_on_to_the_next_judgement(self, course) -> None:
        client = desk_client(course.secretary)
        codes = [one.code for one in client.get(of_criterion()).context["criteria"]]
        assert codes[:2] == ["F1", "F2"]
        answer = client.post(of_criterion("F1"), {"onward": "1"})
        assert answer.url == of_criterion("F2")
        assert client.post(of_criterion(codes[-1]), {"onward": "1"}).url == LISTING

    def test_writes_only_changed_rows(self, course) -> None:
        first = course.communes[0]
        desk_client(course.head).post(of_criterion(), self.rows(first))
        before = FactEntry.objects.get()
        shown = self.shown(course.secretary)
        client = desk_client(course.secretary)
        client.post(of_criterion(), shown | self.rows(course.communes[1]))

        before.refresh_from_db()
        assert before.entered_by == course.head
        assert FactEntry.objects.count() == 2
        assert ModelLogEntry.objects.filter(action="scoring.enter_facts").count() == 2
        # Emptied: taken out again.
        shown = self.shown(course.secretary)
        for name in ("done", "cases", "source"):
            shown[f"line-{first.pk}-{name}"] = ""
        client.post(of_criterion(), shown)
        assert FactEntry.objects.get().portal == course.communes[1]

    def shown(self, user) -> dict[str, str]:
        page = soup(desk_client(user).get(of_criterion()))
        fields = page.select("form[data-save-form] input, form[data-save-form] textarea")
        return {
            one["name"]: one.get("value", "") if one.name == "input" else one.text.strip()
            for one in fields
            if one.get("name") not in {None, "csrfmiddlewaretoken"}
        }

    def test_nobody_writes_over_what_they_have_not_seen(self, course) -> None:
        first, second, _third = course.communes
        stale = self.shown(course.secretary)
        desk_client(course.head).post(of_criterion(), self.rows(first, source="Sổ của Trưởng ban"))

        mine = {
            f"line-{portal.pk}-{name}": value
            for portal in (first, second)
            for name, value in (("done", "1"), ("cases", "4"), ("source", "Tôi đọc"))
        }
        answer = desk_client(course.secretary).post(of_criterion(), stale | mine)
        assert answer.status_code == 200
        assert "Sổ của Trưởng ban" in body(answer).decode()
        # All rows or none.
        assert FactEntry.objects.get().entered_by == course.head
        again = answer.context["rows"]
        base = next(form.base for one, form in again if one.portal == first)
        assert base.startswith(token_of_entry(FactEntry.objects.get()))
        fresh = stale | mine | {f"line-{first.pk}-base": base}
        assert desk_client(course.secretary).post(of_criterion(), fresh).status_code == 302
        assert set(FactEntry.objects.values_list("entered_by", flat=True)) == {course.secretary.pk}

    def test_is_of_those_whom_one_scores_and_never_of_the_own_board(self, course) -> None:
        make_member(course.communes[0], Position.CONTRIBUTOR, user=course.secretary)
        other = make_portal("district", overseer=course.province)
        foreign = make_portal(overseer=other)
        client = desk_client(course.secretary)
        shown = [one.portal for one, _form in client.get(of_criterion()).context["rows"]]
        assert set(shown) == set(course.communes[1:])
        client.post(of_criterion(), self.rows(course.communes[0], foreign))
        assert not FactEntry.objects.exists()
        for stranger in (
            course.heads[1], make_member(other, Position.CONTRIBUTOR), make_member(foreign, "head")
        ):  # fmt: skip
            assert desk_client(stranger).get(of_criterion()).status_code == 404
            assert desk_client(stranger).post(of_criterion(), {}).status_code == 404
        assert client.get(of_criterion("A1")).status_code == 404

    def test_reads_what_was_drawn(self, course) -> None:
        for number in range(4):
            write(course.communes[0], local(2026, 10, 5 + number, 9), 900 + number)
        page = desk_client(course.head).get(of_criterion("F1"))
        assert all(not one.sample for one, _form in page.context["rows"])

    def test_is_gone_once_the_cards_are_shown(self, course) -> None:
        move_on_by_clock(now=VERIFIED)
        with time_machine.travel(VERIFIED, tick=False):
            assert desk_client(course.head).get(of_criterion()).status_code == 404

    @pytest.mark.parametrize("code", ["F1", "F2"])
    def test_asks_as_much_for_many_portals_as_for_few(self, course, code) -> None:
        client = desk_client(course.head)
        make_portal(overseer=course.district)
        few = queries(client, of_criterion(code))
        for _ in range(6):
            make_portal(overseer=course.district)
        assert queries(client, of_criterion(code)) == few


class TestARegister:
    def table(self, *rows, heading="portal;measure;value;cases;source") -> SimpleUploadedFile:
        lines = [heading, *(";".join(map(str, row)) for row in rows)]
        return SimpleUploadedFile("so.csv", "\n".join(lines).encode(), "text/csv")

    def send(self, user, *rows, **given):
        return desk_client(user).post(REGISTER, {"file": self.table(*rows)} | given)

    def test_is_entered_by_codes_and_names(self, course) -> None:
        one, two, three = course.communes
        answer = self.send(
            course.secretary,
            (one.code, "requests.answered", "0,75", 8, "Sổ theo dõi"),
            (two.name, "D1", "75%", 8, "Sổ theo dõi"),
            (three.code, "f4", 3, 1, "Báo cáo ngày 4"),
            (three.code, "TRU2", 2, 2, "Biên bản số 3 của Sở"),
        )  # fmt: skip
        assert answer.status_code == 302
        found = FactEntry.objects.order_by("pk").values_list("portal", "measure", "value", "cases")
        assert list(found) == [
            (one.pk, "requests.answered", Decimal("0.75"), 8),
            (two.pk, "requests.answered", Decimal("0.75"), 8),
            (three.pk, "round.in_time", 3, 1),
            (three.pk, "adjustment.unsourced", 2, 2),
        ]

    def test_is_read_from_a_workbook_as_the_page_gives_it(self, course) -> None:
        client = desk_client(course.secretary)
        book = load_workbook(io.BytesIO(body(client.get(REGISTER + "?bang-mau"))))
        sheet = book.active
        rows = list(sheet.iter_rows(values_only=True))
        assert rows[0][:5] == ("portal", "measure", "value", "cases", "source")
        assert {row[0] for row in rows[1:]} == {one.code for one in course.communes}
        filled = Workbook()
        filled.active.append(rows[0])
        place = next(row for row in rows if row[1] == "D1")
        filled.active.append([place[0], "D1", 0.5, 4, "Sổ theo dõi"])
        written = io.BytesIO()
        filled.save(written)

        client.post(REGISTER, {"file": SimpleUploadedFile("so.xlsx", written.getvalue())})
        assert FactEntry.objects.get().value == Decimal("0.5")

    def test_tells_each_bad_row_and_changes_nothing(self, course) -> None:
        one, two, three = course.communes
        foreign = make_portal(overseer=make_portal("district", overseer=course.province))
        good = (one.code, "D1", "0.5", 8, "Sổ theo dõi")
        bad = [
            ("khong-co", "D1", "0.5", 8, "Sổ"),
            (foreign.code, "D1", "0.5", 8, "Sổ"),
            (two.code, "Z9", "0.5", 8, "Sổ"),
            (two.code, "B1", "0.5", 8, "Sổ"),
            (two.code, "D1", "1.5", 8, "Sổ"),
            (two.code, "D2", "nửa", 8, "Sổ"),
            (two.code, "D3", "0.5", "tám", "Sổ"),
            (two.code, "D1", "0.5", 8, ""),
            (two.code, "TRU4", 1, 1, "."),
            (two.code, "TRU2", "1.5", 1, "Biên bản số 3 của Sở"),
            (two.code, "TRU2", 1, 2, "Biên bản số 3 của Sở"),
            (one.code, "requests.answered", "1", 8, "Sổ khác"),
            (three.code, "F1", 1, 3, "Đã đọc"),
            (three.code, "D1", "NaN", 3, "Sổ"),
            (three.code, "D1", "-1", 3, "Sổ"),
        ]  # fmt: skip
        answer = self.send(course.secretary, good, *bad)

        assert answer.status_code == 200
        found = answer.context["found"]
        assert [row.line for row in found.bad] == list(range(3, 3 + len(bad)))
        assert not FactEntry.objects.exists()
        # The rows stand there, each in its line, to be mended in place.
        kept = answer.context["form"].initial["rows"].splitlines()
        assert kept[1].startswith(f"{one.code};D1;0.5;8;")
        page = soup(answer)
        assert (
            page.select_one("textarea[name=rows]").text.strip().splitlines()[2]
            == "khong-co;D1;0.5;8;Sổ"
        )

        mended = "\n".join(kept[:2])
        assert desk_client(course.secretary).post(REGISTER, {"rows": mended}).status_code == 302
        assert FactEntry.objects.get().portal == one

    def test_replaces_only_what_was_shown(self, course) -> None:
        one = course.communes[0]
        self.send(course.head, (one.code, "D1", "0.5", 8, "Sổ theo dõi"))
        row = (one.code, "D1", "1", 8, "Sổ theo dõi")
        answer = self.send(course.secretary, row)
        assert answer.status_code == 200
        assert str(course.head) in body(answer).decode()
        kept = answer.context["form"].initial
        # Said without having seen it, or of another entry than the one that was seen.
        for given in ({"replace": "on"}, {"seen": kept["seen"]}):
            assert self.send(course.secretary, row, **given).status_code == 200
        assert FactEntry.objects.get().value == Decimal("0.5")
        self.send(course.head, (one.code, "D1", "0.25", 8, "Sổ theo dõi"), **{
            "replace": "on",
            "seen": self.send(
                course.head, (one.code, "D1", "0.25", 8, "Sổ theo dõi")
            ).context["form"].initial["seen"],
        })  # fmt: skip
        assert (
            self.send(course.secretary, row, replace="on", **{"seen": kept["seen"]}).status_code
            == 200
        )

        seen = self.send(course.secretary, row).context["form"].initial["seen"]
        assert self.send(course.secretary, row, replace="on", seen=seen).status_code == 302
        assert (FactEntry.objects.get().value, FactEntry.objects.get().entered_by) == (
            1, course.secretary,
        )  # fmt: skip
        # The same once more changes nothing.
        before = FactEntry.objects.get().entered_at
        assert self.send(course.head, row).status_code == 302
        assert FactEntry.objects.get().entered_at == before

    def test_says_what_is_no_table(self, course) -> None:
        client = desk_client(course.secretary)
        for given in (
            {},
            {"file": SimpleUploadedFile("so.csv", b"portal;value\nx;1")},
            {"file": SimpleUploadedFile("so.pdf", b"%PDF-1.4")},
            {"rows": "x"},
        ):
            answer = client.post(REGISTER, given)
            assert answer.status_code == 200
            assert answer.context["form"].errors

    def test_is_for_who_scores(self, course) -> None:
        for stranger in (course.heads[0], make_member(course.district, Position.CONTRIBUTOR)):
            assert desk_client(stranger).get(REGISTER).status_code == 404
            assert self.send(stranger).status_code == 404

    def test_asks_as_much_for_many_rows_as_for_few(self, course) -> None:
        def asked(rows) -> int:
            with CaptureQueriesContext(connection) as captured:
                self.send(course.head, *rows, ("khong-co", "D1", 1, 1, "Sổ"))
            return len(captured)

        asked([])
        few = asked([(course.communes[0].code, "F1", 1, 0, "Sổ")])
        many = [
            (one.code, code, 1, 0, "Sổ")
            for one in course.communes
            for code in ("F1", "F2", "D1", "D2", "D3")
        ]
        assert asked(many) == few
