"""Which scores anybody may read, and which criteria told nobody apart for two months: for the province's desk."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404
from django.urls import reverse_lazy
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.admin_kit.form_fields import model_field
from portals.admin_kit.views import VerbForm
from portals.models import Tier
from scoring.models import PublicScores, Rubric
from scoring.published.actions import show_scores
from scoring.published.queries import criteria_without_variance

from .base import ScorePage


class PublicScoresForm(forms.Form):
    tiers = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Tiers whose published scores anybody may read"),
        queryset=Tier.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=gettext_lazy(
            "A scorer's month is shown where all tiers are chosen that it scored."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scored = Rubric.objects.filter(adopted_at__isnull=False).values("tier")
        offered = Tier.objects.filter(pk__in=scored).order_by("level", "pk")
        model_field(self, "tiers").queryset = offered


class ShowScores(ScorePage, VerbForm):
    form_class = PublicScoresForm
    page_title = gettext_lazy("Scores in public")
    submit_label = gettext_lazy("Save")
    template_name = "scoring/published/desk.html"
    success_url = reverse_lazy("scoring:public_scores")

    @cached_property
    def situation(self) -> str:
        if not self.office.is_of_province:
            raise Http404
        if not self.office.decides:
            return _("Head or deputy of the province decides on this.")
        return ""

    def get_initial(self) -> dict[str, Any]:
        return {"tiers": list(PublicScores.objects.values_list("tier", flat=True))}

    def act(self, form: Any) -> str:
        wanted = {tier.pk for tier in form.cleaned_data["tiers"]}
        before = set(self.get_initial()["tiers"])
        with transaction.atomic():
            for tier in form.fields["tiers"].queryset:
                if (tier.pk in wanted) != (tier.pk in before):
                    show_scores(
                        tier=tier, is_shown=tier.pk in wanted, actor=self.user, now=self.now
                    )
        return _("Saved. The public pages show it at once.")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(even=criteria_without_variance(), **kwargs)
