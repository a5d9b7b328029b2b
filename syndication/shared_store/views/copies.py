"""A board's own stories that repeat another board's: offered to be turned into placements ("Tin trùng")."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from editorial.models import Placement, StoryPage
from editorial.permissions import may_review
from editorial.public.addresses import origin_url
from editorial.tenancy.pages import StoryOfDesk
from portals.admin_kit.current import current_portal
from portals.admin_kit.lists import DeskList
from portals.admin_kit.views import VerbForm
from portals.models import Portal
from syndication.shared_store.actions.replacing import replace_copy
from syndication.shared_store.copies import repeated_by

# What is older has been scored and read.
LOOKED_BACK = timedelta(days=90)
MOST_COMPARED = 300


class CopyList(DeskList):
    template_name = "syndication/shared_store/copies.html"
    page_title = _("Stories like those of other portals")
    header_icon = "copy"
    context_object_name = "placements"
    paginate_by = MOST_COMPARED

    @cached_property
    def portal(self) -> Portal:
        portal = current_portal(self.request)
        if portal is None:
            raise Http404
        return portal

    def get_page_subtitle(self) -> str:
        return self.portal.name

    def get_base_queryset(self) -> QuerySet[Placement]:
        own = (
            Placement.objects.standing()
            .local()
            .filter(portal=self.portal, story__live=True, placed_at__gte=self.now - LOOKED_BACK)
        )
        return own.select_related("portal__site", "story", "section").order_by("-placed_at", "-pk")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        placements = {one.story_id: one for one in context["placements"]}
        found = repeated_by(placements, portal_id=self.portal.pk, now=self.now)
        context["pairs"] = [
            (
                placement,
                found[story_id],
                origin_url(found[story_id].portal, found[story_id].original),
            )
            for story_id, placement in placements.items()
            if story_id in found
        ]
        context["compared"] = len(placements)
        return context


class ReplaceCopy(StoryOfDesk, VerbForm):
    form_class = Form
    template_name = "syndication/shared_store/replace.html"
    page_title = _("Turn into a republished story")
    header_icon = "copy"
    submit_label = _("Withdraw ours and republish that one")

    def is_for(self, desk: Any) -> bool:
        return True

    @cached_property
    def origin(self) -> Placement:
        standing = Placement.objects.standing().local().filter(story__live=True)
        return get_object_or_404(
            standing.select_related("portal__site", "section", "story"),
            story=self.kwargs["original_id"],
        )

    @property
    def original(self) -> StoryPage:
        return self.origin.story

    @cached_property
    def situation(self) -> str:
        if not self.story.live:
            return gettext("This story is not public.")
        if not may_review(self.user, self.story, self.now):
            return gettext("The head or a deputy head of your board decides on this.")
        return ""

    def act(self, form: Any) -> str:
        replace_copy(copy=self.story, original=self.original, actor=self.user, now=self.now)
        return gettext("The story of %(portal)s stands in its place now, with its source.") % {
            "portal": self.origin.portal.title
        }

    def get_success_url(self) -> str:
        return reverse("portal_stories", args=[self.portal.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = origin_url(self.origin.portal, self.original)
        return super().get_context_data(origin=self.origin, original_url=address, **kwargs)
