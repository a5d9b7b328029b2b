"""The way of one story: where its text comes from, where it went, who made what of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from editorial.models import Placement, StoryPage
from editorial.standing.readers import sum_for
from portals.addresses import main_origin
from portals.admin_kit.views import DeskPage
from portals.clock import local_date
from portals.visits.queries import views_by_portal
from syndication.dispatches.audience import ids_above
from syndication.models import Proposal
from syndication.queries import portal_ids_of_posts, proposals_seen_by, public_title
from syndication.recalls.recalling import recalling_portal
from syndication.shared_store.paths import hops_of, stops_of


class StoryPath(DeskPage, TemplateView):
    """For the boards of the portals where the story stands or stood, and of those above its own."""

    template_name = "syndication/shared_store/path.html"
    page_title = _("Way of the story")
    header_icon = "site"

    @cached_property
    def story(self) -> StoryPage:
        story = get_object_or_404(StoryPage, pk=self.kwargs["story_id"])
        mine = set(portal_ids_of_posts(self.user, self.now))
        writer = story.portal_of_page()
        stood = Placement.objects.filter(story=story, portal__in=mine).exists()
        above = ids_above(portal=writer, day=local_date(self.now))
        was_public = Placement.objects.filter(story=story).exists()
        is_above = bool(mine & set(above))
        if writer.pk not in mine and not stood and not (was_public and is_above):
            raise Http404
        self.mine, self.is_of_origin = mine, writer.pk in mine or is_above
        return story

    def get_page_subtitle(self) -> str:
        return public_title(self.story) or str(self.story.title)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        stops = stops_of(self.story)
        views = views_by_portal(self.story.pk)
        return super().get_context_data(**kwargs) | {
            "story": self.story,
            "hops": hops_of(self.story),
            "stops": [
                (
                    stop,
                    _address(stop),
                    views.get(stop.portal.pk, 0) if self._counts(stop.portal.pk) else None,
                )
                for stop in stops
            ],
            "views": sum(views.values()) if self.is_of_origin else sum_for(views, self.mine),
            "standing": sum(stop.until is None for stop in stops),
            "copies": self._copies(),
            "proposals": self._proposals(),
            "may_recall": any(stop.until is None for stop in stops)
            and recalling_portal(self.story.portal_of_page(), self.user, self.now) is not None,
        }

    def _counts(self, portal_id: int) -> bool:
        """How often it was looked at on one portal is for its board, and for those of the origin and above it."""
        return self.is_of_origin or portal_id in self.mine

    def _copies(self) -> list[Placement]:
        """Where own versions of the story stand. One query."""
        return list(
            Placement.objects.standing()
            .local()
            .filter(story__adapted_from=self.story)
            .select_related("portal", "portal__site", "section", "story")
            .order_by("placed_at", "pk")
        )

    def _proposals(self) -> list[Proposal]:
        return list(
            proposals_seen_by(self.user, self.now).filter(story=self.story).order_by("proposed_at")
        )


def _address(stop: Any) -> str:
    if not stop.url_path or stop.portal.site_id is None:
        return ""
    return f"{main_origin(stop.portal)}{stop.url_path}"
