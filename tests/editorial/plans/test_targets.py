"""Plans and targets: who enters them, what stands with them on a day, what citizens read."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from editorial.enums import RemovalKind
from editorial.placements.actions import withdraw_story
from editorial.plans.enums import PlanKind, TargetState
from editorial.plans.models import Plan, PlanTarget, TargetValue
from editorial.plans.targets.actions import (
    ToldTarget,
    add_plan,
    add_target,
    end_target,
    enter_value,
)
from editorial.plans.targets.queries import amount_words, target_counts, targets_of
from editorial.plans.targets.standing import progress, state_on
from portals.models import EditionChange
from portals.refusals import NotYourOffice, Refusal
from tests.factories import make_official, section_of
from tests.scoring.cast import measure
from tests.support.visiting import republished, visit
from tests.walls import desk_client

from .conftest import DUE, NOW, Hall

TODAY = date(2026, 3, 11)
WATER = ToldTarget("Hộ dùng nước sạch", "%", Decimal(95), DUE, "Phòng Nông nghiệp", Decimal(75))
POOR = ToldTarget("Hộ nghèo", "hộ", Decimal(20), DUE, "UBND xã", Decimal(60), rises=False)


def plan_of(hall: Hall) -> Plan:
    return add_plan(
        portal=hall.portal, document=hall.document, kind=PlanKind.YEARLY, first_year=2026,
        last_year=2026, actor=hall.secretary, now=NOW,
    )  # fmt: skip


def target_of(hall: Hall, told: ToldTarget = WATER) -> PlanTarget:
    plan = Plan.objects.filter(portal=hall.portal).first() or plan_of(hall)
    return add_target(plan=plan, told=told, actor=hall.secretary, now=NOW)


def measured(
    hall: Hall, target: PlanTarget, value: int, as_of: date = TODAY, now: datetime = NOW
) -> TargetValue:
    return enter_value(
        target=target, value=Decimal(value), as_of=as_of, source="Báo cáo 45/BC-UBND",
        actor=hall.secretary, now=now,
    )  # fmt: skip


@dataclass
class Aim:
    base: Decimal | None
    wanted: Decimal
    rises: bool
    due_on: date = DUE


UP, DOWN = Aim(Decimal(75), Decimal(95), True), Aim(Decimal(60), Decimal(20), False)


class TestStanding:
    @pytest.mark.parametrize(
        ("aim", "value", "day", "state", "done"),
        [
            (UP, 95, DUE, "reached", 100), (UP, 94, DUE, "on-the-way", 95),
            (UP, 94, DUE + timedelta(1), "late", 95), (UP, 70, DUE, "on-the-way", 0),
            (UP, 99, DUE + timedelta(1), "reached", 100), (UP, None, DUE, "on-the-way", None),
            (UP, None, DUE + timedelta(1), "late", None), (DOWN, 20, DUE, "reached", 100),
            (DOWN, 21, DUE, "on-the-way", 97), (DOWN, 50, DUE, "on-the-way", 25),
            (Aim(None, Decimal(200), True), 50, DUE, "on-the-way", 25),
            (Aim(None, Decimal(20), False), 50, DUE, "on-the-way", None),
            (Aim(Decimal(0), Decimal(1000), True), 999, DUE, "on-the-way", 99),
        ],
    )  # fmt: skip
    def test_follows_from_the_latest_value_and_the_day(
        self, aim: Aim, value: int | None, day: date, state: str, done: int | None
    ) -> None:
        number = None if value is None else Decimal(value)
        assert state_on(aim, number, day) == TargetState(state)
        assert progress(aim, number) == done

    def test_amounts_are_said_as_people_write_them(self) -> None:
        assert [amount_words(Decimal(text)) for text in ("1250.500", "95.000", "1200000")] == [
            "1.250,5", "95", "1.200.000",
        ]  # fmt: skip
        assert amount_words(None) == ""


class TestEntering:
    def test_is_for_the_standing_editors_of_its_board(self, hall: Hall) -> None:
        target = target_of(hall)
        acts: list[tuple[Any, dict[str, Any]]] = [
            (add_plan, {"portal": hall.portal, "document": hall.document, "kind": PlanKind.YEARLY,
                        "first_year": 2026, "last_year": 2026}),
            (add_target, {"plan": target.plan, "told": POOR}),
            (enter_value, {"target": target, "value": Decimal(1), "as_of": TODAY, "source": "x"}),
            (end_target, {"target": target, "reason": "x"}),
        ]  # fmt: skip
        for person in (hall.editor, hall.stranger, hall.overseer):
            for verb, told in acts:
                with pytest.raises(NotYourOffice):
                    verb(**told, actor=person, now=NOW)
        assert (Plan.objects.count(), PlanTarget.objects.count()) == (1, 1)

    def test_a_plan_is_an_own_document_once(self, hall: Hall) -> None:
        foreign = make_official(hall.elsewhere)
        republished(foreign, hall.portal, "van-ban")
        draft = make_official(hall.portal, is_public=False)
        for document in (foreign, draft):
            with pytest.raises(Refusal):
                add_plan(
                    portal=hall.portal, document=document, kind=PlanKind.YEARLY, first_year=2026,
                    last_year=2026, actor=hall.head, now=NOW,
                )  # fmt: skip
        EditionChange.objects.all().delete()
        plan = plan_of(hall)
        assert EditionChange.objects.get().portal_ids == [hall.portal.pk]
        assert ModelLogEntry.objects.get(action="plans.add").object_id == str(plan.pk)
        with pytest.raises(Refusal):
            plan_of(hall)

    def test_a_target_lies_ahead(self, hall: Hall) -> None:
        for told in (
            ToldTarget("A", "%", Decimal(75), DUE, "B", Decimal(75)),
            ToldTarget("A", "%", Decimal(60), DUE, "B", Decimal(20), rises=False),
        ):
            with pytest.raises(Refusal):
                target_of(hall, told)

    def test_a_value_is_of_a_day_that_was_and_has_a_source(self, hall: Hall) -> None:
        target = target_of(hall)
        with pytest.raises(Refusal):
            measured(hall, target, 80, TODAY + timedelta(1))
        with pytest.raises(Refusal):
            enter_value(target=target, value=Decimal(1), as_of=TODAY, source="", actor=hall.head, now=NOW)  # fmt: skip
        measured(hall, target, 80)
        assert TargetValue.objects.get().entered_by == hall.secretary

    def test_an_ended_target_stays_with_its_reason(self, hall: Hall) -> None:
        target = target_of(hall)
        with pytest.raises(Refusal):
            end_target(target=target, reason=" ", actor=hall.head, now=NOW)
        end_target(target=target, reason="Sáp nhập xã", actor=hall.head, now=NOW)
        for act in (
            lambda: measured(hall, target, 80),
            lambda: end_target(target=target, reason="Khác", actor=hall.head, now=NOW),
        ):
            with pytest.raises(Refusal):
                act()
        assert targets_of([hall.portal], TODAY) == {}
        assert "Sáp nhập xã" in visit(hall.portal, "/quy-hoach/").content.decode()


class TestTheQuery:
    def test_knows_what_was_known_on_a_day(self, hall: Hall) -> None:
        target = target_of(hall)
        measured(hall, target, 80, TODAY - timedelta(9))
        measured(hall, target, 96, TODAY)
        measured(hall, target, 79, TODAY - timedelta(9), NOW + timedelta(hours=1))
        later, earlier = (
            targets_of([hall.portal], day)[hall.portal.pk][0]
            for day in (TODAY, TODAY - timedelta(1))
        )
        assert (later.state, later.progress) == (TargetState.REACHED, 100)
        # What was entered last for a day counts; the other stays in the history.
        assert (earlier.latest and earlier.latest.value, earlier.state) == (
            79,
            TargetState.ON_THE_WAY,
        )
        assert [int(one.value) for one in later.history] == [96, 79, 80]
        assert targets_of([hall.portal], TODAY - timedelta(10))[hall.portal.pk][0].latest is None
        assert targets_of([hall.elsewhere], TODAY) == {}

    def test_leaves_out_plans_that_were_withdrawn(self, hall: Hall) -> None:
        target_of(hall)
        withdraw_story(
            story=hall.document, kind=RemovalKind.IN_ERROR, reason="Nhầm", actor=hall.head, now=NOW
        )
        assert targets_of([hall.portal], TODAY) == {}
        assert "Hộ dùng nước sạch" not in visit(hall.portal, "/quy-hoach/").content.decode()

    def test_takes_as_many_queries_for_any_number(self, hall: Hall) -> None:
        def queries(path: str) -> int:
            with CaptureQueriesContext(connection) as caught:
                visit(hall.portal, path)
            return len(caught)

        paths = ("/quy-hoach/", "/quy-hoach/chi-tieu.csv")
        measured(hall, target_of(hall), 80)
        few = [queries(path) for path in paths]
        for number in range(4):
            measured(hall, target_of(hall, POOR), 50 - number)
        assert [queries(path) for path in paths] == few


class TestWhoeverOversees:
    def test_reads_who_is_behind_with_as_many_queries_for_any_number(self, hall: Hall) -> None:
        day = DUE + timedelta(1)
        measured(hall, target_of(hall), 85)
        measured(hall, target_of(hall, POOR), 20)
        target_of(hall, replace(WATER, name="Sau", due_on=day))

        with CaptureQueriesContext(connection) as caught:
            lines = target_counts([hall.elsewhere, hall.portal], day)
        assert len(caught) == 2
        assert [line.portal for line in lines] == [hall.portal, hall.elsewhere]
        told, other = lines
        assert (told.reached, told.on_the_way, other.running) == (1, 1, 0)
        assert [one.target.name for one in told.behind] == ["Hộ dùng nước sạch"]
        # On its day it is not behind yet.
        assert not target_counts([hall.portal], DUE)[0].behind

        with time_machine.travel(datetime(2026, 7, 1, 3, tzinfo=UTC), tick=False):
            above = desk_client(hall.overseer)
            html = above.get(f"/ke-hoach/{hall.district.pk}/cap-duoi/").content.decode()
            assert "85/95 %" in html
            assert "1 cổng bên dưới chưa có chỉ tiêu" in html
            assert (
                f"/ke-hoach/{hall.district.pk}/cap-duoi/"
                in above.get(f"/ke-hoach/{hall.district.pk}/").content.decode()
            )
            own = desk_client(hall.editor)
            html = own.get(f"/ke-hoach/{hall.portal.pk}/").content.decode()
            assert "1 đã đạt, 1 đang thực hiện, 1 chậm" in html
            assert "cap-duoi" not in html
            assert own.get(f"/ke-hoach/{hall.district.pk}/cap-duoi/").status_code == 404


class TestThePublicPage:
    def test_shows_targets_as_table_and_picture(self, hall: Hall) -> None:
        measured(hall, target_of(hall), 85)
        target_of(hall, POOR)
        slug = section_of(hall.portal, "quy-hoach").slug
        html = visit(hall.portal, f"/{slug}/").content.decode()
        for words in (
            "Kế hoạch hằng năm",
            hall.document.title,
            "Hộ dùng nước sạch",
            "≤ 20",
            "Báo cáo 45/BC-UBND",
        ):
            assert words in html
        assert 'aria-label="đạt 50% chặng đường"' in html
        assert "chưa có kết quả" in html
        csv = visit(hall.portal, "/quy-hoach/chi-tieu.csv").content.decode("utf-8-sig").splitlines()
        assert len(csv) == 3
        assert (
            ",Hộ dùng nước sạch,%,75.000,95.000,2026-06-30,Phòng Nông nghiệp,85.000,2026-03-11,"
            in csv[1]
        )
        assert (
            "Hộ dùng nước sạch"
            not in visit(hall.elsewhere, "/quy-hoach/chi-tieu.csv").content.decode()
        )


class TestTheDesk:
    def test_lists_a_plan_enters_a_target_and_its_value(self, hall: Hall) -> None:
        client = desk_client(hall.secretary)
        address = f"/ke-hoach/{hall.portal.pk}/"
        sent = {"document": hall.document.pk, "kind": "cong", "first_year": 2026, "last_year": 2025}
        assert client.post(address, sent).status_code == 422
        assert client.post(address, sent | {"last_year": 2026}).status_code == 302
        plan = Plan.objects.get()
        address = f"/ke-hoach/{hall.portal.pk}/{plan.pk}/"
        told = {
            "name": "Lượt đọc", "unit": "lượt", "wanted": "1.250.000", "due_on": "2026-12-31",
            "body": "Ban Biên tập", "chi-tieu": "1",
        }  # fmt: skip
        wrong = client.post(address, told | {"base": "2.000.000"})
        assert wrong.status_code == 422
        assert "Lượt đọc" in wrong.content.decode()
        assert client.post(address, told).status_code == 302
        target = PlanTarget.objects.get()
        assert target.wanted == 1_250_000
        value = {
            f"{target.pk}-value": "1.000,5",
            f"{target.pk}-as_of": "2026-03-01",
            "ket-qua": target.pk,
        }
        assert client.post(address, value).status_code == 422
        value[f"{target.pk}-source"] = "Thống kê Cổng"
        assert client.post(address, value).status_code == 302
        assert TargetValue.objects.get().value == Decimal("1000.5")
        end = {f"dung-{target.pk}-reason": "Đổi cách đo", "dung": target.pk}
        assert client.post(address, end).status_code == 302
        assert desk_client(hall.stranger).get(address).status_code == 404
        assert 'name="chi-tieu"' not in desk_client(hall.editor).get(address).content.decode()


class TestTheMeasure:
    def test_is_the_share_of_targets_due_that_were_reached(self, hall: Hall) -> None:
        """October 2026: of two targets due in it one was reached by its end."""
        october = date(2026, 10, 31)
        reached = target_of(hall, ToldTarget("A", "%", Decimal(95), october, "B", Decimal(75)))
        target_of(hall, ToldTarget("B", "%", Decimal(95), date(2026, 10, 1), "B"))
        for other in (date(2026, 9, 30), date(2026, 11, 1)):
            target_of(hall, ToldTarget("C", "%", Decimal(95), other, "B"))
        at = datetime(2026, 11, 2, 5, tzinfo=UTC)
        measured(hall, reached, 96, october, at)
        found = measure("plans.targets", hall.portal, hall.elsewhere)
        one = found[hall.portal.pk]
        assert (one.cases, one.value) == (2, Decimal("0.5"))
        assert one.numbers == {"due": 2, "reached": 1}
        assert found[hall.elsewhere.pk].cases == 0

    def test_is_not_escaped_by_giving_a_target_up(self, hall: Hall) -> None:
        told = ToldTarget("A", "%", Decimal(95), date(2026, 10, 31), "B")
        dropped = target_of(hall, told)
        target_of(hall, replace(told, name="B"))

        def counted() -> tuple[int, Decimal]:
            one = measure("plans.targets", hall.portal)[hall.portal.pk]
            return one.cases, one.value

        before = counted()
        assert before == (2, Decimal(0))
        PlanTarget.objects.filter(pk=dropped.pk).update(ended_at=NOW, ended_reason="Thôi")
        assert counted() == before
        # Entered anew with a later day it is put off all the same.
        late = target_of(hall, replace(told, due_on=date(2026, 11, 1)))
        assert counted() == before
        PlanTarget.objects.filter(pk=late.pk).update(due_on=told.due_on)
        assert counted() == before
        # Of another plan, or ended as well, it takes nothing's place.
        PlanTarget.objects.filter(pk=late.pk).update(ended_at=NOW, ended_reason="Thôi")
        assert counted() == (3, Decimal(0))
        for day in (date(2026, 9, 30), date(2026, 11, 1)):
            PlanTarget.objects.filter(pk=dropped.pk).update(due_on=day)
            assert counted() == (2, Decimal(0))
