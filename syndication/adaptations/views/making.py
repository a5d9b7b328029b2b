"""The form that begins an own version of another board's story."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from editorial.enums import PlacementRole
from editorial.models import Placement, StoryPage
from editorial.public.addresses import origin_url
from portals.admin_kit.views import VerbForm
from portals.boards.enums import EDITORS
from portals.boards.queries import posts_of
from portals.models import Portal
from syndication.adaptations.actions.making import adapt_story
from syndication.adaptations.forms import SectionOfMineForm
from syndication.adaptations.models import Adaptation
from syndication.adaptations.texts import files_in, image_ids_in, text_of


class PublicStory(VerbForm):
    """A form about a public story of whatever portal, for whoever edits for one of their own."""

    positions = EDITORS

    @cached_property
    def origin(self) -> Placement:
        standing = Placement.objects.standing().filter(role=PlacementRole.ORIGIN, story__live=True)
        return get_object_or_404(
            standing.select_related("portal__site", "section", "story"),
            story=self.kwargs["story_id"],
        )

    @property
    def story(self) -> StoryPage:
        return self.origin.story

    @cached_property
    def portals(self) -> list[Portal]:
        """One's own portals to which the story may come."""
        portals = [
            portal
            for portal, position in posts_of(self.user, self.now)
            if position in self.positions and portal.pk != self.origin.portal_id
        ]
        if not portals:
            raise Http404
        return portals

    def get_page_subtitle(self) -> str:
        return str(self.story.title)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "portals": self.portals, "like": self.origin.section}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        address = origin_url(self.origin.portal, self.story)
        return super().get_context_data(
            story=self.story, origin=self.origin, story_url=address, portals=self.portals, **kwargs
        )


class AdaptStory(PublicStory):
    form_class = SectionOfMineForm
    template_name = "syndication/adaptations/adapt.html"
    page_title = _("Edit, then publish")
    header_icon = "edit"
    submit_label = _("Make our own version")
    made: Adaptation

    def act(self, form: Any) -> str:
        self.made = adapt_story(
            source=self.story,
            section=form.cleaned_data["section"],
            actor=self.user,
            now=self.now,
        )
        return gettext("The draft is yours. Published, it takes the place of the source here.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        text = text_of(self.story.specific)
        count = len(image_ids_in(text)) + len(files_in(text))
        copied = ngettext(
            "%(count)s image or file is copied into your collection.",
            "%(count)s images and files are copied into your collection.",
            count,
        ) % {"count": count}
        return super().get_context_data(copied=copied if count else "", **kwargs)

    def get_success_url(self) -> str:
        return reverse("wagtailadmin_pages:edit", args=[self.made.copy_id])
