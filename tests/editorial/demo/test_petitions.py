"""The demo's petitions stand in every state but one, each with an agency that its council's portal oversees."""

from __future__ import annotations

from datetime import datetime

import pytest

from editorial.demo.petitions import bring_demo_petitions
from editorial.petitions.reading import STATES, PetitionsAsked, found_petitions, with_standing
from portals.accountability.models import CouncilPetition
from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE
from portals.demo.people import Crew
from tests.factories import make_member, make_portal

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 26, 10, tzinfo=LOCAL_ZONE)


def test_two_councils_bring_petitions_which_stand_in_every_state() -> None:
    province = make_portal(tier="province", code="27")
    district = make_portal(tier="district", code="256", overseer=province)
    others = [
        make_portal(tier="department", code="SYT", overseer=province),
        make_portal(tier="commune", code="09163", overseer=district),
    ]
    portals = [province, district, *others]
    posts = (Position.HEAD, Position.EDITOR)
    crews = {
        portal.pk: Crew([(post, make_member(portal, post)) for post in posts]) for portal in portals
    }
    bring_demo_petitions(portals, crews, now=NOW)
    found = with_standing(CouncilPetition.objects.all(), NOW)
    # No answer of the demo had to be taken out of view.
    assert {one.standing for one in found} == set(STATES) - {"da-go"}
    assert {one.brought_by for one in found} == {province, district}
    assert {one.case.received_by for one in found} == set(portals)
    assert CouncilPetition.objects.exclude(result="").get().case.ended_late is False
    choices = found_petitions(province, PetitionsAsked(), NOW).choices
    assert len(choices["sessions"]) == 2
