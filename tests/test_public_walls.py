"""What a visitor of public hosts is shown of what is not public, or not that portal's: nothing, whatever is guessed.

The addresses are those that the resolver of public hosts knows; the guesses are the ids, names and slugs of a board's
things.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver, reverse

from editorial.answers.models import ReleasedAnswer
from editorial.models import CarriedRecord, SectionPage
from editorial.open_data.registry import dataset_sources
from editorial.open_data.tables import OpenTable
from portals.accountability.models import CouncilPetition
from portals.boards.enums import Position
from portals.models import Portal
from portals.read_api.registry import resources
from tests import crawler
from tests.factories import make_member, make_portal, section_of
from tests.support.figures import Figures
from tests.support.kept import as_built, built_once
from tests.support.known import known_as_to_a_server  # noqa: F401  (a fixture)
from tests.support.quiet import no_lines_of_the_log  # noqa: F401  (a fixture)
from tests.support.visiting import republished
from tests.walls import SECRET, Things, body, desk_client, views

PUBLIC = "portals.urls.public"
# What follows the mark in what is public on the portal's own host: two stories and their slugs, its people and offices,
# its links, figures and residential groups, and the notices of what was taken off.
SHOWN_ON_ITS_OWN = {
    *("khẩn", "khan", "bài", "bai", "phòng", "người", "liên", "số", "trang", "lý", "cũ", "khu"),
}
# The word of a board's head beside what is overdue stands there with the name of who signed it, and nowhere else.
SIGNED = {"lời", "Họ"}
SIGNED_BESIDE = ("/hoi-dap/", "/kien-nghi-cu-tri/")


def guesses(things: Things) -> dict[str, list[Any]]:
    """What fills each parameter of a public address. An unknown one is an error: somebody must say what it is."""
    stories = [things.draft, things.published, things.alarm]
    sections = list(SectionPage.objects.filter(portal=things.portal).values_list("slug", flat=True))
    own = [*sections[:2], section_of(things.portal).slug]
    return {
        "document_id": [things.document.pk],
        "filename": [things.document.filename],
        "name": [things.image.file.name, things.document.file.name],
        "story_id": [story.pk for story in stories],
        "page_id": [story.pk for story in stories],
        "slug": [*own, *(story.slug for story in stories)],
        "section": [section_of(things.portal).slug],
        "form": ["rss.xml", "atom.xml", "feed.json"],
        "feed_form": ["rss.xml", "atom.xml"],
        "number": [1, 2],
        "path": [f"{story.url_path.strip('/').partition('/')[2]}/" for story in stories],
        "image_id": [things.image.pk],
        "placement_id": [things.placement.pk],
        "portal_id": [things.portal.pk],
        "dispatch_id": [things.dispatch.pk],
        "scorecard_id": [things.scorecard.pk],
        "article_number": [0, 1],
        "year": [2026],
        "month": ["2026-09", 9],
        "scored_month": [str(things.scorecard.round.month)[:7]],
        "scored_host": [things.portal.site.hostname],
        "file_form": ["json", "csv", "zip"],
        "catalogue_form": ["ttl", "jsonld"],
        "code": [things.portal.code],
        "table_form": ["csv", "xlsx"],
        "sheet_form": ["th-chi-ns-xa-quy"],
        "sheet_row": ["T"],
        "sheet_column": ["th"],
        "data_table": [one.key for one in dataset_sources() if isinstance(one, OpenTable)],
        "data_file": ["so-lieu.csv", "datapackage.json"],
        "procedure_code": ["1.001612"],
        "document_number": ["96-qd-ubnd", "khong-so"],
        "answer_id": ReleasedAnswer.objects.filter(portal=things.portal).values_list(
            "pk", flat=True
        ),
        "answer_topic": ["y-te"],
        "record_id": CarriedRecord.objects.filter(portal=things.portal).values_list(
            "pk", flat=True
        ),
        "petition_id": CouncilPetition.objects.filter(brought_by=things.portal).values_list(
            "pk", flat=True
        ),
        "request_number": [str(things.case.pk) if things.case else "1"],
        "certificate_form": ["pdf", "json"],
        "want": ["cau-hoi", "khieu-nai"],
        # Of a request everything but the secret.
        "case_code": [things.case.code if things.case else "HD-22222222"],
        "case_secret": ["0" * 40],
        "alert_token": ["0-" + "0" * 40],
        "read_resource": list(resources()),
        "read_item": [
            *(str(story.pk) for story in stories),
            *(
                str(pk)
                for pk in ReleasedAnswer.objects.filter(portal=things.portal).values_list(
                    "pk", flat=True
                )
            ),
            f"{str(things.scorecard.round.month)[:7]}:{things.portal.pk}",
            str(things.portal.pk),
            "1.001612",
        ],
    }


def public_addresses(things: Things) -> Iterator[str]:
    known = guesses(things)
    for name, parameters in _public_views():
        for values in product(*(known[parameter] for parameter in parameters)):
            arguments = dict(zip(parameters, values, strict=True))
            yield reverse(name, urlconf=PUBLIC, kwargs=arguments)


def slugs_of(things: Things) -> list[str]:
    """The parts of addresses that a visitor guesses."""
    return [story.slug for story in (things.draft, things.published, things.alarm)]


def _public_views() -> Iterator[tuple[str, list[str]]]:
    return views(get_resolver(PUBLIC).url_patterns)


def queries(things: Things) -> list[dict[str, Any]]:
    """What lists are widened by: every name of a query that public views read, with ids and words in it."""
    return [
        {},
        *(
            dict.fromkeys(set().union(*settings.PORTALS_PAGE_QUERY.values()), value)
            for value in (things.portal.pk, SECRET)
        ),
        # By themselves: with names that only the register reads, any other section leads to its plain address.
        {"truoc": str(things.portal.pk), "sau": str(things.portal.pk)},
        {"q": SECRET, "pham-vi": "tinh"},
    ]


def walk(host: str, things: Things, client: Client | None = None) -> crawler.Walk:
    """Ask for everything on `host`."""
    client = client or Client(raise_request_exception=False)
    found = crawler.Walk()
    guessed = [] if host == things.portal.site.hostname else slugs_of(things)
    listing = {reverse(name, urlconf=PUBLIC) for name, fields in _public_views() if not fields}
    for address in dict.fromkeys(public_addresses(things)):
        for query in queries(things) if address in listing else [{}]:
            response = client.get(address, query, headers={"host": host})
            found.asked += 1
            found.addresses.add(address)
            content = body(response).decode(errors="replace") + response.get("Location", "")
            if response.status_code >= 500:
                found.broken[address] = str(response.status_code)
            # A redirect or a page that says what was asked for tells nothing that the visitor did not say.
            for guess in guessed:
                content = content.replace(guess, "")
            told = set(re.findall(rf"{SECRET}[ -]?(\w*)", content))
            if extra := told - {""}:
                found.shown[address] = " ".join(sorted(extra))
    return found


@pytest.fixture(scope="module")
def built(django_db_setup: None, django_db_blocker: object) -> Iterator[Things]:
    with built_once(django_db_blocker, lambda: Things.of(make_portal(), SECRET)) as things:
        yield things


@pytest.fixture
def theirs(built: Things) -> Iterator[Things]:
    with as_built(built) as own:
        yield own


@pytest.fixture
def elsewhere(theirs) -> Portal:
    return make_portal()


class TestAVisitor:
    def test_of_the_portal_is_shown_nothing_that_is_no_public_thing(
        self, theirs, figures: Figures
    ) -> None:
        # Even where a browser would send the cookie of the desk, which `__Host-` forbids.
        member = desk_client(make_member(theirs.portal, Position.HEAD))
        found = walk(theirs.portal.site.hostname, theirs, member)

        unfit = {
            address: words
            for address, words in found.shown.items()
            if set(words.split())
            - SHOWN_ON_ITS_OWN
            - (SIGNED if address.startswith(SIGNED_BESIDE) else set())
        }
        figures.add("public, own host", "visitor", found, allowed=found.shown.keys() - unfit.keys())
        assert found.broken == {}
        assert unfit == {}
        # So that the silence is not that of a broken host.
        assert {"khẩn", "phòng", "người"} <= {
            w for told in found.shown.values() for w in told.split()
        }

    def test_of_another_portal_is_shown_nothing_of_it(
        self, theirs, elsewhere, figures: Figures
    ) -> None:
        found = walk(elsewhere.site.hostname, theirs)

        figures.add("public, another's host", "visitor", found)
        assert found.leaks == {}

    def test_is_shown_what_was_placed_there_and_no_more(self, theirs, elsewhere) -> None:
        """The story that came over, and neither its draft nor its neighbours."""
        republished(theirs.alarm, elsewhere)

        found = walk(elsewhere.site.hostname, theirs)

        assert {word for words in found.shown.values() for word in words.split()} == {"khẩn"}
        assert f"/{section_of(elsewhere).slug}/" in found.shown

    def test_of_a_host_that_is_none_is_shown_nothing(self, theirs, figures: Figures) -> None:
        found = walk(f"khong-co.{settings.PORTALS_BASE_DOMAIN}", theirs)

        figures.add("public, no host", "visitor", found)
        assert found.leaks == {}

    def test_of_the_admin_host_is_shown_nothing(self, theirs, figures: Figures) -> None:
        found = walk(settings.PORTALS_ADMIN_HOST, theirs)

        figures.add("public, admin host", "visitor", found)
        assert found.leaks == {}


class TestTheDeskOnAPublicHost:
    @pytest.mark.asvs("3.5.4")
    def test_is_not_there(self, theirs, figures: Figures) -> None:
        """Every view of the admin, on the portal's own host, with the session of its head."""
        client = desk_client(make_member(theirs.portal, Position.HEAD))
        found = crawler.Walk()
        views = {crawler.name_of(one): one for one in crawler.addresses(theirs, theirs)}
        for address in views.values():
            response = client.get(address, headers={"host": theirs.portal.site.hostname})
            found.note(address, response, f"{SECRET} bản nháp")
            assert not response.cookies
            assert response.status_code in {200, 301, 404, 405, 410}, address

        figures.add("admin on a public host", "head", found)
        assert found.leaks == {}
