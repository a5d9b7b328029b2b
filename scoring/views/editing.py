"""Changing a draft of a rubric: its frame, one criterion, one bonus or penalty; and trying it out."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from portals.refusals import Refusal
from scoring.models import Rubric, RubricPreview
from scoring.periods import Month
from scoring.rounds.previews import preview_rubric
from scoring.rubrics import editing, forms
from scoring.rubrics.actions import draw_up
from scoring.rubrics.observed import Observed, observe
from scoring.rubrics.spec import RubricSpec
from scoring.rubrics.storage import read_specs

from .base import ScorePage


class DraftPage(ScorePage, TemplateView):
    """A page that changes one part of a draft; for all but the standing editors of the province it does not exist."""

    @cached_property
    def rubric(self) -> Rubric:
        if not self.office.scores:
            raise Http404
        return get_object_or_404(
            Rubric.objects.select_related("tier"),
            pk=self.kwargs["rubric_id"],
            adopted_at__isnull=True,
        )

    @cached_property
    def spec(self) -> RubricSpec:
        return read_specs([self.rubric])[self.rubric.pk]

    def get_page_subtitle(self) -> str:
        return str(self.rubric)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        rubric = reverse("scoring:rubric", args=[self.rubric.pk])
        return [
            *above,
            {"url": reverse("scoring:rubrics"), "label": _("Rubrics")},
            {"url": rubric, "label": str(self.rubric)},
            here,
        ]

    def store(self, spec: RubricSpec, form: Any, starts: Month | None = None) -> bool:
        """Put `spec` in the draft's place; what the verb refuses is said above `form`."""
        try:
            draw_up(
                spec=spec,
                starts_on=starts.first if starts else self.rubric.starts_on,
                actor=self.user,
                now=self.now,
                rubric=self.rubric,
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            return False
        messages.success(self.request, _("The draft is stored."))
        return True

    def to_rubric(self, anchor: str = "") -> HttpResponse:
        return redirect(f"{reverse('scoring:rubric', args=[self.rubric.pk])}#{anchor}")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(rubric=self.rubric, **kwargs)


class EditFrame(DraftPage):
    """Title, month, limits, groups and bands."""

    template_name = "scoring/rubrics/edit_frame.html"
    page_title = gettext_lazy("Change the frame")

    @cached_property
    def form(self) -> forms.GeneralForm:
        initial = {
            "title": self.spec.title,
            "starts": str(Month.of(self.rubric.starts_on)),
            "bonus_limit": self.spec.bonus_limit,
            "penalty_limit": self.spec.penalty_limit,
        }
        return forms.GeneralForm(self.request.POST or None, initial=initial, now=self.now)

    @cached_property
    def groups(self) -> Any:
        initial = [{"code": one.code, "name": one.name} for one in self.spec.groups]
        return forms.GroupRows(self.request.POST or None, initial=initial, prefix="groups")

    @cached_property
    def bands(self) -> Any:
        initial = [
            {"code": one.code, "name": one.name, "lowest": one.from_total}
            for one in self.spec.bands
        ]
        return forms.BandRows(self.request.POST or None, initial=initial, prefix="bands")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        valid = [part.is_valid() for part in (self.form, self.groups, self.bands)]
        if all(valid):
            given = self.form.cleaned_data
            spec = replace(
                self.spec,
                title=given["title"],
                bonus_limit=given["bonus_limit"],
                penalty_limit=given["penalty_limit"],
                groups=forms.groups_from(self.groups),
                bands=forms.bands_from(self.bands),
            )
            if self.store(spec, self.form, Month.parse(given["starts"])):
                return self.to_rubric()
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            form=self.form, groups=self.groups, bands=self.bands, **kwargs
        )


