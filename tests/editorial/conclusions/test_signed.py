"""A conclusion that was signed begins a duty: it must be public within its days, and stay for fifteen in a row."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db.backends.postgresql.psycopg_any import DateRange
from django.urls import reverse

from editorial.conclusions.fulfilment import Inspections, SignedConclusions
from editorial.conclusions.models import ConclusionPage
from editorial.enums import RemovalKind
from editorial.models import Placement
from editorial.placements.actions import withdraw_story
from portals.boards.enums import Position
from portals.duties.keeping import keep_duties
from portals.duties.loading import SHIPPED, read_duties
from portals.duties.models import Duty, Obligation
from portals.models import Portal
from tests.factories import make_member, make_portal
from tests.portals.duties.cast import make_duty
from tests.support.kept import once_a_file
from tests.walls import body, desk_client

from .test_conclusions import conclusion

built, portal = once_a_file(lambda: make_portal("department", overseer=make_portal("province")))
SIGNED = date(2026, 9, 10)


@pytest.fixture(autouse=True)
def own_media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture(autouse=True)
def duty(portal: Portal) -> Duty:
    return make_duty(
        code="da-ky", tier_id="department", section="thanh-tra", frequency="event",
        due_from="start", due_days=10, kept_days=15, times_a_year=4,
        fulfilled_by="inspection:conclusion", begins_with="inspection:signed",
        period=DateRange(date(2026, 1, 1), None),
    )  # fmt: skip


def at(moment: str) -> datetime:
    return datetime.fromisoformat(f"{moment}+07:00")


def publish(page: ConclusionPage, moment: datetime) -> None:
    revision = page.get_latest_revision() or page.save_revision()
    revision.publish(skip_permission_checks=True)
    Placement.objects.filter(story=page).update(placed_at=moment)


def withdraw(page: ConclusionPage, moment: datetime) -> None:
    head = make_member(page.portal_of_page(), Position.HEAD)
    withdraw_story(
        story=page, kind=RemovalKind.WITHDRAWN, reason="Sai số", actor=head, now=moment
    )  # fmt: skip


def test_is_asked_for_while_it_is_a_draft_by_its_number_alone(portal: Portal) -> None:
    page = conclusion(portal, is_public=False)
    assert keep_duties(now=at("2026-09-09T23:59:59")) == 0
    assert keep_duties(now=at("2026-09-10T00:00:00")) == 1
    owed = Obligation.objects.get()
    assert (owed.portal_id, owed.event, owed.starts_on) == (
        portal.pk, f"inspection:{page.pk}", SIGNED,
    )  # fmt: skip
    # The board is led to its draft, from its list and from its inbox.
    draft = reverse("wagtailadmin_pages:edit", args=[page.pk])
    with time_machine.travel(at("2026-09-11T00:00:00"), tick=False):
        desk = desk_client(make_member(portal, Position.EDITOR))
        for path in (reverse("portal_duties", args=[portal.pk]), reverse("inbox")):
            # With the list to lead back to, where it is opened from the inbox.
            assert f'href="{draft}' in body(desk.get(path)).decode()
    other = Inspections().event_url(portal.pk, "conclusion", "document:1")
    assert other == reverse("portal_stories", args=[portal.pk])
    # Not what was found, nor with whom.
    assert owed.event_title == "Kết luận 12/KL-TTr ngày 10/09/2026"
    # 20 September is a Sunday.
    assert owed.due_at == at("2026-09-21T23:59:59.999999")
    assert keep_duties(now=at("2026-09-11T00:00:00")) == 0


def test_is_met_by_its_publication_and_owed_again_when_it_goes_too_soon(portal: Portal) -> None:
    page = conclusion(portal, is_public=False)
    conclusion(portal, number="13/KL-TTr", is_public=False)
    up = at("2026-09-15T08:00:00")
    publish(page, up)
    keep_duties(now=up)
    met, other = Obligation.objects.order_by("event")
    assert (met.met_at, met.address, other.met_at) == (up, page.public_path(), None)
    withdraw(page, up + timedelta(days=14))
    keep_duties(now=up + timedelta(days=14))
    met.refresh_from_db()
    assert (met.met_at, met.taken_down_at) == (None, up + timedelta(days=14))
    # Written anew with the same number and day it is the same conclusion.
    again = conclusion(portal, is_public=False)
    back = up + timedelta(days=15)
    publish(again, back)
    keep_duties(now=back)
    met.refresh_from_db()
    assert (met.met_at, met.address) == (back, again.public_path())
    assert Obligation.objects.count() == 2
    withdraw(again, back + timedelta(days=15))
    assert keep_duties(now=back + timedelta(days=15)) == 0


def test_whoever_wrote_it_owes_it_and_not_whoever_adapted_it(portal: Portal) -> None:
    mine = conclusion(portal)
    theirs = conclusion(make_portal("department"))
    copy = conclusion(portal, number="14/KL-TTr")
    ConclusionPage.objects.filter(pk=copy.pk).update(adapted_from=theirs)
    keep_duties(now=at("2026-09-12T08:00:00"))
    owed = set(Obligation.objects.values_list("portal", "event"))
    assert owed == {
        (portal.pk, f"inspection:{mine.pk}"),
        (theirs.portal_of_page().pk, f"inspection:{theirs.pk}"),
    }


def test_costs_the_same_for_one_and_for_many(portal: Portal, django_assert_num_queries) -> None:
    for number in range(1, 4):
        conclusion(portal, number=f"{number}/KL-TTr", is_public=False)
        with django_assert_num_queries(1):
            assert len(list(SignedConclusions().events(["signed"], SIGNED))) == number
    assert not list(SignedConclusions().events(["signed"], SIGNED + timedelta(days=1)))
    assert [one for one in ("signed", "conclusion", "") if SignedConclusions().knows(one)] == [
        "signed"
    ]


def test_is_asked_by_the_list_that_comes_with_the_install() -> None:
    tiers = frozenset({"province", "department", "district", "commune"})
    told = read_duties(SHIPPED.read_text(), tiers)
    lines = [one for one in told if one.begins_with == "inspection:signed"]
    assert {one.code for one in lines} == {"ket-luan-thanh-tra-da-ky"}
    assert {one.kept_days for one in lines} == {15}
    assert {one.due_days for one in lines} == {10}
    assert not any(one.basis_checked for one in lines)
