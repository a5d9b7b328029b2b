"""Where scorers enter what the facts do not say: judgements, registers, words on copies, what never applies."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
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
from scoring.assessing.facts import ChangedMeanwhile, enter_facts
from scoring.assessing.forms import CopyForm, LineForm, is_asked_for, line_forms
from scoring.assessing.one_criterion import judged_criteria
from scoring.assessing.progress import ScorerProgress, progress_of
from scoring.assessing.queries import (
    Assessment,
    assessment_of,
    portals_scored_by,
    waiting_in,
)
from scoring.assessing.verdicts import decide_on_copies
from scoring.course.queries import words_on_lines
from scoring.forms import MONTHS_BACK
from scoring.measures.registry import known_measure
from scoring.models import Round, Scorecard, SelfAssessedLine
from scoring.periods import Month

from .base import ScorePage
from .filters import AssessFilterSet

ACCURACY = "judged.accuracy"
READ_ANSWERS = "judged.answers"


@dataclass(frozen=True)
class OwnWords:
    """A board's own points with what they rest on. `differs`: the line has other points, or none yet."""

    own: SelfAssessedLine
    differs: bool


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

    def still_open(self) -> list[Portal]:
        """The portals that the reader scores and whose cards nobody has verified yet. Three queries."""
        shown = Scorecard.objects.filter(
            round__month=self.month.first, proceeding__verified_at__isnull=False
        )
        portals = portals_scored_by(self.user, self.month, self.now)
        portals = portals.exclude(pk__in=shown.values("portal"))
        return list(portals.select_related("tier", "site"))

    def progress(self, after: Portal | None = None) -> ScorerProgress:
        return progress_of(waiting_in(self.still_open(), self.month, self.now), after)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{**kwargs, "month": self.month, "round": self.round})


class AssessList(OfMonth, DeskList):
    """The portals that the reader scores, and what is still to be entered."""

    template_name = "scoring/assessing/assess_list.html"
    page_title = gettext_lazy("Assess portals")
    context_object_name = "rows"
    filterset_class = AssessFilterSet
    filter_label = gettext_lazy("Show")
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
        context = super().get_context_data(
            months=months,
            progress=self.progress(),
            criteria=judged_criteria(self.still_open(), self.month),
            **kwargs,
        )
        total = context["items_count"]
        if not total and not self.is_scorer and not self.is_filtering:
            raise Http404
        return context


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
        if found.answers:
            sampled[READ_ANSWERS] = len(found.answers)
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
        return redirect(self._after_storing())

    def _after_storing(self) -> str:
        listing = f"{reverse('scoring:assess_list')}?month={self.month}"
        if "onward" not in self.request.POST:
            return listing
        following = self.progress(self.portal).following
        if following is None:
            messages.success(self.request, _("Nothing waits for you any more."))
            return listing
        return reverse("scoring:assess", args=[self.month, following.pk])

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
        card = Scorecard.objects.filter(portal=self.portal, round=self.round).first()
        return super().get_context_data(
            portal=self.portal,
            assessment=self.assessment,
            lines=self.lines,
            with_words={
                name: [(form, own.get(form.line.code)) for form in forms]
                for own in (words_of_board(card),)
                for name, forms in self.lines.items()
            },
            copies=self.copies,
            origin=origin,
            card=card,
            progress=self.progress(self.portal),
            **kwargs,
        )


def words_of_board(card: Scorecard | None) -> dict[str, OwnWords]:
    """What the board said of the lines that it assessed itself, by criterion. Three queries where there is a card."""
    if card is None:
        return {}
    points = {line["code"]: line["points"] for line in card.lines["criteria"]}
    return {
        code: OwnWords(said.own, said.own.points != Decimal(points[code] or -1))
        for code, said in words_on_lines(card).items()
        if said.own is not None and code in points
    }
