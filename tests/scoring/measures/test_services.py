"""A6 by the national catalogue: the procedures that a portal shows, and what the service portal answers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from editorial.models import InformationPage
from editorial.procedures.models import Procedure, ServiceLink, ServiceOutage
from portals.boards.enums import Position
from portals.models import Portal
from scoring.forecast.remedies import remedy_for
from tests.editorial.procedures.exports import BIRTH, PERMIT, SHOP, bring_in
from tests.factories import make_member, make_portal, section_of
from tests.scoring.cast import local, measure
from tests.walls import body, desk_client

pytestmark = pytest.mark.django_db
BEGAN = local(2026, 9, 1, 9)
END = local(2026, 11, 1)
HOSTS = {"hosts": ["dichvucong.example.vn"]}


@pytest.fixture
def commune() -> Portal:
    bring_in(SHOP, BIRTH, PERMIT, now=BEGAN, on=BEGAN.date())
    ServiceLink.objects.update(checked_at=BEGAN, status=200)
    return make_portal("commune")


def taken(portal: Portal, **more: Any) -> Any:
    return measure("services.links", portal, **HOSTS, **more)[portal.pk]


def break_link(row: dict[str, Any], since: Any, until: Any = None) -> None:
    link = ServiceLink.objects.get(url=row["lien_ket"])
    ServiceOutage.objects.create(link=link, since=since, until=until)


def test_counts_what_the_portal_shows_of_the_catalogue(commune: Portal) -> None:
    found = taken(commune)
    assert (found.value, found.cases) == (1, 2)
    assert found.numbers == {"procedures": 2, "working": 2, "leads": 1}
    assert [one.kind for one in found.evidence] == ["procedure", "procedure"]


def test_takes_two_thirds_by_the_share_that_opens(commune: Portal) -> None:
    break_link(SHOP, BEGAN)
    found = taken(commune)
    assert found.value == (1 + 2 * Decimal("0.5")) / 3
    assert [one.why for one in found.examples] == ["broken_link"]


def test_asks_how_it_was_at_the_end_of_the_month(commune: Portal) -> None:
    a_minute = timedelta(minutes=1)
    break_link(SHOP, BEGAN, END - a_minute)
    break_link(SHOP, END + a_minute)
    assert taken(commune).value == 1
    break_link(BIRTH, END - a_minute, END + a_minute)
    assert taken(commune).value < 1


def test_takes_the_moment_of_mending_for_mended_and_that_of_breaking_for_broken(
    commune: Portal,
) -> None:
    break_link(SHOP, BEGAN, END)
    assert taken(commune).value == 1
    break_link(BIRTH, END, END + timedelta(minutes=1))
    assert taken(commune).value < 1


def test_counts_the_version_that_stood_on_the_last_day(commune: Portal) -> None:
    bring_in(SHOP, PERMIT, now=END - timedelta(hours=1), on=BEGAN.date())
    assert taken(commune).numbers["procedures"] == 1
    Procedure.objects.filter(code=BIRTH["ma"]).update(ended_on=END.date())
    assert taken(commune).numbers["procedures"] == 2
    Procedure.objects.filter(code=SHOP["ma"]).update(valid_from=END.date())
    assert taken(commune).numbers["procedures"] == 1


def test_leaves_out_what_nobody_asked_yet(commune: Portal) -> None:
    ServiceLink.objects.filter(url=SHOP["lien_ket"]).update(checked_at=None)
    found = taken(commune)
    assert (found.cases, found.numbers["procedures"]) == (1, 1)
    assert [one.why for one in found.examples] == ["unread"]
    ServiceLink.objects.update(checked_at=None)
    assert taken(commune).cases == 0


def test_leads_to_the_service_portal_alone(commune: Portal) -> None:
    found = measure("services.links", commune, hosts=["vi-du.vn"])[commune.pk]
    assert found.value == Decimal(2) / 3
    # A name that only ends so is another's.
    assert measure("services.links", commune, hosts=["example.vn"])[commune.pk].value == 1
    assert (
        measure("services.links", commune, hosts=["cong.example.vn"])[commune.pk].numbers["leads"]
        == 0
    )


def test_charges_nobody_with_what_ten_portals_show(commune: Portal) -> None:
    break_link(SHOP, BEGAN)
    for _ in range(8):
        make_portal("commune")
    assert taken(commune).value < 1
    make_portal("commune")
    assert taken(commune).value == 1


def test_takes_no_page_without_a_link_for_a_procedure(commune: Portal) -> None:
    section_of(commune, "tthc").add_child(instance=InformationPage(title="Nộp hồ sơ"))
    assert taken(commune).value == 1
    district = make_portal("district")
    section_of(district, "tthc").add_child(instance=InformationPage(title="Nộp hồ sơ"))
    assert taken(district).value == 0


def test_names_to_the_board_what_leads_nowhere_now(commune: Portal) -> None:
    bring_in(
        SHOP, BIRTH, PERMIT, BIRTH | {"ma": "1.000001", "lien_ket": ""}, now=END, on=END.date()
    )
    break_link(SHOP, BEGAN)
    break_link(PERMIT, BEGAN)
    break_link(BIRTH, BEGAN, END)
    address = remedy_for("services.links").place(commune)
    client = desk_client(make_member(commune, Position.CONTRIBUTOR))
    answer = client.get(address)
    assert [one.code for one in answer.context["services"]] == ["1.000001", SHOP["ma"]]
    shop = Procedure.objects.get(code=SHOP["ma"])
    assert reverse("procedure_versions", args=[commune.pk, shop.pk]) in body(answer).decode()


def test_takes_a_procedure_that_leads_nowhere_for_one_that_does_not_work(commune: Portal) -> None:
    bring_in(SHOP | {"lien_ket": ""}, BIRTH, PERMIT, now=BEGAN, on=BEGAN.date())
    found = taken(commune)
    assert [one.why for one in found.examples] == ["no_link"]
    assert found.value == Decimal(2) / 3
