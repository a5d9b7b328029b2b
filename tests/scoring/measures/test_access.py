"""A8: the list and the form by which a citizen asks for information; A7 where things are owed by days of their own."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db.backends.postgresql.psycopg_any import DateRange

from editorial.models import InformationPage, Placement, PublishedFile
from portals.duties.models import DutyExemption, Obligation
from portals.models import Portal
from tests.factories import make_document, make_member, make_portal, published_story, section_of
from tests.portals.duties.cast import make_duty
from tests.scoring.cast import local, measure

pytestmark = pytest.mark.django_db
FORM = "Phiếu yêu cầu cung cấp thông tin"
END = local(2026, 11, 1, 0)
A_MOMENT = timedelta(microseconds=1)


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def stand(portal: Portal, title: str, *, section: str = "tiep-can", **told: Any) -> InformationPage:
    published = told.pop("at", local(2026, 10, 1))
    page = InformationPage(title=title, first_published_at=published, **told)
    section_of(portal, section).add_child(instance=page)
    return page


def access(portal: Portal) -> Any:
    return measure("access.shown", portal)[portal.pk]


class TestListAndForm:
    def test_both_are_half_each(self, portal: Portal) -> None:
        assert (access(portal).value, access(portal).cases) == (Decimal(0), 1)
        assert [one.why for one in access(portal).evidence] == ["unlisted", "formless"]
        stand(portal, FORM)
        assert access(portal).value == Decimal("0.5")
        make_duty(fulfilled_by="nowhere:x")
        one = access(portal)
        assert (one.value, one.numbers) == (Decimal(1), {"list": 1, "form": 1})
        assert [thing.name for thing in one.evidence] == [FORM]

    def test_the_list_is_that_of_its_tier_on_the_last_day(self, portal: Portal) -> None:
        make_duty(fulfilled_by="nowhere:x", tier_id="district")
        make_duty(code="a", fulfilled_by="nowhere:x", period=DateRange(date(2026, 11, 1), None))
        make_duty(
            code="b",
            fulfilled_by="nowhere:x",
            period=DateRange(date(2026, 1, 1), date(2026, 10, 31)),
        )
        assert access(portal).numbers["list"] == 0
        make_duty(
            code="c",
            fulfilled_by="nowhere:x",
            period=DateRange(date(2026, 10, 31), date(2026, 11, 1)),
        )
        assert access(portal).numbers["list"] == 1

    def test_a_page_may_be_the_list(self, portal: Portal) -> None:
        page = stand(portal, "Danh mục thông tin phải công khai của xã")
        assert access(portal).numbers == {"list": 1, "form": 0}
        # And the form besides.
        InformationPage.objects.filter(pk=page.pk).update(title=f"{page.title}, {FORM.lower()}")
        assert access(portal).numbers == {"list": 1, "form": 1}

    def test_a_file_may_be_the_form(self, portal: Portal) -> None:
        page = stand(portal, "Mẫu đơn")
        assert access(portal).numbers["form"] == 0
        file = make_document(portal, name=FORM.upper())
        type(file).objects.filter(pk=file.pk).update(created_at=END - A_MOMENT)
        PublishedFile.objects.create(page=page, document=file)
        assert access(portal).numbers["form"] == 1
        type(file).objects.filter(pk=file.pk).update(created_at=END)
        assert access(portal).numbers["form"] == 0

    def test_a_story_may_be_the_form_while_it_stands(self, portal: Portal) -> None:
        story = published_story(portal, title=FORM, section="tiep-can")
        placed = Placement.objects.filter(story=story)
        placed.update(placed_at=END - A_MOMENT)
        assert access(portal).numbers["form"] == 1
        placed.update(removed_at=END, removal_kind="withdrawn", removal_reason="x")
        assert access(portal).numbers["form"] == 1
        placed.update(placed_at=END - 2 * A_MOMENT, removed_at=END - A_MOMENT)
        assert access(portal).numbers["form"] == 0

    def test_not_elsewhere_nor_later_nor_a_draft(self, portal: Portal) -> None:
        stand(make_portal(), FORM)
        stand(portal, FORM, section="tthc")
        stand(portal, f"{FORM} mới", at=END)
        stand(portal, f"{FORM} nháp", live=False)
        assert access(portal).numbers["form"] == 0


class TestSectionsInWhichThingsAreOwed:
    SECTION = "thong-ke"

    @pytest.fixture
    def portal(self) -> Portal:
        return make_portal("district")

    def owe(self, portal: Portal, **told: Any) -> Obligation:
        duty = make_duty(
            code=f"d{Obligation.objects.count()}",
            tier_id="district",
            section=self.SECTION,
            fulfilled_by="nowhere:x",
        )
        told = {"due_at": END - A_MOMENT, **told}
        return Obligation.objects.create(
            portal=portal, duty=duty, starts_on=date(2026, 7, 1), ends_on=date(2026, 10, 1),
            told_at=told["due_at"], **told,
        )  # fmt: skip

    def why(self, portal: Portal) -> str:
        name = section_of(portal, self.SECTION).title
        evidence = measure("sections.current", portal)[portal.pk].evidence
        return next(one.why for one in evidence if one.name == name)

    def test_are_in_order_while_nothing_is_overdue_however_old(self, portal: Portal) -> None:
        assert self.why(portal) == "stale"
        self.owe(portal, met_at=END - A_MOMENT)
        assert self.why(portal) == ""
        self.owe(make_portal("district"))
        assert self.why(portal) == ""
        self.owe(portal, due_at=END)
        assert self.why(portal) == ""
        self.owe(portal)
        assert self.why(portal) == "unshown"

    def test_are_out_of_date_however_new(self, portal: Portal) -> None:
        self.owe(portal, met_at=END)
        assert self.why(portal) == "unshown"

    def test_are_in_order_where_nothing_arose(self, portal: Portal) -> None:
        by = make_member(portal)
        self.owe(portal, nothing_at=END - A_MOMENT, nothing_by=by, nothing_reason="Không có")
        assert self.why(portal) == ""
        self.owe(portal, nothing_at=END, nothing_by=by, nothing_reason="Không có")
        assert self.why(portal) == "unshown"

    def test_are_judged_by_their_age_where_all_is_exempt(self, portal: Portal) -> None:
        exemption = DutyExemption.objects.create(
            portal=portal, code="d0", reason="Không có", entered_by=make_member(portal),
            entered_at=END - A_MOMENT, period=DateRange(date(2026, 1, 1), None),
        )  # fmt: skip
        self.owe(portal, exempted_by=exemption)
        assert self.why(portal) == "stale"

    def test_look_back_a_year(self, portal: Portal) -> None:
        self.owe(portal, due_at=END - timedelta(days=366), met_at=END - timedelta(days=366))
        assert self.why(portal) == ""
        Obligation.objects.update(due_at=END - timedelta(days=366) - A_MOMENT)
        assert self.why(portal) == "stale"
