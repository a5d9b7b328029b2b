"""Where scorers enter what the facts do not say: judgements, registers, words on copies, what never applies."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from portals.addresses import main_origin
from portals.admin_kit.lists import DeskColumn, DeskList, NumberColumn
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import Refusal
from portals.tiers import INSTALL_TIER
from scoring.assessing.exemptions import end_exemption, exempt
from scoring.assessing.facts import ChangedMeanwhile, enter_facts
from scoring.assessing.forms import CopyForm, ExemptForm, LineForm, is_asked_for, line_forms
from scoring.assessing.queries import (
    Assessment,
    assessment_of,
    portals_scored_by,
    specs_of,
    waiting_in,
)
from scoring.assessing.verdicts import decide_on_copies
from scoring.forms import MONTHS_BACK
from scoring.measures.registry import known_measure
from scoring.models import NotApplicable, Round, Scorecard
from scoring.periods import Month

from .base import ScorePage
from .filters import AssessFilterSet

ROWS = 200
ACCURACY = "judged.accuracy"


class OfMonth(ScorePage):
    """A page about one month, the last full one unless another is asked for."""

    @cached_property
    def this_month(self) -> Month:
        return Month.of(local_date(self.now))

    @cached_property
    def month(self) -> Month:
        asked = self.kwargs.get("month") or self.request.GET.get("month", "")
        try:
            month = Month.parse(asked)
        except ValueError:
            return self.this_month.later(-1)
        return min(month, self.this_month)

    @cached_property
    def round(self) -> Round | None:
        return Round.objects.filter(month=self.month.first).first()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**kwargs, "month": self.month, "round": self.round})


class AssessList(OfMonth, DeskList):
    """The portals that the reader scores, and what is still to be entered."""

    template_name = "scoring/assessing/assess_list.html"
    page_title = gettext_lazy("Assess portals")
    context_object_name = "rows"
    filterset_class = AssessFilterSet
    filter_label = gettext_lazy("Show")
    paginate_by = ROWS
    nothing = gettext_lazy("No portal fits what was chosen.")
    columns = [
        DeskColumn("portal", gettext_lazy("Portal"), cells=template_name, classname="title"),
        NumberColumn("judged", gettext_lazy("Judgements"), cells=template_name),
        NumberColumn("registers", gettext_lazy("Registers kept elsewhere"), cells=template_name),
        NumberColumn("copies", gettext_lazy("Copies to confirm")),
    ]

    def get_base_queryset(self) -> QuerySet[Portal]:
        return portals_scored_by(self.user, self.month, self.now)

    def told(self, rows: list[Any]) -> list[Any]:
        return waiting_in(rows, self.month, self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        months = [self.this_month.later(-past) for past in range(MONTHS_BACK)]
        context = super().get_context_data(months=months, **kwargs)
        total = context["items_count"]
        if not total and not self.is_filtering:
            raise Http404
        return context | {"hidden": max(0, total - ROWS)}


class Assess(OfMonth, TemplateView):
    """One portal's month: every line that a person fills in, each with its evidence."""

    template_name = "scoring/assessing/assess.html"
    page_title = gettext_lazy("Assess")

    @cached_property
    def portal(self) -> Portal:
        return get_object_or_404(
            portals_scored_by(self.user, self.month, self.now).select_related("site", "root"),
            pk=self.kwargs["portal_id"],
        )

    @cached_property
    def assessment(self) -> Assessment:
        found = assessment_of(self.portal, self.month, self.now)
        if found is None:
            raise Http404
        return found

    @cached_property
    def lines(self) -> dict[str, list[LineForm]]:
        found, given = self.assessment, self.request.POST or None
        sampled = {ACCURACY: len(found.sample)} if found.sample else {}
        adjustments = [one for one in found.adjustments if is_asked_for(known_measure(one.measure))]
        return {
            "judged": line_forms(found.judged, found.entries, given, sampled),
            "registers": line_forms(found.registers, found.entries, given),
            "adjustments": line_forms(adjustments, found.entries, given),
        }

    @cached_property
    def copies(self) -> list[CopyForm]:
        return [CopyForm(self.request.POST or None, proposed=one) for one in self.assessment.copies]

    def get_page_subtitle(self) -> str:
        return f"{self.portal}, {self.month.month:02}/{self.month.year}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        listing = f"{reverse('scoring:assess_list')}?month={self.month}"
        return [*above, {"url": listing, "label": _("Assess portals")}, here]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        lines = [one for some in self.lines.values() for one in some]
        # Of all of them, so that every fault is shown at once.
        valid = [form.is_valid() for form in (*lines, *self.copies)]
        if not all(valid):
            messages.error(request, _("Nothing is stored yet: some entries need to be mended."))
            return self.get(request, *args, **kwargs)
        try:
            self._store([one for one in lines if one.is_touched])
        except ChangedMeanwhile as refusal:
            messages.error(request, str(refusal))
            # Read anew, so that each line shows what the other person wrote.
            for name in ("assessment", "lines", "copies"):
                self.__dict__.pop(name, None)
            for form in (*(one for some in self.lines.values() for one in some), *self.copies):
                form.is_valid()
            return self.get(request, *args, **kwargs)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self.get(request, *args, **kwargs)
        messages.success(request, _("Stored. The scorecard counts it already."))
        return redirect(f"{reverse('scoring:assess_list')}?month={self.month}")

    def _store(self, changed: list[LineForm]) -> None:
        verdicts = [form.verdict for form in self.copies if form.verdict]
        with transaction.atomic():
            enter_facts(
                month=self.month,
                facts=[one.fact(self.portal) for one in changed if not one.is_empty],
                cleared=[
                    (self.portal, one.line.measure)
                    for one in changed
                    if one.is_empty and one.entry is not None
                ],
                actor=self.user,
                now=self.now,
                based_on={(self.portal.pk, one.line.measure): one.based_on for one in changed},
            )
            decide_on_copies(
                portal=self.portal,
                month=self.month,
                verdicts=verdicts,
                actor=self.user,
                now=self.now,
            )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        origin = main_origin(self.portal) if self.portal.site_id else ""
        card = Scorecard.objects.filter(portal=self.portal, round=self.round).defer("lines").first()
        return super().get_context_data(
            portal=self.portal,
            assessment=self.assessment,
            lines=self.lines,
            copies=self.copies,
            origin=origin,
            card=card if self.round else None,
            **kwargs,
        )


