"""What this room says to the models when the floor starts: which view shows which page."""

from __future__ import annotations

from django.db.models import Exists, Q
from django.http import HttpRequest, HttpResponse

from editorial.models import HomePage, InformationPage, SectionPage, StoryPage
from editorial.models.rendering import shown_by
from editorial.search import sources as search_sources
from editorial.search.standing_things import PAGES, PORTALS, SECTIONS
from editorial.standing.staleness import CONFIRMED_SECTIONS
from portals.addresses import register_where_pages_went
from portals.models import Portal
from portals.organisation.models import Official, Unit

from . import counted, section_contents
from .known_pages import KNOWN_PAGES
from .other_hosts import address_behind
from .search_things import OFFICES, PEOPLE
from .views.home import render_home
from .views.information import render_information
from .views.section import render_section
from .views.story import render_story


def install() -> None:
    register_where_pages_went(address_behind)
    counted.install()
    for source in (PAGES, SECTIONS, PORTALS, PEOPLE, OFFICES, KNOWN_PAGES):
        search_sources.register(source)
    shown_by(HomePage, _home)
    shown_by(SectionPage, render_section)
    shown_by(InformationPage, render_information)
    shown_by(StoryPage, render_story)
    for section_type in sorted(CONFIRMED_SECTIONS):
        section_contents.register(section_type, names_anybody)


def names_anybody(portal: Portal) -> Q:
    """Whether the page of the organisation, to which these sections lead, has anything to say."""
    units, people = (model.objects.filter(portal=portal) for model in (Unit, Official))
    return Q(Exists(units)) | Q(Exists(people))


def _home(request: HttpRequest, page: HomePage) -> HttpResponse:
    return render_home(request, page.portal_of_page())
