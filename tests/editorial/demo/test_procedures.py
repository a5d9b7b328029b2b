"""The demo's catalogue of procedures: an export as any other, over the six life events, and centres for all."""

from __future__ import annotations

from collections import Counter

import pytest
from django.test import Client
from django.utils import timezone

from editorial.demo.procedure_checks import finds_procedures
from editorial.demo.procedures import bring_in_procedures, demo_catalogue, open_demo_centres
from editorial.procedures.handling import procedures_of
from editorial.procedures.life_events import life_events
from editorial.procedures.models import ProcedureFee, ServiceLink, ServicePoint
from editorial.procedures.probing.states import LinkState, state_of
from portals.demo.organisations import OF_2024, OF_2025, DemoOrganisation
from portals.models import Portal
from portals.operations.demo.running import Address, HttpAnswer
from tests.factories import make_portal


class Asked:
    """The running demo, as far as checks ask it for pages. With `fee` its pages tell that one."""

    def __init__(self, fee: str = "") -> None:
        self.fee = fee

    def ask(self, address: Address) -> HttpAnswer:
        answer = Client().get(address.path, headers={"host": address.host})
        body = answer.content.replace("1 đồng".encode(), (self.fee or "1 đồng").encode())
        return HttpAnswer(answer.status_code, body)


@pytest.mark.parametrize("organisation", [OF_2024, OF_2025], ids=lambda one: one.code)
def test_is_an_export_without_a_fault_over_all_life_events(organisation: DemoOrganisation) -> None:
    read = demo_catalogue(organisation)
    assert read.faults == ()
    assert len(read.procedures) >= 40
    events = Counter(event for one in read.procedures for event in one.life_events)
    assert set(events) == set(life_events())
    assert min(events.values()) >= 4
    # Nobody's name but that of a body whose portal the demo opens.
    names = {row["name"] for row in organisation.listed()}
    assert {body for one in read.procedures for body in one.agencies} <= names
    levels = {level for one in read.procedures for level in one.levels}
    assert ("huyen" in levels) == organisation.has_tier_between


@pytest.mark.django_db
def test_stands_on_portals_with_their_centres() -> None:
    commune, justice, office = (
        make_portal(tier) for tier in ("commune", "department", "department")
    )
    Portal.objects.filter(pk=justice.pk).update(name="Sở Tư pháp")
    now = timezone.now()
    bring_in_procedures(OF_2024, now=now)
    portals = list(Portal.objects.filter(pk__in=[commune.pk, justice.pk, office.pk]))
    open_demo_centres(portals, now=now)
    assert set(ServicePoint.objects.values_list("portal", flat=True)) == {commune.pk, justice.pk}
    assert procedures_of(commune).count() > 20
    states = Counter(state_of(link, now).state for link in ServiceLink.objects.all())
    assert states[LinkState.BROKEN] == 1
    assert set(states) == {LinkState.BROKEN, LinkState.WORKS}

    # What `demo --check` asks of the whole province, asked of these two.
    make_portal("province")
    (found,) = finds_procedures(Asked())
    assert (found.key, found.right, found.total, list(found.faults)) == (
        "procedure_found",
        4,
        4,
        [],
    )
    ProcedureFee.objects.filter(procedure__code="1.001612").update(amount=1)
    (found,) = finds_procedures(Asked(fee="2 đồng"))
    assert (found.right, len(found.faults)) == (2, 2)
