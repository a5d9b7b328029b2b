"""A3: the mean over documents known to exist, by days worked out by hand."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import pytest

from editorial.models import (
    NumberGap,
    OfficialDocumentPage,
    Placement,
    PortalDocument,
    PublishedFile,
)
from portals.models import Portal
from scoring.measures.documents import Punctual
from tests.factories import make_document, make_official, make_portal
from tests.scoring.cast import local, measure, october

pytestmark = pytest.mark.django_db
# A Thursday; the working days after it are the 16th, 19th, 20th, 21st and 22nd.
ISSUED = date(2026, 10, 15)


@pytest.fixture
def portal() -> Portal:
    return make_portal()


def issue(
    portal: Portal,
    at: datetime,
    *,
    issued_on: date = ISSUED,
    stored_at: datetime | None = None,
    has_file: bool = True,
    until: datetime | None = None,
    **fields: object,
) -> OfficialDocumentPage:
    """Publish a document at its hour, its file stored at the same or at another."""
    document = make_official(portal, issued_on=issued_on, **fields)
    ended = {"removed_at": until, "removal_kind": "in_error"} if until else {}
    Placement.objects.filter(story=document).update(placed_at=at, **ended)
    if has_file:
        file = make_document(portal)
        PortalDocument.objects.filter(pk=file.pk).update(created_at=stored_at or at)
        PublishedFile.objects.create(page_id=document.pk, document=file)
    return document


def miss(portal: Portal, serial: int = 1, **fields: object) -> NumberGap:
    given = {"noticed_at": local(2026, 10, 1, 8), "due_at": local(2026, 10, 5, 23), **fields}
    return NumberGap.objects.create(
        portal=portal, issuer="UBND xã", issuer_key="ubnd xa", series="qd-ubnd/2026",
        is_normative=True, serial=serial, number=f"{serial}/2026/QĐ-UBND", known_on=ISSUED,
        public_from=local(2026, 10, 15, 23), **given,
    )  # fmt: skip


def take(portal: Portal, **asked: object):
    return measure("documents.register", portal, **asked)[portal.pk]


def said(portal: Portal) -> dict[str, str]:
    return {one.name: one.why for one in take(portal).evidence}


class TestOneDocument:
    @pytest.mark.parametrize(
        ("day", "hour", "worth"),
        [
            (15, 0, "1"), (19, 23, "1"), (20, 0, "0.5"), (22, 23, "0.5"), (23, 0, "0.25"), (31, 23, "0.25"),
        ],
    )  # fmt: skip
    def test_is_worth_by_working_days_after_its_issue(
        self, portal: Portal, day: int, hour: int, worth: str
    ) -> None:
        issue(portal, local(2026, 10, day, hour))
        assert (take(portal).value, take(portal).cases) == (Decimal(worth), 1)

    def test_counts_in_the_month_in_which_it_came_and_in_no_other(self, portal: Portal) -> None:
        issue(portal, local(2026, 9, 30, 23, 59), issued_on=date(2026, 9, 29))
        issue(portal, local(2026, 11, 1, 0), issued_on=date(2026, 10, 30))
        assert take(portal).cases == 0
        issue(portal, local(2026, 10, 1, 0), issued_on=date(2026, 9, 29))
        issue(portal, local(2026, 10, 31, 23, 59), issued_on=date(2026, 10, 30))
        assert (take(portal).value, take(portal).cases) == (1, 2)

    def test_without_a_file_is_worth_nothing(self, portal: Portal) -> None:
        issue(portal, local(2026, 10, 15, 9), has_file=False)
        assert (take(portal).value, take(portal).numbers["fileless"]) == (0, 1)

    def test_whose_file_came_later_came_with_its_file(self, portal: Portal) -> None:
        issue(portal, local(2026, 10, 15, 9), stored_at=local(2026, 10, 30, 9))
        assert take(portal).value == Decimal("0.25")

    def test_that_was_taken_back_within_the_month_is_no_case(self, portal: Portal) -> None:
        issue(portal, local(2026, 10, 15, 9), until=local(2026, 10, 31, 23))
        assert take(portal).cases == 0
        issue(portal, local(2026, 10, 15, 9), until=local(2026, 11, 1, 0))
        assert take(portal).cases == 1

    def test_entered_again_counts_from_its_first_page(self, portal: Portal) -> None:
        same = {"number": "7/QĐ-UBND", "is_public": True}
        first = issue(portal, local(2026, 10, 16, 9), **same)
        first.unpublish()
        Placement.objects.filter(story=first).update(removed_at=local(2026, 10, 20, 9))
        issue(portal, local(2026, 10, 30, 9), stored_at=local(2026, 10, 16, 9), **same)
        assert (take(portal).value, take(portal).cases) == (1, 1)
        # It counted in the month before already.
        Placement.objects.filter(story=first).update(placed_at=local(2026, 9, 30, 9))
        assert take(portal).cases == 0

    def test_of_another_body_day_or_portal_is_another_one(self, portal: Portal) -> None:
        same = {"number": "7/QĐ-UBND", "issuer": "UBND xã Thử"}
        before = local(2026, 9, 30, 9)
        there = issue(make_portal(), before, **same)
        there.unpublish()
        Placement.objects.filter(story=there).update(removed_at=local(2026, 9, 30, 10))
        issue(portal, before, **same | {"issuer": "UBND xã Khác"})
        issue(portal, before, issued_on=date(2025, 10, 15), **same)
        issue(portal, local(2026, 10, 16, 9), **same)
        assert (take(portal).value, take(portal).cases) == (1, 1)

    def test_that_another_portal_has_is_no_case_here(self, portal: Portal) -> None:
        document = issue(make_portal(), local(2026, 10, 15, 9))
        Placement.objects.create(
            story=document, portal=portal, section=document.placements.get().section,
            role="republished", kind="document", placed_at=local(2026, 10, 16, 9),
        )  # fmt: skip
        issue(portal, local(2026, 10, 16, 9), adapted_from=document)
        assert take(portal).cases == 0


class TestHistory:
    def test_of_ninety_two_days_before_the_month_is_no_case(self, portal: Portal) -> None:
        # 92 days before the first of October is the first of July.
        issue(portal, local(2026, 10, 15, 9), issued_on=date(2026, 6, 30))
        assert (take(portal).cases, take(portal).numbers["no_case"]) == (0, 1)
        issue(portal, local(2026, 10, 15, 9), issued_on=date(2026, 7, 1))
        assert (take(portal).value, take(portal).cases) == (Decimal("0.25"), 1)

    def test_of_the_days_before_the_portal_opened_is_no_case(self) -> None:
        portal = make_portal(opened_on=date(2026, 10, 10))
        issue(portal, local(2026, 10, 15, 9), issued_on=date(2026, 10, 9))
        assert take(portal).cases == 0
        issue(portal, local(2026, 10, 15, 9), issued_on=date(2026, 10, 10))
        assert take(portal).cases == 1


class TestMissingNumbers:
    def test_count_as_nothing_once_their_days_are_over(self, portal: Portal) -> None:
        issue(portal, local(2026, 10, 15, 9))
        miss(portal, due_at=local(2026, 11, 1, 0))
        assert take(portal).value == 1
        miss(portal, 2, due_at=local(2026, 10, 31, 23))
        assert (take(portal).value, take(portal).numbers["gaps"]) == (Decimal("0.5"), 1)
        assert take(make_portal()).cases == 0

    def test_are_no_case_once_their_document_came(self, portal: Portal) -> None:
        miss(portal, closed_at=local(2026, 10, 31, 23))
        assert take(portal).cases == 0
        miss(portal, 2, closed_at=local(2026, 11, 1, 0))
        assert take(portal).cases == 1

    @pytest.mark.parametrize(
        ("answer", "cases"), [("", 1), ("coming", 1), ("unused", 0), ("withheld", 0)]
    )
    def test_are_answered_for_by_what_ends_the_duty(
        self, portal: Portal, answer: str, cases: int
    ) -> None:
        at = local(2026, 10, 6, 9) if answer else None
        miss(portal, answer=answer, reason="Bỏ số" if answer else "", answered_at=at)
        assert (take(portal).cases, take(portal).value) == (cases, 0)


class TestTheCard:
    def test_names_what_cost_most_first(self, portal: Portal) -> None:
        late = issue(portal, local(2026, 10, 20, 9))
        issue(portal, local(2026, 10, 15, 9))
        gap = miss(portal)
        assert [one.name for one in take(portal).examples] == [gap.number, late.title]
        assert said(portal)[late.title] == "late"

    def test_takes_other_days_from_its_rubric(self, portal: Portal) -> None:
        issue(portal, local(2026, 10, 22, 9))
        assert take(portal, full_days=5, half_days=9).value == 1
        assert take(portal, full_days=1, half_days=4).value == Decimal("0.25")
        assert Punctual() == Punctual(full_days=2, half_days=5, history_days=92)

    def test_pools_three_months(self, portal: Portal) -> None:
        issue(portal, local(2026, 8, 14, 9), issued_on=date(2026, 8, 14))
        issue(portal, local(2026, 10, 23, 9))
        miss(portal)
        taken = take(portal, period=october(months=3))
        assert (taken.cases, taken.value) == (3, Decimal("1.25") / 3)
