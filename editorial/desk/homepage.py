"""The admin's first page: what waits for this person, in place of Wagtail's costlier panels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.views.decorators.cache import never_cache
from wagtail.admin.auth import require_admin_access
from wagtail.admin.ui.components import Component
from wagtail.admin.views.home import HomeView

from editorial.kinds.registry import content_kinds
from editorial.models import SectionPage
from portals.admin_kit.current import current_portal
from portals.inbox.views import InboxPanel
from portals.operations.panel import AlarmPanel

NEWS_SECTION = "tin-tuc"
STOCK_PANELS = "wagtail."


class WritePanel(Component):
    """Where most stories begin: the news section of the portal that the person works on."""

    name = "write"
    template_name = "editorial/desk/home_write.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        portal = current_portal(_request_of(parent_context))
        sections = SectionPage.objects.filter(portal=portal, section_type=NEWS_SECTION)
        section = sections.first() if portal else None
        return {"section": section, "ways": _ways_to_write(section) if section else []}


class DeskHome(HomeView):
    """Wagtail's first page, which says which portal one works on; it does not ask for the name of a site."""

    def get_site_details(self) -> dict[str, Any]:
        return {"root_page": self.permission_policy.explorable_root_instance(self.request.user)}


home = never_cache(require_admin_access(DeskHome.as_view()))


def show_own_panels(_request: HttpRequest, panels: list[Any]) -> None:
    """Hook: take Wagtail's panels away and keep those of our floors."""
    panels[:] = [panel for panel in panels if not type(panel).__module__.startswith(STOCK_PANELS)]
    panels += [AlarmPanel(), WritePanel(), InboxPanel()]


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
