"""What this room says to the models when the floor starts: which view shows which page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from editorial.models import HomePage, InformationPage, SectionPage, StoryPage
from editorial.models.rendering import shown_by

from .views.home import render_home
from .views.information import render_information
from .views.section import render_section
from .views.story import render_story


def install() -> None:
    shown_by(HomePage, _home)
    shown_by(SectionPage, render_section)
    shown_by(InformationPage, render_information)
    shown_by(StoryPage, render_story)


def _home(request: HttpRequest, page: HomePage) -> HttpResponse:
    return render_home(request, page.portal_of_page())
