"""The desk answers a board that does not place a priority story."""

from __future__ import annotations

from typing import Any

from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from editorial.public.addresses import origin_url
from portals.admin_kit.views import VerbForm
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from syndication import queries
from syndication.deliveries.forms import AnswerForm
from syndication.enums import DeliveryState, DispatchState, ObjectionState
from syndication.models import Objection

from .objecting import accept_objection, refuse_objection


class AnswerObjection(VerbForm):
    form_class = AnswerForm
    template_name = "syndication/deliveries/objection.html"
    page_title = _("Answer a board")
    header_icon = "globe"
    submit_label = _("Answer")

    @cached_property
    def objection(self) -> Objection:
        found = get_object_or_404(
            queries.objections_seen_by(self.user, self.now), pk=self.kwargs["objection_id"]
        )
        if not holds_post(self.user, found.delivery.dispatch.sender, self.now, STANDING_EDITORS):
            raise Http404
        return found

    @cached_property
    def situation(self) -> str:
        objection, delivery = self.objection, self.objection.delivery
        if objection.state != ObjectionState.WAITING:
            return gettext("Answered by %(person)s: %(state)s. %(answer)s") % {
                "person": objection.answered_by,
                "state": objection.get_state_display(),
                "answer": objection.answer,
            }
        if (
            delivery.state != DeliveryState.OBJECTED
            or delivery.dispatch.state != DispatchState.OPEN
        ):
            return gettext("The story was recalled; there is nothing left to answer.")
        return ""

    def get_page_subtitle(self) -> str:
        return str(self.objection.delivery.dispatch.story.title)

    def act(self, form: Any) -> str:
        accepts = form.cleaned_data["decision"] == "accept"
        decide = accept_objection if accepts else refuse_objection
        decide(
            objection=self.objection,
            answer=form.cleaned_data["answer"],
            actor=self.user,
            now=self.now,
        )
        return gettext("The board reads your answer.")

    def get_success_url(self) -> str:
        return reverse("syndication:dispatch", args=[self.objection.delivery.dispatch_id])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        dispatch = self.objection.delivery.dispatch
        return context | {
            "objection": self.objection,
            "story_url": origin_url(dispatch.sender, dispatch.story),
        }