class Exemptions(ScorePage, TemplateView):
    """What never applies to which portal: seen by all boards, declared by the province."""

    template_name = "scoring/assessing/exemptions.html"
    page_title = gettext_lazy("What does not apply")

    @cached_property
    def form(self) -> ExemptForm:
        criteria = {
            one.code: f"{one.code} {one.name}"
            for spec in specs_of(Month.of(local_date(self.now))).values()
            for one in spec.criteria
        }
        return ExemptForm(
            self.request.POST or None,
            portals=Portal.objects.filter(closed_on__isnull=True)
            .exclude(tier=INSTALL_TIER)
            .order_by("name", "pk"),
            criteria=sorted(criteria.items()),
            now=self.now,
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.office.decides:
            raise Http404
        if not self.form.is_valid():
            return self.get(request, *args, **kwargs)
        given = self.form.cleaned_data
        try:
            exempt(
                portal=given["portal"],
                criterion_code=given["criterion"],
                first=given["first"],
                last=None,
                reason=given["reason"],
                actor=self.user,
                now=self.now,
            )
        except Refusal as refusal:
            self.form.add_error(None, str(refusal))
            return self.get(request, *args, **kwargs)
        messages.success(request, _("Declared."))
        return redirect("scoring:exemptions")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        entries = NotApplicable.objects.select_related("portal", "entered_by")
        return super().get_context_data(
            entries=entries.order_by("portal__name", "criterion_code", "pk"),
            form=self.form if self.office.decides else None,
            **kwargs,
        )


class EndExemption(ScorePage, TemplateView):
    """Has a criterion apply again from next month on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, exemption_id: int) -> HttpResponse:
        if not self.office.decides:
            raise Http404
        entry = get_object_or_404(NotApplicable, pk=exemption_id)
        try:
            end_exemption(
                exemption=entry,
                last=Month.of(local_date(self.now)),
                actor=self.user,
                now=self.now,
            )
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The criterion applies again from next month on."))
        return redirect("scoring:exemptions")
