"""The form by which a board puts another portal's story on its own, offered where somebody writes the same again."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.models import Page

from portals.admin_kit.scope import own_pages
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import posts_of
from portals.models import Portal
from portals.numbers import id_in
from syndication.adaptations.forms import SectionOfMineForm
from syndication.adaptations.views.making import PublicStory
from syndication.placing.lineage import against_placing

from .republishing import republish_story

# The own draft in whose place the story is put.
INSTEAD_OF = "thay"


def republish_address(story_id: int, instead_of: int | None) -> str:
    """Where a story is republished; `instead_of` is the draft that says the same."""
    address = reverse("syndication:republish", args=[story_id])
    return f"{address}?{INSTEAD_OF}={instead_of}" if instead_of else address


class RepublishStory(PublicStory):
    form_class = SectionOfMineForm
    template_name = "syndication/deliveries/republish.html"
    page_title = _("Republish")
    header_icon = "copy"
    submit_label = _("Republish")

    @cached_property
    def deciding(self) -> list[Portal]:
        """Of one's own portals those for which one may republish."""
        held = {
            portal.pk
            for portal, position in posts_of(self.user, self.now)
            if position in STANDING_EDITORS
        }
        return [portal for portal in self.portals if portal.pk in held]

    @cached_property
    def situation(self) -> str:
        if not self.deciding:
            return gettext(
                "The head, a deputy head or the secretary of your board can republish this story."
            )
        if len(self.deciding) == 1:
            return against_placing(story_id=self.story.pk, portal=self.deciding[0])
        return ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "portals": self.deciding}

    @cached_property
    def draft(self) -> Page | None:
        """The person's own draft that the address names: never public, so that it may be deleted."""
        wanted = id_in(self.request.GET.get(INSTEAD_OF, ""))
        if wanted is None:
            return None
        drafts = own_pages(self.portals).filter(live=False, last_published_at=None)
        found: Page | None = drafts.filter(pk=wanted).first()
        return found

    def act(self, form: Any) -> str:
        section = form.cleaned_data["section"]
        republish_story(story=self.story, section=section, actor=self.user, now=self.now)
        return gettext("The story stands on %(portal)s now, with its source.") % {
            "portal": section.portal.title
        }

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        if self.draft is not None and not form.errors:
            messages.info(
                self.request,
                gettext("Your draft “%(title)s” is not needed any more.")
                % {"title": self.draft.draft_title},
                buttons=[
                    messages.button(
                        reverse("wagtailadmin_pages:delete", args=[self.draft.pk]),
                        gettext("Delete the draft"),
                    )
                ],
            )
        return response

    def get_success_url(self) -> str:
        return reverse("stories")
