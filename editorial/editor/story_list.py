"""A portal's stories as its board sees them: own and republished together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from editorial.review.queries import placements_of, self_approved
from portals.addresses import main_origin
from portals.admin_kit.current import position_on
from portals.admin_kit.lists import DeskColumn, DeskList, TimeColumn
from portals.admin_kit.pages import own_portal
from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.queries import holds_post

from .filters import PlacementFilterSet
from .row_links import row_links

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from editorial.models import Placement
    from portals.models import Portal


class PortalStories(DeskList):
    template_name = "editorial/editor/portal_stories.html"
    page_title = _("Stories on the portal")
    header_icon = "doc-full-inverse"
    has_breadcrumbs = False
    filterset_class = PlacementFilterSet
    nothing = _("No stories match.")
    columns = [
        DeskColumn("story", _("Title"), cells=template_name),
        DeskColumn("section", _("Section"), accessor="section.title"),
        DeskColumn("origin", _("Origin"), cells=template_name),
        TimeColumn("placed_at", _("Placed")),
        DeskColumn("state", _("State"), cells=template_name),
        DeskColumn("acts", _("Actions"), cells=template_name, classname="desk-links"),
    ]

    @cached_property
    def portal(self) -> Portal:
        return own_portal(self.request, self.kwargs["portal_id"])

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return {**super().get_filterset_kwargs(), "portal": self.portal}

    def get_base_queryset(self) -> QuerySet[Placement]:
        return placements_of(self.portal)

    def told(self, rows: list[Any]) -> list[Any]:
        links = row_links(rows, position_on(self.request, self.portal), self.now)
        alone = self_approved(placement.story_id for placement in rows)
        for placement in rows:
            placement.row_links = links[placement.pk]
            placement.is_self_approved = placement.story_id in alone
        return rows

    @cached_property
    def origin(self) -> str:
        return main_origin(self.portal)

    @cached_property
    def takes_down(self) -> bool:
        return holds_post(self.user, self.portal, self.now, STANDING_EDITORS)

    @cached_property
    def withdraws(self) -> bool:
        return holds_post(self.user, self.portal, self.now, APPROVERS)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(portal_of_desk=self.portal, **kwargs)
