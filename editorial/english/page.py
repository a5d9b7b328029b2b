"""The page of a portal in English: structure, functions and contacts, as the law asks, and what stands in English."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from django.http import HttpResponse
from django.urls import reverse
from django.utils import translation
from django.views.decorators.http import require_safe

from editorial.models import Placement
from editorial.public.more_pages import MorePage
from editorial.public.views.frame import render_page
from portals.models import Portal
from portals.organisation.models import Official
from portals.organisation.queries import Branch, organisation_of
from portals.requests import PublicRequest

from .names import functions_of_body, name_of_body, name_of_part, name_of_post

SECTION_TYPE = "english"
LANGUAGE = "en"
MOST_SHOWN = 20


@dataclass(frozen=True, slots=True)
class EnglishName:
    """Words in English, or in Vietnamese where no English is known; then they are marked as such."""

    words: str
    is_english: bool


@dataclass(frozen=True, slots=True)
class EnglishPerson:
    name: str
    post: EnglishName
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class EnglishPart:
    """A unit of the body, and the units below it."""

    name: EnglishName
    phone: str
    email: str
    parts: list[EnglishPart] = field(default_factory=list)


@require_safe
def english(request: PublicRequest) -> HttpResponse:
    """Render the whole page in English; names of persons and places stay as they are. Six queries."""
    portal = request.portal
    organisation = organisation_of(portal)
    with translation.override(LANGUAGE):
        return render_page(
            request,
            portal,
            "editorial/english/page.html",
            {
                "body": _named(name_of_body(portal), portal.agency),
                "functions": functions_of_body(portal),
                "leaders": list(_people(organisation.leaders)),
                "contacts": list(_people(organisation.contacts)),
                "parts": list(_parts(organisation.chart)),
                "placements": _in_english(portal),
            },
        )


def _named(found: str, otherwise: str) -> EnglishName:
    return EnglishName(found or otherwise, bool(found))


def _people(officials: Sequence[Official]) -> Iterator[EnglishPerson]:
    for one in officials:
        post = _named(name_of_post(one.post), one.post)
        yield EnglishPerson(one.name, post, one.phone, one.email)


def _parts(branches: Sequence[Branch]) -> Iterator[EnglishPart]:
    for branch in branches:
        unit = branch.unit
        name = _named(name_of_part(unit.name), unit.name)
        yield EnglishPart(name, unit.phone, unit.email, list(_parts(branch.branches)))


def _in_english(portal: Portal) -> list[Placement]:
    """What stands in the section that is in English, the newest first. One query."""
    placed = Placement.objects.standing().on(portal).filter(section__section_type=SECTION_TYPE)
    return list(placed.for_lists().newest_first()[:MOST_SHOWN])


def english_pages(_portal: Portal) -> Iterator[MorePage]:
    yield MorePage("English", reverse("english", urlconf="portals.urls.public"))
