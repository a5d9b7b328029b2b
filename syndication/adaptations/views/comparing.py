"""One own version beside its source: what changed there, block by block, and what the board makes of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from wagtail.admin import messages

from editorial.permissions import may_review
from editorial.public.queries.origins import adapted_origin
from portals.admin_kit.views import DeskPage, VerbForm
from portals.refusals import Refusal
from syndication.adaptations.actions.taking import Comparison, answer_end, compare, take_changes
from syndication.adaptations.corrections import (
    LONGEST_REASON,
    corrections_in,
    waiting_for_words,
)
from syndication.adaptations.enums import SourceEvent
from syndication.adaptations.forms import KEEP, TAKE, AnswerEndForm
from syndication.adaptations.models import Adaptation, SourceChange
from syndication.adaptations.presenting import ShownChange, shown
from syndication.adaptations.queries import adaptations_seen_by


class OneAdaptation(DeskPage):
    """A page about an own version of one of the person's portals; for everybody else it does not exist."""

    @cached_property
    def adaptation(self) -> Adaptation:
        return get_object_or_404(
            adaptations_seen_by(self.user, self.now), pk=self.kwargs["adaptation_id"]
        )

    def get_page_subtitle(self) -> str:
        return str(self.adaptation.copy.draft_title)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        listing = {
            "url": reverse("adapting:adaptations"),
            "label": _("Our versions of others' stories"),
        }
        return [*above, listing, here]

    def end(self) -> SourceChange | None:
        """The withdrawal of the source that the board has not answered."""
        return self.adaptation.source_changes.filter(kind=SourceEvent.WITHDRAWN, outcome="").first()


class AdaptationPage(OneAdaptation, TemplateView):
    template_name = "syndication/adaptations/adaptation.html"
    page_title = _("Our version and its source")
    header_icon = "edit"

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        chosen = dict(self._chosen(request))
        try:
            take_changes(
                adaptation=self.adaptation,
                taken={key for key, choice in chosen.items() if choice == TAKE},
                kept={key for key, choice in chosen.items() if choice == KEEP},
                mark=request.POST.get("mark", ""),
                actor=self.user,
                now=self.now,
                reason=request.POST.get("reason", ""),
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return TemplateResponse(
                request, self.template_name, self.get_context_data(chosen=chosen), status=422
            )
        messages.success(request, self._told(chosen))
        if TAKE in chosen.values():
            return redirect("story_review", self.adaptation.copy_id)
        return redirect("adapting:adaptation", self.adaptation.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        chosen = kwargs.pop("chosen", {})
        context = super().get_context_data(**kwargs)
        compared: Comparison = compare(self.adaptation)
        found = shown(compared)
        undecided = list(
            self.adaptation.source_changes.filter(outcome="")
            .exclude(kind=SourceEvent.WITHDRAWN)
            .order_by("happened_at", "pk")
        )
        return context | {
            "adaptation": self.adaptation,
            "origin": adapted_origin(self.adaptation.copy),
            "end": self.end(),
            "rows": [(change, _choice(change, chosen)) for change in found],
            "mark": compared.mark,
            "undecided": undecided,
            "is_corrected": bool(corrections_in(undecided)),
            "waits": bool(waiting_for_words(self.adaptation.source_id, undecided)),
            "reason": self.request.POST.get("reason", ""),
            "longest_reason": LONGEST_REASON,
            "history": self.adaptation.source_changes.exclude(outcome="")
            .select_related("decided_by")
            .order_by("-happened_at", "-pk"),
        }

    def _chosen(self, request: HttpRequest) -> Iterator[tuple[str, str]]:
        for name, value in request.POST.items():
            if name.startswith("change:") and value in (TAKE, KEEP):
                yield name.removeprefix("change:"), value

    def _told(self, chosen: dict[str, str]) -> str:
        count = sum(choice == TAKE for choice in chosen.values())
        if not count:
            return gettext("Your text stays as it is.")
        return ngettext(
            "%(count)s change was taken into a new draft. It is public once your board approves it.",
            "%(count)s changes were taken into a new draft. They are public once your board approves it.",
            count,
        ) % {"count": count}


def _choice(change: ShownChange, chosen: dict[str, str]) -> str:
    """What the form shows as chosen: as sent; else to take it, save where words of one's own would be lost."""
    if change.key in chosen:
        return chosen[change.key]
    return "" if change.is_conflict or chosen else TAKE


class AnswerEnd(OneAdaptation, VerbForm):
    form_class = AnswerEndForm
    template_name = "syndication/adaptations/answer_end.html"
    page_title = _("The source was withdrawn")
    header_icon = "warning"
    submit_label = _("Decide")

    @cached_property
    def situation(self) -> str:
        if self.end() is None:
            return gettext("This was decided already.")
        if not may_review(self.user, self.adaptation.copy, self.now):
            return gettext("The head or a deputy head of your board decides on this.")
        return ""

    def get_initial(self) -> dict[str, Any]:
        end = self.end()
        return {**super().get_initial(), "reason": end.note if end else ""}

    def act(self, form: forms.Form) -> str:
        keep = form.cleaned_data["answer"] == "keep"
        answer_end(
            adaptation=self.adaptation,
            keep=keep,
            reason=form.cleaned_data["reason"],
            actor=self.user,
            now=self.now,
        )
        if keep:
            return gettext("Your version stays; the reason is recorded.")
        return gettext("Your version is withdrawn.")

    def get_success_url(self) -> str:
        return reverse("adapting:adaptation", args=[self.adaptation.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(adaptation=self.adaptation, end=self.end(), **kwargs)
