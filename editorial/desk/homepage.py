"""The admin's first page: what waits for this person, in place of Wagtail's costlier panels."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from django.http import HttpRequest
from django.utils import timezone
from wagtail.admin.ui.components import Component

from editorial.models import SectionPage
from portals.boards.desk.current import current_portals
from portals.boards.enums import APPROVERS
from portals.boards.queries import portals_of

from .queries import own_drafts, returned_texts, task_states_open_to, waiting_texts
from .scope import portals_of_request

if TYPE_CHECKING:
    from portals.boards.models import User

PANEL_SIZE = 5
NEWS_SECTION = "tin-tuc"
STOCK_PANELS = "wagtail."


class DeskPanel(Component):
    """A list of at most PANEL_SIZE texts."""

    def texts(self, request: HttpRequest) -> list[Any]:
        raise NotImplementedError

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return {"texts": self.texts(_request_of(parent_context))}


class WritePanel(Component):
    """Where most stories begin: the news section of each portal the person writes for."""

    name = "write"
    template_name = "editorial/admin/home_write.html"
    order = 50

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        portals = current_portals(_request_of(parent_context))
        sections = SectionPage.objects.filter(portal__in=portals, section_type=NEWS_SECTION)
        return {"sections": sections.select_related("portal").order_by("portal__name", "pk")}


class WaitingPanel(DeskPanel):
    name = "waiting"
    template_name = "editorial/admin/home_waiting.html"
    order = 100

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        request = _request_of(parent_context)
        user = cast("User", request.user)
        now = timezone.now()
        states = task_states_open_to(user, now)
        total = states.count()
        return {
            "approves": total or portals_of(user, now, APPROVERS),
            "texts": waiting_texts(states[:PANEL_SIZE], user, portals_of_request(request)),
            "total": total,
            "more": total > PANEL_SIZE,
        }


class ReturnedPanel(DeskPanel):
    name = "returned"
    template_name = "editorial/admin/home_returned.html"
    order = 200

    def texts(self, request: HttpRequest) -> list[Any]:
        user = cast("User", request.user)
        return returned_texts(user, portals_of_request(request), PANEL_SIZE)


class DraftsPanel(DeskPanel):
    name = "drafts"
    template_name = "editorial/admin/home_drafts.html"
    order = 300

    def texts(self, request: HttpRequest) -> list[Any]:
        return own_drafts(cast("User", request.user), portals_of_request(request), PANEL_SIZE)


def show_own_panels(_request: HttpRequest, panels: list[Any]) -> None:
    """Hook: take Wagtail's panels away and keep those of our floors."""
    panels[:] = [panel for panel in panels if not type(panel).__module__.startswith(STOCK_PANELS)]
    panels += [WritePanel(), WaitingPanel(), ReturnedPanel(), DraftsPanel()]


def _request_of(context: Mapping[str, Any] | None) -> HttpRequest:
    if context is None:
        raise ValueError("the home page renders its panels with its own context")
    return cast("HttpRequest", context["request"])
