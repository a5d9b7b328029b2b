"""The form that takes a story off every portal."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from editorial.enums import RemovalKind
from editorial.models import Placement
from portals.boards.enums import APPROVERS
from syndication.actions.recalling import recall_story
from syndication.desks import Desk
from syndication.forms import RecallForm
from syndication.situations import against_recalling

from .base import StoryOfDesk, VerbForm


class RecallStory(StoryOfDesk, VerbForm):
    form_class = RecallForm
    template_name = "syndication/admin/recall.html"
    page_title = _("Recall from all portals")
    header_icon = "bin"
    submit_label = _("Recall from all portals")

    def is_for(self, desk: Desk) -> bool:
        return desk.position in APPROVERS

    @cached_property
    def situation(self) -> str:
        return against_recalling(self.story)

    def act(self, form: Any) -> str:
        recall = recall_story(
            story=self.story,
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
        return context

    def get_success_url(self) -> str:
        last = (
            self.story.dispatches.order_by("-sent_at", "-pk").values_list("pk", flat=True).first()
        )
        if last is not None:
            return reverse("syndication:dispatch", args=[last])
        return reverse("wagtailadmin_explore", args=[self.story.get_parent().pk])