class EditCriterion(DraftPage):
    """One criterion, or without a code a new one. The act "remove" takes it out."""

    template_name = "scoring/rubrics/edit_criterion.html"

    @cached_property
    def code(self) -> str:
        code = str(self.kwargs.get("code", ""))
        if code and all(one.code != code for one in self.spec.criteria):
            raise Http404
        return code

    def get_page_title(self) -> str:
        if not self.code:
            return _("New criterion")
        return _("Change criterion %(code)s") % {"code": self.code}

    @cached_property
    def initial(self) -> dict[str, Any]:
        if not self.code:
            return {"measure": self.request.GET.get("measure", "judged.accuracy"), "rule": "share"}
        one = next(one for one in self.spec.criteria if one.code == self.code)
        names = ("group", "code", "name", "points", "kind", "measure", "rule", "no_cases",
                 "pools_small_numbers", "legal_basis", "help", "parameters")  # fmt: skip
        return {name: getattr(one, name) for name in names}

    @cached_property
    def form(self) -> forms.CriterionForm:
        return forms.CriterionForm(
            self.request.POST or None, initial=self.initial, spec=self.spec, own_code=self.code
        )

    @cached_property
    def steps(self) -> Any:
        found = [one for one in self.spec.criteria if one.code == self.code]
        initial = [
            {"up_to": step.up_to, "points": step.points} for one in found for step in one.steps
        ]
        return forms.StepRows(self.request.POST or None, initial=initial, prefix="steps")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST and self.code:
            if self.store(editing.without_criterion(self.spec, self.code), self.form):
                return self.to_rubric()
        elif self.form.is_valid() & self.steps.is_valid():
            changed = self.form.criterion(forms.steps_from(self.steps))
            spec = editing.with_criterion(self.spec, changed, instead_of=self.code)
            if self.store(spec, self.form):
                return self.to_rubric(changed.code)
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            form=self.form,
            steps=self.steps,
            own_code=self.code,
            observed=self._observed(),
            **kwargs,
        )

    def _observed(self) -> Observed | None:
        """What the portals of the tier reached, beside the target that is asked of them."""
        measure = self.form["measure"].value() or ""
        target = self.initial.get("parameters", {}).get("target")
        return observe(tier=self.rubric.tier_id, measure=measure, target=target)


class EditAdjustment(DraftPage):
    """One bonus or penalty, or without a code a new one."""

    template_name = "scoring/rubrics/edit_adjustment.html"

    @cached_property
    def code(self) -> str:
        code = str(self.kwargs.get("code", ""))
        if code and all(one.code != code for one in self.spec.adjustments):
            raise Http404
        return code

    def get_page_title(self) -> str:
        if not self.code:
            return _("New bonus or penalty")
        return _("Change %(code)s") % {"code": self.code}

    @cached_property
    def form(self) -> forms.AdjustmentForm:
        found = next((one for one in self.spec.adjustments if one.code == self.code), None)
        names = forms.AdjustmentForm.base_fields
        return forms.AdjustmentForm(
            self.request.POST or None,
            initial={name: getattr(found, name) for name in names} if found else {},
            spec=self.spec,
            own_code=self.code,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "remove" in request.POST and self.code:
            if self.store(editing.without_adjustment(self.spec, self.code), self.form):
                return self.to_rubric("adjustments")
        elif self.form.is_valid():
            changed = self.form.adjustment()
            spec = editing.with_adjustment(self.spec, changed, instead_of=self.code)
            if self.store(spec, self.form):
                return self.to_rubric("adjustments")
        return self.get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(form=self.form, own_code=self.code, **kwargs)


class TryOut(DraftPage):
    """The trials of a draft; posting makes one more."""

    template_name = "scoring/rubrics/previews.html"
    page_title = gettext_lazy("Try the draft out")

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            preview = preview_rubric(rubric=self.rubric, actor=self.user, now=self.now)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return redirect("scoring:previews", self.rubric.pk)
        return redirect("scoring:preview", preview.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            previews=self.rubric.previews.select_related("made_by")
            .defer("content")
            .order_by("-made_at", "-pk"),
            **kwargs,
        )


class PreviewPage(ScorePage, TemplateView):
    """What one trial showed, as it was shown then."""

    template_name = "scoring/rubrics/preview.html"
    page_title = gettext_lazy("What would have changed")

    @cached_property
    def preview(self) -> RubricPreview:
        if not self.office.is_of_province:
            raise Http404
        return get_object_or_404(
            RubricPreview.objects.select_related("rubric__tier", "made_by"),
            pk=self.kwargs["preview_id"],
        )

    def get_page_subtitle(self) -> str:
        return str(self.preview.rubric)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        rubric = self.preview.rubric
        return [
            *above,
            {"url": reverse("scoring:rubrics"), "label": _("Rubrics")},
            {"url": reverse("scoring:rubric", args=[rubric.pk]), "label": str(rubric)},
            here,
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            preview=self.preview, shown=_with_numbers(self.preview.shown), **kwargs
        )


def _with_numbers(shown: dict[str, Any]) -> dict[str, Any]:
    """Decimals were kept as text; the page formats numbers."""
    movers = [
        {**one, **{name: float(one[name]) for name in ("total_before", "total_after", "change")}}
        for one in shown["movers"]
    ]
    return {**shown, "movers": [{**one, "loss": -one["change"]} for one in movers]}
