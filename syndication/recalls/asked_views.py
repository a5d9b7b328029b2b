"""The forms by which a recall is asked for, and by which it is said why not."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from editorial.models import StoryPage
from portals.admin_kit.pages import listed_at, opened_from
from portals.admin_kit.views import VerbForm
from portals.boards.enums import APPROVERS
from portals.boards.queries import holds_post
from syndication.dispatches.duty import who_may_recall
from syndication.models import RecallRequest
from syndication.queries import public_title

from .asked import ask_for_recall, asking_portal, decline_recall, whom_to_ask
from .forms import AskForRecallForm, DeclineRecallForm


class AskForRecall(VerbForm):
    form_class = AskForRecallForm
    template_name = "syndication/recalls/asking.html"
    page_title = gettext_lazy("Ask for the recall")
    header_icon = "bin"
    submit_label = gettext_lazy("Ask for the recall")

    @cached_property
    def story(self) -> StoryPage:
        """A story of a board on which the person sits, or below such a one; for everybody else it does not exist."""
        story = get_object_or_404(StoryPage, pk=self.kwargs["story_id"])
        if asking_portal(story.portal_of_page(), self.user, self.now) is None:
            raise Http404
        return story

    def get_page_subtitle(self) -> str:
        return public_title(self.story)

    @cached_property
    def situation(self) -> str:
        if not self.story.live:
            return _("The story is not published any more.")
        if RecallRequest.objects.filter(story=self.story, settled_at=None).exists():
            return _("Its recall was asked for already, and waits for an answer.")
        return ""

    def act(self, form: Any) -> str:
        ask_for_recall(
            story=self.story, reason=form.cleaned_data["reason"], actor=self.user, now=self.now
        )
        return _("Head and deputies are told of it.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = asking_portal(self.story.portal_of_page(), self.user, self.now)
        asked = whom_to_ask(own, self.now) if own else None
        people = who_may_recall(asked, self.now) if asked else []
        answered = RecallRequest.objects.filter(story=self.story).exclude(answer="")
        earlier = answered.select_related("asked_by")
        return super().get_context_data(
            people=people, earlier=earlier.order_by("-settled_at")[:5], **kwargs
        )

    def get_success_url(self) -> str:
        return reverse("inbox")


class DeclineRecall(VerbForm):
    form_class = DeclineRecallForm
    template_name = "syndication/recalls/declining.html"
    page_title = gettext_lazy("Recall asked for")
    header_icon = "bin"
    submit_label = gettext_lazy("The story stays")

    @cached_property
    def asked(self) -> RecallRequest:
        request = get_object_or_404(
            RecallRequest.objects.select_related("story", "portal", "asked_by"),
            pk=self.kwargs["recall_request_id"],
        )
        if not holds_post(self.user, request.portal, self.now, APPROVERS):
            raise Http404
        return request

    def get_page_subtitle(self) -> str:
        return public_title(self.asked.story)

    @cached_property
    def situation(self) -> str:
        if not self.asked.story.live:
            return _("The story is not published any more.")
        return _("Somebody else settled it meanwhile.") if self.asked.settled_at else ""

    def act(self, form: Any) -> str:
        decline_recall(
            request=self.asked, answer=form.cleaned_data["answer"], actor=self.user, now=self.now
        )
        return _("Whoever asked is told why.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        recall = reverse("syndication:recall", args=[self.asked.story_id])
        listed = listed_at(self.request)
        return super().get_context_data(
            asked=self.asked, recall=opened_from(recall, listed) if listed else recall, **kwargs
        )

    def get_success_url(self) -> str:
        return reverse("inbox")
