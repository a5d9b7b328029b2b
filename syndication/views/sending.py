"""The form that sends a story to portals, with a look at who will receive it before it goes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portals.clock import local_date
from syndication.actions.dispatching import dispatch_story
from syndication.audience import Receiver, receivers_of
from syndication.desks import Desk
from syndication.enums import AudienceKind
from syndication.forms import DispatchForm
from syndication.models import Dispatch
from syndication.situations import against_sending

from .base import StoryOfDesk, VerbForm


class SendStory(StoryOfDesk, VerbForm):
    """First answer: how many portals will receive it. Second, with the same content: it is sent."""

    form_class = DispatchForm
    template_name = "syndication/admin/send.html"
    page_title = _("Send to portals")
    header_icon = "globe"
    submit_label = _("Continue")
    initial = {"audience": AudienceKind.ALL}
    dispatch_made: Dispatch

    def is_for(self, desk: Desk) -> bool:
        return desk.decides and desk.oversees

    @cached_property
    def receivers(self) -> list[Receiver]:
        return receivers_of(sender=self.portal, day=local_date(self.now))

    @cached_property
    def situation(self) -> str:
        return against_sending(self.story)

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "receivers": self.receivers, "now": self.now}

    def form_valid(self, form: Any) -> HttpResponse:
        if "change" in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form))
        if "confirm" not in self.request.POST:
            return self.render_to_response(
                self.get_context_data(
                    form=form,
                    receivers_meant=form.receivers_meant(),
                    audience_in_words=form.audience_in_words(),
                )
            )
        return super().form_valid(form)

    def act(self, form: Any) -> str:
        self.dispatch_made = dispatch_story(
            story=self.story,
            audience=form.audience_meant(),
            due_at=form.cleaned_data["due_at"],
            mandate=form.cleaned_data["mandate"],
            note=form.cleaned_data["note"],
            actor=self.user,
            now=self.now,
        )
        count = len(form.receivers_meant())
        return ngettext(
            "The story is on its way to %(count)s portal.",
            "The story is on its way to %(count)s portals.",
            count,
        ) % {"count": count}

    def get_success_url(self) -> str:
        return reverse("syndication:dispatch", args=[self.dispatch_made.pk])
