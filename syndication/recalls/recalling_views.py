"""The form that takes a story off every portal."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from editorial.enums import RemovalKind
from editorial.models import Placement, StoryPage
from editorial.tenancy.pages import StoryOfDesk
from portals.admin_kit.views import VerbForm
from syndication.dispatches.preconditions import against_recalling
from syndication.models import Recall
from syndication.queries import public_title
from syndication.recalls.forms import RecallForm

from .recalling import recall_story, recalling_portal


class RecallStory(StoryOfDesk, VerbForm):
    form_class = RecallForm
    template_name = "syndication/recalls/recalling.html"
    page_title = _("Recall from all portals")
    header_icon = "bin"
    submit_label = _("Recall from all portals")

    recall_made: Recall

    @cached_property
    def story(self) -> StoryPage:
        """A story of a portal of the person's, or of one below it; for everybody else it does not exist."""
        story = get_object_or_404(StoryPage, pk=self.kwargs["story_id"])
        if recalling_portal(story.portal_of_page(), self.user, self.now) is None:
            raise Http404
        return story

    def get_page_subtitle(self) -> str:
        return public_title(self.story)

    @cached_property
    def situation(self) -> str:
        return against_recalling(self.story)

    def act(self, form: Any) -> str:
        recall = self.recall_made = recall_story(
            story=self.story,
            with_copies=form.cleaned_data["with_copies"],
            kind=RemovalKind(form.cleaned_data["kind"]),
            reason=form.cleaned_data["reason"],
            actor=self.user,
            now=self.now,
        )
        return ngettext(
            "The story was taken off %(count)s portal.",
            "The story was taken off %(count)s portals.",
            recall.placements_ended,
        ) % {"count": recall.placements_ended}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["standing"] = Placement.objects.standing().filter(story=self.story).count()
        context["copies"] = self.story.own_versions.filter(live=True).count()
        context["public_title"] = self.get_page_subtitle()
        return context

    def get_success_url(self) -> str:
        return reverse("proof:recall", args=[self.recall_made.pk])
