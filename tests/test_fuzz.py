"""No parameter of any view, at the desk or before it, is an error of ours, whatever it says.

Generated from the resolver and from what the views read: a new view, and a new name that one reads, is tried without
anybody naming it here. Found by the long search behind this test, and mended: `docs/security.md`.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse

from editorial.models import SectionPage
from editorial.tenancy.middleware import is_of_the_framework, is_open
from portals.boards.enums import Position
from portals.models import Portal
from portals.numbers import id_in
from tests import crawler, fuzzing
from tests.editorial.moving.carried import carried_pages
from tests.editorial.procedures.exports import ALL, bring_in
from tests.factories import make_member, make_official, make_portal
from tests.fuzzing import Fuzz, Told
from tests.support.kept import once_a_file
from tests.support.noting import noting
from tests.support.quiet import no_lines_of_the_log  # noqa: F401  (a fixture)
from tests.test_public_walls import PUBLIC, public_addresses
from tests.test_walls import only
from tests.walls import Things, desk_client, fillings, views

# Of all sections the one that lists what stands in it in a way of its own.
REGISTER = "/van-ban/"
# Sections and feeds that read more than others of their kind.
OF_THEIR_OWN = [REGISTER, "/van-ban/rss.xml", "/tthc/", "/lich-lam-viec/"]
# They hold the whole query against the model of what may be asked: what each name does is tried by the description of
# the API (tests/editorial/read_api/test_conformance.py).
READ_AS_ONE = {"read_list", "read_one"}
# Whoever is signed in would leave.
LEAVING = ("logout",)


@dataclass
class Opened:
    """Where a view was found, and what the page said."""

    name: str
    address: str
    arguments: dict[str, Any]
    told: Told


def opened(fuzz: Fuzz, name: str, parameters: list[str], things: Things) -> Opened | None:
    """The first address of a view that opens, else the first one. None of a view that the walls keep closed."""
    first = None
    for arguments in fillings(name, parameters, things, things):
        try:
            address = reverse(name, kwargs=arguments)
        except NoReverseMatch:
            continue
        match = resolve(address)
        if is_of_the_framework(match.func) and not is_open(match, arguments):
            continue
        found = Opened(name, address, arguments, fuzz.send(name, "GET", address, {}))
        if found.told.status == 200:
            return found
        first = first or found
    return first


def try_address(fuzz: Fuzz, name: str, arguments: dict[str, Any]) -> None:
    for parameter in arguments:
        for value in fuzzing.IN_ADDRESSES:
            try:
                address = reverse(name, kwargs=arguments | {parameter: value})
            except (NoReverseMatch, ValueError):
                continue
            fuzz.send(f"{name} <{parameter}>", "GET", address, {})


def at_the_desk(things: Things, district: Any, province: Any) -> Fuzz:
    """The browser of somebody who heads the portal, its district and the province: to whom most opens."""
    head = make_member(things.portal, Position.HEAD)
    for portal in (district, province):
        make_member(portal, Position.HEAD, user=head)
    return Fuzz(desk_client(head), settings.PORTALS_ADMIN_HOST)


def walk(fuzz: Fuzz, things: Things) -> None:
    found, forms = [], defaultdict[str, dict[str, Any]](dict)
    for name, parameters in views():
        if any(word in name for word in LEAVING):
            continue
        view = opened(fuzz, name, parameters, things)
        if view is None:
            continue
        found.append(view)
        for target, fields in fuzzing.forms_on(view.told.content, view.address):
            forms[target] |= fields
    for view in found:
        fuzz.try_view(view.name, view.address, view.told, crawler.FORM | forms[view.name])
        try_address(fuzz, view.name, view.arguments)
        # The counts of attempts.
        cache.clear()


def build() -> tuple[Things, Portal, Portal]:
    """A commune with one of everything, its district and its province."""
    province = make_portal("province", name="Tỉnh Thử Nghiệm")
    district = make_portal("district", overseer=province)
    return Things.of(make_portal(overseer=district), "bimat"), district, province


built, cast = once_a_file(build)


@pytest.fixture
def things(cast) -> Things:
    return cast[0]


@pytest.fixture
def district(cast) -> Portal:
    return cast[1]


@pytest.fixture
def province(cast) -> Portal:
    return cast[2]


class TestEveryParameter:
    def test_of_the_desk_is_answered(self, things, district, province) -> None:
        fuzz = at_the_desk(things, district, province)
        with noting():
            walk(fuzz, things)

        assert fuzz.broken == {}, "\n".join(fuzz.broken.values())
        # Not a desk where nothing opens.
        assert sum(map(bool, fuzz.reads.values())) > 120
        known = set().union(*fuzz.reads.values(), fuzzing.EVERYWHERE)
        known |= set().union(*settings.PORTALS_PAGE_QUERY.values()) | {"tra-loi"}
        # Posted on a page that a secret link alone opens (tests/editorial/asking/test_following.py).
        known |= {"viec", "sao"}
        # The same, of what one follows (tests/editorial/alerting/test_pages.py).
        known |= {"tan-suat", "muc"}
        # Posted where a sheet waits for the head, and beside a remark (tests/editorial/royalties/test_desk.py,
        # tests/portals/initiatives/test_initiatives.py).
        known |= {"dau", "an-reason"}
        # Sent by the script of quick writing alone (tests/journeys/test_quick_write.py).
        known |= {"late"}
        unread = {n: at for n, at in fuzzing.names_in_source().items() if n not in known}
        assert unread == {}, "Read by a view, and never tried: teach the walk how to get there."

    def test_of_public_hosts_is_answered(self, things) -> None:
        fuzz = Fuzz(Client(raise_request_exception=False), things.portal.site.hostname)
        bring_in(*ALL)
        # There only where a former portal brought something along.
        carried_pages(things.portal)
        # A commune has none by itself.
        SectionPage.objects.filter(portal=things.portal, section_type="tuyen-truyen").update(
            section_type="du-lieu-mo", slug="du-lieu-mo"
        )
        # What a view reads for documents or procedures alone.
        of_documents = [
            *OF_THEIR_OWN,
            make_official(things.portal, number="96/QĐ-UBND").public_path(),
        ]
        tried: set[str] = set()
        with noting():
            for address in dict.fromkeys([*public_addresses(things), *of_documents]):
                name = resolve(address, PUBLIC).view_name
                if name not in tried or address in of_documents:
                    shown = fuzz.send(name, "GET", address, {})
                    fuzz.try_view(name, address, shown, {"tra-loi": "co"})
                tried.add(name)

        assert fuzz.broken == {}, "\n".join(fuzz.broken.values())
        for name, reads in settings.PORTALS_PAGE_QUERY.items():
            if name not in READ_AS_ONE:
                assert reads <= fuzz.reads[name]


def trusting(request: HttpRequest, placement_id: int) -> HttpResponse:
    """Reads a second name only where the first is right."""
    if request.GET.get("first", "").isdigit() and request.GET.get("second", "").isdigit():
        return HttpResponse(str(int(request.GET["second"])))
    return HttpResponse(str(placement_id))


def careful(request: HttpRequest, placement_id: int) -> HttpResponse:
    return HttpResponse(str(id_in(request.GET.get("first", ""))))


class TestTheFuzz:
    @pytest.mark.parametrize(("view", "broken"), [(trusting, True), (careful, False)])
    def test_finds_a_view_that_takes_a_digit_for_a_number(
        self, things, district, province, settings, view, broken
    ) -> None:
        settings.ROOT_URLCONF = only(view)
        fuzz = at_the_desk(things, district, province)
        with noting():
            walk(fuzz, things)

        assert bool(fuzz.broken) is broken
        assert "first" in fuzz.reads["x"]

    def test_knows_what_the_source_reads(self) -> None:
        assert {"cong", "trang", "tra-loi", "tin"} <= fuzzing.names_in_source().keys()
