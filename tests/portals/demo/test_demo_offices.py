"""The demo's boards that are not as usual are left by the verbs, and rights follow."""

from __future__ import annotations

import pytest
from django.utils import timezone

from portals.boards.approval import standing_waiver
from portals.boards.models import Absence, Delegation, User
from portals.boards.queries import portals_of, posts_of
from portals.boards.rights_checks import RIGHTS_CHECKS
from portals.boards.staffing import StaffingRule, staffing_of
from portals.demo.contacts import CLUSTERS, name_tiers
from portals.demo.logins import logins_of
from portals.demo.offices import HEALTH, arrange_offices
from portals.demo.organisations import (
    ALONE,
    CITY,
    LEFT_ALONE,
    OF_2024,
    OF_2025,
    PARTS,
    PROVINCE,
    SHORT,
    TOWN,
    WARD,
    DemoOrganisation,
    part_of,
)
from portals.demo.people import seat_boards
from portals.models import Portal, Tier
from portals.operations.checking import ask_checks
from tests.factories import make_portal

pytestmark = pytest.mark.django_db


def tree_of(organisation: DemoOrganisation) -> dict[str, Portal]:
    """Who plays a part, each of the tier of its list and under the overseer of its list, where that plays one."""
    rows = {row["code"]: row for row in organisation.listed()}
    parts = (PROVINCE, CITY, TOWN, SHORT, WARD, ALONE, LEFT_ALONE)
    codes = {part: organisation.parts[part].code for part in parts} | {HEALTH: HEALTH}
    portals: dict[str, Portal] = {}
    for part, code in codes.items():
        row = rows[code]
        portals[part] = make_portal(
            row["tier"],
            code=code,
            name=row["name"],
            overseer=portals.get(PROVINCE),
            opened_on=organisation.opened_on,
        )
    return portals


@pytest.mark.parametrize("organisation", [OF_2024, OF_2025], ids=lambda one: one.code)
def test_offices_of_the_demo(organisation: DemoOrganisation) -> None:
    now = timezone.now()
    portals = tree_of(organisation)
    everybody = list(portals.values())
    labels = {unit.code: unit.label for unit in organisation.parts.values() if unit.label}
    crews = seat_boards(
        everybody,
        {one.pk: labels.get(one.code, f"x{one.code.lower()}") for one in everybody},
        since=organisation.opened_on,
    )
    arrange_offices(everybody, crews, now=now)

    assert Delegation.objects.count() == Absence.objects.count() == 1
    assert standing_waiver(portals[LEFT_ALONE], now)
    rows = {row.portal.code: row for row in staffing_of(everybody, now)}
    assert StaffingRule.VACANT in rows[portals[SHORT].code].faults
    assert rows[portals[LEFT_ALONE].code].members == 1
    both = User.objects.get(posts__board=portals[WARD].board, posts__position="secretary")
    assert {portal.code for portal in portals_of(both, now)} == {
        portals[CITY].code,
        portals[WARD].code,
    }
    assert [
        finding for finding in ask_checks(now=now, checks=RIGHTS_CHECKS) if not finding.is_good
    ] == []
    # What the screen says of each account is so.
    for login in logins_of(organisation):
        if login.posts and HEALTH not in dict(login.posts):
            user = User.objects.get(username=login.username)
            held = {(portal.code, position) for portal, position in posts_of(user, now)}
            assert held == set(login.posts), login.username


@pytest.mark.parametrize("organisation", [OF_2024, OF_2025], ids=lambda one: one.code)
def test_parts_are_in_the_list_of_their_state(organisation: DemoOrganisation) -> None:
    rows = {row["code"]: row for row in organisation.listed()}
    assert {code: rows[code]["name"] for code in rows if code in _codes(organisation)} == {
        unit.code: unit.name for unit in organisation.parts.values()
    }
    assert set(organisation.parts) >= set(PARTS)
    labels = {unit.code: unit.label for unit in organisation.parts.values() if unit.label}
    assert all((rows[code]["host"] or "tinh").startswith(label) for code, label in labels.items())
    # Both know the same words, and whoever is of one state is not taken for one of the other.
    assert organisation.words.keys() == OF_2024.words.keys()
    portal = Portal(code=organisation.parts[WARD].code, opened_on=organisation.opened_on)
    assert part_of(portal) == WARD
    other = OF_2025 if organisation is OF_2024 else OF_2024
    assert part_of(Portal(code=portal.code, opened_on=other.opened_on)) != WARD
    clusters = {row["cluster"] for row in rows.values() if row["cluster"]}
    # Some are called by number, and where there are districts after them; the others have a name.
    by_rule = ("so-", "xa-") if organisation.has_tier_between else ("so-",)
    assert {one for one in clusters if not one.startswith(by_rule)} <= CLUSTERS.keys()
    between = {row["tier"] for row in rows.values()} - {"province", "department", "commune"}
    assert bool(between) == organisation.has_tier_between


def test_tiers_are_called_as_in_their_state() -> None:
    before = dict(Tier.objects.values_list("code", "name"))
    name_tiers(OF_2024)
    assert dict(Tier.objects.values_list("code", "name")) == before
    name_tiers(OF_2025)
    assert dict(Tier.objects.values_list("code", "name")) == before | {"commune": "Xã, phường"}


def _codes(organisation: DemoOrganisation) -> set[str]:
    return {unit.code for unit in organisation.parts.values()}
