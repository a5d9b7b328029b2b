"""The statement about a portal's sections is built once, and is for each portal and day what would be built for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.db.models import Q
from wagtail.models import Page

from editorial.public import section_contents
from editorial.public.queries import section_statements
from editorial.public.queries.section_statements import built_for, sections_statement
from editorial.public.queries.sections import portal_sections
from portals.models import Portal, Tier
from tests.factories import make_portal, published_story

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 25, 5, 0, tzinfo=UTC)
TODAY, LATER = date(2026, 11, 25), date(2026, 12, 31)


@pytest.fixture(autouse=True)
def built(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Portal]]:
    """For which portals a statement was built, with nothing kept at first."""
    asked: list[Portal] = []

    def noted(portal: Portal, day: date) -> section_statements.SqlOfSections:
        asked.append(portal)
        return built_for(portal, day)

    monkeypatch.setattr(section_statements, "_kept", {})
    monkeypatch.setattr(section_statements, "built_for", noted)
    with time_machine.travel(NOW, tick=False):
        yield asked


def portal_named(name: str, number: int = 1, tier: str = "commune", **fields: Any) -> Portal:
    """One that is asked about and in no table."""
    root = Page(pk=500 + number, path=f"0001000{number}", url_path=f"/{number}/")
    own = {"pk": 7_000 + number, "code": f"M{number}", "opened_on": TODAY, "root": root} | fields
    return Portal(name=name, tier_id=tier, **own)


def rows_of(statement: section_statements.SqlOfSections) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(*statement)
        return cursor.fetchall()


def test_is_what_would_be_built_for_each_tier_portal_and_day(built: list[Portal]) -> None:
    tiers = [*Tier.objects.values_list("code", flat=True)]
    assert len(tiers) > 3
    for tier in tiers:
        for day in (TODAY, LATER):
            for portal in (
                portal_named("Xã Một", 1, tier, phone="0204"),
                portal_named("Sở Hai", 2, tier, governing_body="Ban Mẫu"),
            ):
                assert sections_statement(portal, day) == built_for(portal, day)
    assert None not in section_statements._kept.values()
    # Once for the first, once for what is compared with it.
    assert len(built) == len(tiers) * 2 * 2


def test_is_another_for_a_portal_without_a_home_page() -> None:
    for portal in (portal_named("Xã Một"), portal_named("Xã Hai", 2, root=None)):
        assert sections_statement(portal, TODAY) == built_for(portal, TODAY)


def test_answers_for_a_second_portal_what_a_statement_of_its_own_does(built: list[Portal]) -> None:
    first, second = make_portal(), make_portal()
    published_story(first, section="tin-tuc")
    published_story(second, section="dat-dai")
    for portal in (first, second):
        for day in (TODAY, LATER):
            found = portal_sections(portal, day)
            assert [
                (
                    one.pk,
                    one.title,
                    one.slug,
                    one.section_type_id,
                    one.in_menus,
                    one.has_content,
                    one.is_owed,
                )
                for one in found
            ] == rows_of(built_for(portal, day))
            assert [one.slug for one in found if one.has_content] == [
                "tin-tuc" if portal == first else "dat-dai"
            ]
    assert len(built) == 4


def test_is_built_anew_on_another_day(built: list[Portal]) -> None:
    portal = portal_named("Xã Một")
    sections_statement(portal, TODAY)
    with time_machine.travel(datetime(2026, 11, 26, 5, 0, tzinfo=UTC), tick=False):
        assert sections_statement(portal, TODAY) == built_for(portal, TODAY)
    assert len(built) == 4


@pytest.mark.parametrize(
    ("asks", "is_kept"),
    [
        (lambda portal: Q(portal=portal), True),
        (lambda portal: Q(slug="a" if portal.closed_on else "b"), True),
        (lambda portal: Q(slug="a") if portal.tier_id == "commune" else Q(pk=1), True),
        (lambda portal: Q(slug=portal.name), False),
        (lambda portal: Q(pk=portal.root_id), False),
        (lambda portal: Q(pk=portal.site_id), False),
        (lambda portal: Q(slug="a") if portal.email else Q(title="a"), False),
        (lambda portal: Q(slug="a") if portal.phone else Q(pk=1), False),
        (lambda portal: Q(slug__in=[*portal.code]), False),
    ],
)
def test_notices_a_new_part_and_is_right_where_it_cannot_be_kept(
    asks: Callable[[Portal], Q], *, is_kept: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The key of its site is the portal's own by chance.
    portals = (
        portal_named("Xã Một", email="mau@example.vn", site_id=7_001),
        portal_named("Xã Hai", 2, phone="0204", site_id=3),
        portal_named("Xã Ba", 3, closed_on=LATER, site_id=4),
        portal_named("Sở Bốn", 4, "department", site_id=5),
    )
    before = sections_statement(portals[0], TODAY)
    monkeypatch.setattr(section_contents, "_contents", [*section_contents._contents])
    section_contents.register("loa", asks)
    assert sections_statement(portals[0], TODAY) != before
    for one in portals:
        assert sections_statement(one, TODAY) == built_for(one, TODAY)
    assert (None not in section_statements._kept.values()) is is_kept


def test_a_value_that_a_room_registers_is_read_of_each_portal(
    built: list[Portal], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("_contents", "_values"):
        monkeypatch.setattr(section_contents, name, [*getattr(section_contents, name)])
    section_contents.register("loa", lambda portal: Q(slug=portal.code.lower()))
    portals = (portal_named("Xã Một"), portal_named("Xã Hai", 2))
    for times in (4, 2):
        built.clear()
        for portal in portals:
            assert sections_statement(portal, TODAY) == built_for(portal, TODAY)
        assert len(built) == times
        section_contents.register_value(lambda portal: portal.code.lower())


def test_keeps_no_more_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(section_statements, "MOST_STATEMENTS", 2)
    portal = portal_named("Xã Một")
    for day in (TODAY, LATER, date(2027, 1, 1)):
        sections_statement(portal, day)
    assert len(section_statements._kept) == 2
