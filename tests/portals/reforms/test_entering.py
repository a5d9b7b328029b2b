"""A change of units is entered by the province, planned by counting what stands, and changes nothing."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db.backends.postgresql.psycopg_any import DateRange
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries
from wagtail.models import ModelLogEntry

from portals.boards.enums import Position
from portals.boards.models import BoardMember, User
from portals.models import Portal
from portals.reforms.actions import (
    ReformNotPossible,
    UnfitReform,
    ask_for_plan,
    drop_reform,
    enter_reform,
)
from portals.reforms.enums import ActDirection
from portals.reforms.jobs import make_plans
from portals.reforms.models import Reform, ReformPlan
from portals.reforms.planning import reform_plan_of, rows_by_fate
from portals.reforms.sheet import COLUMNS, ReformLine, ReformUnitSpec
from portals.reforms.switch_actions import want_reform_act
from portals.refusals import NotYourOffice
from tests.factories import NOON, make_member, make_province_tree
from tests.walls import desk_client

pytestmark = pytest.mark.django_db
DAY = date(2024, 12, 1)


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


@dataclass
class Province:
    portal: Portal
    district: Portal
    communes: list[Portal]
    head: User

    def merging(self, **changes: str) -> list[ReformLine]:
        """Both communes become one; `changes` are of the one that opens."""
        unit = {
            "code": "09999",
            "name": "Xã Mới",
            "tier": "commune",
            "overseer": self.district.code,
        }
        result = ReformUnitSpec(**(unit | changes))
        return [
            ReformLine(number, portal.code, portal.name, result=result)
            for number, portal in enumerate(self.communes, start=2)
        ]

    def sheet(self, *more: str) -> bytes:
        rows = [
            f"{line.old_code},{line.old_name},09999,Xã Mới,commune,{self.district.code}"
            for line in self.merging()
        ]
        return "\n".join([",".join(COLUMNS), *rows, *more]).encode()

    def enter(self, *, now: datetime = NOON, **changes: Any) -> Reform:
        given: dict[str, Any] = {
            "title": "Sắp xếp xã năm 2031",
            "mandate": "Nghị quyết 12/NQ-UBTVQH",
            "takes_effect_on": DAY,
            "lines": self.merging(),
            "actor": self.head,
        }
        return enter_reform(**(given | changes), now=now)


@pytest.fixture
def province() -> Province:
    portal, district, communes = make_province_tree(2)
    return Province(portal, district, communes, make_member(portal, Position.HEAD))


class TestEntering:
    def test_keeps_rows_units_and_a_host_for_each_that_opens(self, province: Province) -> None:
        reform = province.enter()

        unit = reform.units.get()
        below = province.district.addresses.get().hostname
        assert (unit.name, unit.hostname) == ("Xã Mới", f"moi-{below}")
        rows = reform.rows.order_by("position")
        assert [(row.original, row.kind, row.result) for row in rows] == [
            (commune, "merge", unit) for commune in province.communes
        ]
        entry = ModelLogEntry.objects.get(action="reforms.enter")
        assert (entry.user, entry.data["rows"]) == (province.head, 2)
        assert Portal.objects.filter(closed_on=None).count() == 4

    @pytest.mark.parametrize("position", [Position.SECRETARY, Position.DEPUTY])
    def test_is_for_who_stands_above_editors_in_the_province(
        self, province: Province, position: Position
    ) -> None:
        for other in (
            make_member(province.portal, Position.EDITOR),
            make_member(province.district, Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                province.enter(actor=other)
        province.enter(actor=make_member(province.portal, position))

    def test_a_day_that_has_come_is_too_late(self, province: Province) -> None:
        today = timezone.localdate(NOON)
        with pytest.raises(UnfitReform, match="still to come"):
            province.enter(takes_effect_on=today)
        province.enter(takes_effect_on=today + timedelta(days=1))

    @pytest.mark.parametrize("lacking", ["title", "mandate"])
    def test_title_and_decision_are_wanted(self, province: Province, lacking: str) -> None:
        with pytest.raises(UnfitReform, match="with its number"):
            province.enter(**{lacking: "  "})

    def test_a_decision_is_entered_once(self, province: Province) -> None:
        province.enter()
        with pytest.raises(UnfitReform, match="entered before"):
            province.enter(mandate="Nghị quyết  12/NQ-UBTVQH ")

    def test_while_a_row_is_wrong_nothing_is_kept_and_every_one_is_named(
        self, province: Province
    ) -> None:
        with pytest.raises(UnfitReform) as refused:
            province.enter(lines=province.merging(name="Mới", overseer="khong"))

        assert [bad.line for bad in refused.value.bad] == [2, 2]
        assert not Reform.objects.exists()

    def test_is_taken_back_by_the_same_people_and_the_log_keeps_it(
        self, province: Province
    ) -> None:
        reform = province.enter()
        with pytest.raises(NotYourOffice):
            drop_reform(reform=reform, actor=make_member(province.portal), now=NOON)

        drop_reform(reform=reform, actor=province.head, now=NOON)

        assert not Reform.objects.exists()
        assert ModelLogEntry.objects.filter(action="reforms.drop", user=province.head).exists()

    def test_checks_cost_the_same_for_more_portals(
        self, province: Province, django_assert_num_queries: DjangoAssertNumQueries
    ) -> None:
        reform = province.enter()
        with django_assert_num_queries(6):
            from portals.reforms.standing import units_standing

            units_standing(reform.takes_effect_on)


class TestThePlan:
    def test_counts_what_ends_follows_and_stays_by_table(self, province: Province) -> None:
        make_member(province.communes[0], Position.EDITOR)
        make_member(province.district, Position.EDITOR)
        plan = reform_plan_of(province.enter())

        assert plan["conflicts"] == []
        assert plan["tiers"]["before"]["commune"] == 2
        assert plan["tiers"]["after"]["commune"] == 1
        assert [unit["portal"] for unit in plan["ending"]] == [one.pk for one in province.communes]
        assert [one["code"] for one in plan["founded"][0]["of"]] == [
            one.code for one in province.communes
        ]
        tables = {table["column"]: (table["fate"], table["rows"]) for table in plan["tables"]}
        assert tables["portals.PortalAddress.portal"] == ("keep", 2)
        assert tables["boards.EditorialBoard.portal"] == ("close", 2)
        assert tables["editorial.SectionPage.portal"][1] > 0
        things = {thing["code"]: thing["by_portal"] for thing in plan["under_way"]}
        assert things["posts"] == {str(province.communes[0].pk): 1}
        assert plan["overseen"][0] == {
            "code": province.district.code,
            "name": province.district.name,
            "before": 2,
            "after": 1,
        }
        # JSON can hold it.
        assert json.loads(json.dumps(plan)) == plan

    def test_a_post_that_ended_is_not_under_way(self, province: Province) -> None:
        make_member(province.communes[0], Position.EDITOR, ends_on=DAY)
        things = {
            thing["code"]: thing["rows"] for thing in reform_plan_of(province.enter())["under_way"]
        }

        assert BoardMember.objects.filter(board__portal=province.communes[0]).exists()
        assert things["posts"] == 0

    def test_rows_of_portals_that_stay_are_not_counted(self, province: Province) -> None:
        tables = rows_by_fate([province.communes[0].pk], DAY)

        assert next(t for t in tables if t["column"] == "portals.PortalAddress.portal")["rows"] == 1

    def test_says_what_has_changed_since_the_change_was_entered(self, province: Province) -> None:
        reform = province.enter()
        Portal.objects.filter(pk=province.communes[1].pk).update(name="Xã Khác")

        assert [one["line"] for one in reform_plan_of(reform)["conflicts"]] == [3]

    def test_takes_units_as_they_stand_the_day_before(self, province: Province) -> None:
        reform = province.enter()
        Portal.objects.filter(pk=province.communes[0].pk).update(closed_on=DAY)

        assert [
            (one["line"], "closes on" in one["reason"])
            for one in reform_plan_of(reform)["conflicts"]
        ] == [(2, True)]

    def test_says_that_another_portal_took_a_host_meanwhile(self, province: Province) -> None:
        reform = province.enter()
        hostname = reform.units.get().hostname
        assert reform_plan_of(reform)["founded"][0]["host"] == hostname
        province.portal.addresses.create(
            hostname=hostname, is_main=False, period=DateRange(DAY, None)
        )

        assert [
            "belongs to another" in one["reason"] for one in reform_plan_of(reform)["conflicts"]
        ] == [True]

    def test_is_made_once_by_a_job_that_was_asked_for_once(self, province: Province) -> None:
        reform = province.enter()
        first = ask_for_plan(reform=reform, actor=province.head, now=NOON)
        assert ask_for_plan(reform=reform, actor=province.head, now=NOON) == first

        assert (make_plans(now=NOON), make_plans(now=NOON)) == (1, 0)

        made = ReformPlan.objects.get()
        assert (made.made_at, made.content["day"]) == (NOON, DAY.isoformat())
        assert ask_for_plan(reform=reform, actor=province.head, now=NOON) != first

    def test_that_breaks_keeps_why_and_is_not_tried_again(
        self, province: Province, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        reform = province.enter()
        ask_for_plan(reform=reform, actor=province.head, now=NOON)
        with monkeypatch.context() as broken:
            broken.setattr("portals.reforms.jobs.reform_plan_of", lambda reform: 1 / 0)
            assert make_plans(now=NOON) == 0

        failed = ReformPlan.objects.get()
        assert (failed.made_at, failed.content) == (NOON, None)
        assert failed.failure == "ZeroDivisionError: division by zero"
        assert make_plans(now=NOON) == 0
        page = reverse("reform", args=[reform.pk])
        shown = desk_client(province.head).get(page).content.decode()
        assert "could not be made" in shown
        assert "ZeroDivisionError" in shown
        with pytest.raises(ReformNotPossible, match="could not be made"):
            want_reform_act(
                reform=reform, direction=ActDirection.FORWARD, actor=province.head, now=NOON
            )
        ask_for_plan(reform=reform, actor=province.head, now=NOON)
        assert make_plans(now=NOON) == 1
        assert "ZeroDivisionError" not in desk_client(province.head).get(page).content.decode()

    def test_is_asked_for_by_the_same_people_only(self, province: Province) -> None:
        reform = province.enter()
        with pytest.raises(NotYourOffice):
            ask_for_plan(reform=reform, actor=make_member(province.portal), now=NOON)


@pytest.fixture
def _at_noon() -> Iterator[None]:
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.mark.usefixtures("_at_noon")
class TestThePages:
    def post(self, province: Province, content: bytes, **changes: str) -> HttpResponse:
        given: dict[str, Any] = {
            "title": "Sắp xếp xã",
            "mandate": "12/NQ-UBTVQH",
            "takes_effect_on": "2024-12-01",
            "file": SimpleUploadedFile("don-vi.csv", content, "text/csv"),
        }
        answer: HttpResponse = desk_client(province.head).post(
            reverse("reform_enter"), given | changes
        )
        return answer

    def test_enter_a_table_and_read_its_plan(self, province: Province) -> None:
        answer = self.post(province, province.sheet())
        reform = Reform.objects.get()
        assert answer["Location"] == reverse("reform", args=[reform.pk])
        make_plans(now=NOON)

        desk = desk_client(province.head)
        shown = desk.get(reverse("reform", args=[reform.pk])).content.decode()

        assert "Xã Mới (09999)" in shown
        assert province.communes[0].name in shown
        assert reform.title in desk.get(reverse("reforms")).content.decode()

    def test_name_every_bad_line_and_keep_what_was_typed(self, province: Province) -> None:
        answer = self.post(province, province.sheet("X1,Xã Không Có,,,,"))

        shown = answer.content.decode()
        assert '<th scope="row">4</th>' in shown
        assert "12/NQ-UBTVQH" in shown
        assert not Reform.objects.exists()

    def test_a_file_that_is_no_such_table_is_said_to_be_none(self, province: Province) -> None:
        shown = self.post(province, b"a,b\n1,2\n").content.decode()

        assert "old_code" in shown
        assert not Reform.objects.exists()

    def test_are_closed_to_everybody_else(self, province: Province) -> None:
        reform = province.enter()
        editor = desk_client(make_member(province.portal, Position.EDITOR))
        asking = (
            "reform_drop",
            "reform_want",
            "reform_want_back",
            "reform_confirm",
            "reform_sections",
        )
        for name in ("reform_plan", "reform_call_off", *asking):
            editor.post(reverse(name, args=[reform.pk]))
        for address in (
            reverse("reforms"),
            reverse("reform_enter"),
            *(reverse(name, args=[reform.pk]) for name in ("reform", *asking)),
        ):
            assert editor.get(address).status_code in {302, 403}
        assert not reform.acts.exists()

        assert (Reform.objects.count(), ReformPlan.objects.count()) == (1, 0)

    def test_plan_anew_and_take_back(self, province: Province) -> None:
        reform = province.enter()
        desk = desk_client(province.head)

        desk.post(reverse("reform_plan", args=[reform.pk]))
        assert reform.plans.count() == 1
        asked = desk.get(reverse("reform_drop", args=[reform.pk])).content.decode()
        assert "The table and its plans are deleted." in asked
        assert Reform.objects.exists()
        desk.post(reverse("reform_drop", args=[reform.pk]))
        assert not Reform.objects.exists()


class TestTheCommand:
    def run(self, province: Province, folder: Path, content: bytes, *more: str) -> str:
        file = folder / "don-vi.csv"
        file.write_bytes(content)
        told = StringIO()
        call_command(
            "reform", "plan", str(file), "--on", "2024-12-01", *more, stdout=told, stderr=told
        )
        return told.getvalue()

    def test_tells_the_plan_and_keeps_nothing(self, province: Province, tmp_path: Path) -> None:
        told = self.run(province, tmp_path, province.sheet(), "--json")

        assert len(json.loads(told)["ending"]) == 2
        assert "2 portals end." in self.run(province, tmp_path, province.sheet())
        assert not Reform.objects.exists()

    def test_fails_with_every_bad_line(self, province: Province, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="1 faults"):
            self.run(province, tmp_path, province.sheet("X1,Xã Không Có,,,,"))

    def test_fails_for_a_file_that_is_none(self, province: Province, tmp_path: Path) -> None:
        with pytest.raises(CommandError, match="old_code"):
            self.run(province, tmp_path, b"a\n")
        with pytest.raises(CommandError, match="No such file"):
            call_command("reform", "plan", str(tmp_path / "khong.csv"), "--on", "2024-12-01")
