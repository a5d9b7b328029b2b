"""The one thing that auditors say here: whether the lines of the province's own card hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.http import Http404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.views import VerbForm
from scoring.course.actions import OwnCardFinding, confirm_own_card
from scoring.course.actions.own_card import LONGEST
from scoring.models import OwnCard

from .base import OfAuditedCard

HOLDS, CONTESTED = "holds", "contested"


class OwnCardForm(forms.Form):
    """Two fields a line: whether it holds, and what does not."""

    def __init__(self, *args: Any, lines: Sequence[Mapping[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.codes = [line["code"] for line in lines]
        for line in lines:
            code = line["code"]
            points = "—" if line["points"] is None else line["points"]
            self.fields[f"found_{code}"] = forms.ChoiceField(
                label=f"{code} {line['name']}: {points} / {line['most']}",
                choices=[(HOLDS, _("The line holds")), (CONTESTED, _("The line does not hold"))],
                widget=forms.RadioSelect,
            )
            self.fields[f"reason_{code}"] = forms.CharField(
                label=_("%(code)s: what does not hold") % {"code": code},
                help_text=_("Only where the line does not hold. Anybody will read it."),
                max_length=LONGEST,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def findings(self) -> dict[str, OwnCardFinding]:
        said = self.cleaned_data
        return {
            code: OwnCardFinding(said[f"found_{code}"] == CONTESTED, said[f"reason_{code}"])
            for code in self.codes
        }


class ConfirmOwnCard(OfAuditedCard, VerbForm):
    """Line by line, until the day on which it is due; no point changes by it."""

    form_class = OwnCardForm
    page_title = gettext_lazy("The province's own scorecard")
    submit_label = gettext_lazy("Sign these findings")

    @cached_property
    def own_card(self) -> OwnCard:
        found = OwnCard.objects.filter(card=self.card).first()
        if found is None:
            raise Http404
        return found

    @cached_property
    def situation(self) -> str:
        if self.own_card.confirmed_at is not None:
            return _("This card was confirmed before.")
        if self.now > self.own_card.due_at or self.own_card.published_at is not None:
            return _("The days to confirm this card are over.")
        return ""

    def get_success_url(self) -> str:
        return reverse("scoring:audit_card", args=[self.card.pk])

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "lines": self.card.lines["criteria"]}

    def act(self, form: Any) -> str:
        confirm_own_card(
            own_card=self.own_card, findings=form.findings(), actor=self.user, now=self.now
        )
        return _("Signed. The findings stand beside the card as soon as it is public.")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = OfAuditedCard.get_breadcrumbs_items(self)
        return [*above, {"url": self.get_success_url(), "label": _("Scorecard")}, here]
