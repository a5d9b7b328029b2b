"""Rubrics: which are in force, what each says, and how the province draws up and adopts the next one."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages

from portals.admin_kit.exports import XLSX
from portals.admin_kit.lists import DeskColumn, DeskList
from portals.refusals import Refusal
from scoring.explaining import describe_step
from scoring.forms import AdoptRubricForm, NextVersionForm, UploadRubricForm
from scoring.measures.catalogue import PARAMETERS
from scoring.measures.registry import known_measure
from scoring.models import Rubric
from scoring.queries import rubrics_seen_by
from scoring.rubrics.actions import adopt, draw_up
from scoring.rubrics.checks import check_rubric
from scoring.rubrics.spec import RubricSpec
from scoring.rubrics.storage import read_specs
from scoring.rubrics.xlsx_format import read_workbook, write_workbook
from scoring.rubrics.yaml_format import UnreadableRubric, read_rubrics, write_rubric

from .base import ScorePage


class RubricList(ScorePage, DeskList):
    """All versions; the standing editors of the province draw up the next one from a file."""

    template_name = "scoring/rubrics/rubrics.html"
    page_title = gettext_lazy("Rubrics")
    nothing = gettext_lazy("No rubric was adopted yet.")
    columns = [
        DeskColumn("title", gettext_lazy("Rubric"), cells=template_name, classname="title"),
        DeskColumn("tier", gettext_lazy("Tier")),
        DeskColumn("starts", gettext_lazy("In force from"), cells=template_name),
        DeskColumn("decision", gettext_lazy("Decision"), cells=template_name),
        DeskColumn("drawn_up_by", gettext_lazy("Drawn up by")),
        DeskColumn(
            "adopted_by",
            gettext_lazy("Adopted by"),
            accessor=lambda rubric: rubric.adopted_by or "—",
        ),
    ]

    def get_base_queryset(self) -> QuerySet[Rubric]:
        return rubrics_seen_by(self.office)

    @cached_property
    def form(self) -> UploadRubricForm:
        return UploadRubricForm(self.request.POST or None, self.request.FILES or None, now=self.now)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.office.scores:
            raise Http404
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        try:
            drawn = self._draw_up()
        except Refusal as refusal:
            self.form.add_error("file", str(refusal))
            return self.get(request, *args, **kwargs)
        messages.success(
            request,
            _("Drawn up: %(titles)s.") % {"titles": ", ".join(str(rubric) for rubric in drawn)},
        )
        return redirect("scoring:rubrics")

    def _draw_up(self) -> list[Rubric]:
        month = self.form.cleaned_data["starts"]
        specs = _read(self.form.cleaned_data["file"])
        with transaction.atomic():
            return [
                draw_up(spec=spec, starts_on=month.first, actor=self.user, now=self.now)
                for spec in specs
            ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = self.form if self.office.scores else None
        return super().get_context_data(form=form, **kwargs)


class NextVersion(ScorePage, View):
    """Draws the next version up as a copy of this one."""

    def post(self, request: HttpRequest, rubric_id: int) -> HttpResponse:
        if not self.office.scores:
            raise Http404
        rubric = get_object_or_404(Rubric, pk=rubric_id)
        form = NextVersionForm(request.POST, now=self.now)
        if not form.is_valid():
            messages.error(request, _("Choose one of the months offered."))
            return redirect("scoring:rubric", rubric_id)
        drawn = draw_up(
            spec=read_specs([rubric])[rubric.pk],
            starts_on=form.cleaned_data["starts"].first,
            actor=self.user,
            now=self.now,
        )
        messages.success(
            request, _("Version %(version)s is drawn up as a copy.") % {"version": drawn.version}
        )
        return redirect("scoring:rubric", drawn.pk)


class DecisionFile(ScorePage, View):
    """The signed decision, to whoever may see the rubric."""

    def get(self, _request: HttpRequest, rubric_id: int) -> FileResponse:
        rubric = get_object_or_404(
            rubrics_seen_by(self.office).select_related("decision_file"), pk=rubric_id
        )
        if rubric.decision_file is None:
            raise Http404
        name = f"quyet-dinh-{rubric.tier_id}-{rubric.version}.pdf"
        return FileResponse(rubric.decision_file.file.open("rb"), as_attachment=True, filename=name)


class RubricPage(ScorePage, TemplateView):
    """One version with every criterion; `?yaml` and `?xlsx` give it to take away."""

    template_name = "scoring/rubrics/rubric.html"
    page_title = gettext_lazy("Rubric")

    @cached_property
    def rubric(self) -> Rubric:
        return get_object_or_404(rubrics_seen_by(self.office), pk=self.kwargs["rubric_id"])

    @cached_property
    def spec(self) -> RubricSpec:
        return read_specs([self.rubric])[self.rubric.pk]

    @cached_property
    def form(self) -> AdoptRubricForm:
        return AdoptRubricForm(self.request.POST or None, self.request.FILES or None)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        name = f"bo-tieu-chi-{self.rubric.tier_id}-{self.rubric.version}"
        if "yaml" in request.GET:
            return _file(write_rubric(self.spec), f"{name}.yaml", "application/yaml")
        if "xlsx" in request.GET:
            return _file(write_workbook(self.spec), f"{name}.xlsx", XLSX)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.office.decides:
            raise Http404
        if self.form.is_valid():
            try:
                adopt(
                    rubric=self.rubric,
                    **self.form.cleaned_data,
                    actor=self.user,
                    now=self.now,
                )
            except Refusal as refusal:
                self.form.add_error(None, str(refusal))
            else:
                messages.success(request, _("The rubric is adopted."))
                return redirect("scoring:rubric", self.rubric.pk)
        return super().get(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        return [*above, {"url": reverse("scoring:rubrics"), "label": _("Rubrics")}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        spec = self.spec
        may_adopt = self.office.decides and not self.rubric.is_adopted
        may_edit = self.office.scores and not self.rubric.is_adopted
        return super().get_context_data(
            rubric=self.rubric,
            groups=[
                (group, spec.points_of(group.code), _rows(spec, group.code))
                for group in spec.groups
            ],
            adjustments=spec.adjustments,
            bands=spec.bands,
            total=spec.points,
            faults=[] if self.rubric.is_adopted else check_rubric(spec),
            form=self.form if may_adopt else None,
            may_edit=may_edit,
            next_form=NextVersionForm(now=self.now) if self.office.scores else None,
            authors=list(self.rubric.authors.order_by("pk")),
            previews=self.rubric.previews.count() if self.office.is_of_province else 0,
            **kwargs,
        )


def _rows(spec: RubricSpec, group: str) -> list[dict[str, Any]]:
    found = []
    for one in spec.criteria:
        if one.group == group:
            known = known_measure(one.measure)
            found.append(
                {
                    "criterion": one,
                    "kind": one.kind.label,
                    "steps": [(describe_step(step), step.points) for step in one.steps],
                    "measure": known.name if known else one.measure,
                    "parameters": [
                        (PARAMETERS[name][0] if name in PARAMETERS else name, _plain(value))
                        for name, value in one.parameters.items()
                    ],
                    "no_cases": one.no_cases.label,
                    "is_taken": known is not None and known.take is not None,
                }
            )
    return found


def _plain(value: Any) -> str:
    return ", ".join(value) if isinstance(value, (list, tuple)) else str(value)


def _read(file: Any) -> list[RubricSpec]:
    if file.name.lower().endswith(".xlsx"):
        return [read_workbook(file)]
    try:
        return read_rubrics(file.read().decode("utf-8"))
    except UnicodeDecodeError as error:
        raise UnreadableRubric(_("The file cannot be read as UTF-8 text.")) from error


def _file(content: str | bytes, name: str, kind: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
