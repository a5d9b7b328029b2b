"""How a portal stands: the age of its sections, and what is known of the readers of its stories."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from editorial.models import SectionPage
from portals.addresses import main_origin
from portals.admin_kit.lists import DeskColumn, DeskList, NumberColumn
from portals.admin_kit.pages import done, listed_at, opened_from, own_portal, person
from portals.admin_kit.scope import portals_of_request
from portals.boards.enums import APPROVERS
from portals.boards.queries import holds_post
from portals.clock import local_date

from .forms import RenameForm
from .readdressing import rename_section
from .readers import StoryReaders, readers_on
from .renewing import way_to_renew
from .staleness import SectionAge, section_ages, stale_among

if TYPE_CHECKING:
    from portals.models import Portal

# A quarter: long enough to say something about a story, short enough to act on.
DAYS_OF_READERS = 90


class OfAPortal(DeskList):
    """A list about one of the person's portals, with the way to the same list of another."""

    header_icon = "doc-full-inverse"
    has_breadcrumbs = False

    @cached_property
    def portal(self) -> Portal:
        return own_portal(self.request, self.kwargs["portal_id"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        portals = portals_of_request(self.request)
        return super().get_context_data(portal_of_desk=self.portal, portals=portals, **kwargs)


class SectionAges(OfAPortal):
    template_name = "editorial/standing/section_ages.html"
    page_title = gettext_lazy("State of the sections")
    columns = [
        DeskColumn("section", gettext_lazy("Section"), accessor="section.title"),
        DeskColumn("updated", gettext_lazy("Last updated"), cells=template_name),
        DeskColumn("greatest", gettext_lazy("Greatest age"), cells=template_name),
        DeskColumn("state", gettext_lazy("State"), cells=template_name),
        DeskColumn("acts", gettext_lazy("Actions"), cells=template_name, classname="desk-links"),
    ]

    def get_queryset(self) -> list[SectionAge]:
        """What is out of date comes first, the longest before the others: it is what somebody came for."""
        ages = section_ages([self.portal], self.now)
        stale = stale_among(ages, self.now)
        self.ways = {age.section.pk: way_to_renew(age.section) for age in stale}
        return [*stale, *(age for age in ages if age.section.pk not in self.ways)]

    def told(self, rows: list[Any]) -> list[Any]:
        listed = listed_at(self.request)
        for age in rows:
            way = self.ways.get(age.section.pk)
            if way and listed:
                way = replace(way, url=opened_from(way.url, listed))
            age.section.renewed_by = way
        return rows

    @cached_property
    def origin(self) -> str:
        return main_origin(self.portal)

    @cached_property
    def renames(self) -> bool:
        return holds_post(self.user, self.portal, self.now, APPROVERS)


@require_http_methods(["GET", "POST"])
def section_rename(request: HttpRequest, page_id: int) -> HttpResponse:
    section = get_object_or_404(
        SectionPage.objects.select_related("portal"),
        pk=page_id,
        portal__in=portals_of_request(request),
    )
    form = RenameForm(request.POST or None, initial={"title": section.title})
    if form.is_valid() and done(
        request,
        lambda: rename_section(
            section=section,
            title=form.cleaned_data["title"],
            readdress=form.cleaned_data["readdress"],
            actor=person(request),
            now=timezone.now(),
        ),
        _("The section was renamed."),
    ):
        return redirect("section_ages", section.portal_id)
    return TemplateResponse(
        request,
        "editorial/standing/portal_form.html",
        {
            "page_title": _("Rename the section"),
            "portal_of_desk": section.portal,
            "form": form,
        },
        status=422 if form.errors else 200,
    )


class StoryReadersList(OfAPortal):
    template_name = "editorial/standing/story_readers.html"
    page_title = gettext_lazy("Readers of the stories")
    nothing = gettext_lazy("Nobody was counted in this time.")
    columns = [
        DeskColumn("title", gettext_lazy("Title")),
        NumberColumn("views", gettext_lazy("Views"), cells=template_name),
        NumberColumn("useful", gettext_lazy("Useful")),
        NumberColumn("useless", gettext_lazy("Not useful")),
        NumberColumn("share", gettext_lazy("Share"), cells=template_name),
    ]

    @property
    def until(self) -> date:
        return local_date(self.now)

    @property
    def since(self) -> date:
        return self.until - timedelta(days=DAYS_OF_READERS)

    def get_queryset(self) -> list[StoryReaders]:
        return readers_on(self.portal, since=self.since, until=self.until)
