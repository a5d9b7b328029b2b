"""The admin's first page: what waits for this person, in place of Wagtail's costlier panels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import HomeView

from editorial.kinds.registry import content_kinds
from editorial.models import SectionPage
from portals.admin_kit.current import current_portal
from portals.inbox.listing import read_inbox
from portals.inbox.views import InboxPanel
from portals.learning.panel import FirstStepsPanel
from portals.operations.panel import AlarmPanel

NEWS_SECTION = "tin-tuc"
STOCK_PANELS = "wagtail."


class WritePanel(Component):
    """The way to write, for whoever sits on a board."""

    name = "write"
    template_name = "editorial/desk/home_write.html"
    order = 200

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"portal": current_portal(_request_of(parent_context))}


@require_safe
def ways_to_write(request: HttpRequest) -> HttpResponse:
    """All that may be written on the portal in hand, each with its way: most stories begin in the news section."""
    portal = current_portal(request)
    if portal is None:
        raise Http404
    section = SectionPage.objects.filter(portal=portal, section_type=NEWS_SECTION).first()
    context = {
        "page_title": _("Write"),
        "portal": portal,
        "ways": _ways_to_write(section) if section else [],
    }
    return TemplateResponse(request, "editorial/desk/write.html", context)


class DeskHome(HomeView):
    """Wagtail's first page: what waits, and which portal one works on."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Before the frame is written, whose menu counts what waits.
        read_inbox(self.request)
        return super().get_context_data(**kwargs)

    def get_site_details(self) -> dict[str, Any]:
        """No tree of pages is searched from here, so its root is not asked for."""
        return {}


home = never_cache(require_admin_access(DeskHome.as_view()))


def show_own_panels(_request: HttpRequest, panels: list[Any]) -> None:
    """Hook: take Wagtail's panels away and keep those of our floors."""
    panels[:] = [panel for panel in panels if not type(panel).__module__.startswith(STOCK_PANELS)]
    panels += [AlarmPanel(), FirstStepsPanel(), InboxPanel(), WritePanel()]


def _ways_to_write(section: SectionPage) -> list[tuple[str | Promise, str]]:
    """What may be written, in words, and where."""
    ways = []
    for kind in content_kinds():
        if kind.write_view:
            ways.append((kind.write_label, reverse(kind.write_view, args=[section.portal_id])))
            continue
        meta = kind.model._meta
        place = [meta.app_label, meta.model_name, section.pk]
        ways.append((kind.write_label, reverse("wagtailadmin_pages:add", args=place)))
    return ways


def _request_of(context: Mapping[str, Any] | None) -> HttpRequest:
    if context is None:
        raise ValueError("the home page renders its panels with its own context")
    return cast("HttpRequest", context["request"])
