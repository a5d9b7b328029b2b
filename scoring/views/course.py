"""The months of scorers: how far each is, what waits, who is late; and the steps that end them."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages

from portals.admin_kit.lists import DeskColumn, DeskList, NumberColumn, TimeColumn
from portals.admin_kit.views import VerbForm
from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.refusals import Refusal
from scoring.course.actions import decide, enter_notice, extend_step, verify
from scoring.course.actions.verifying import waiting_copies
from scoring.course.forms import ExtendForm, NoticeForm
from scoring.course.penalties import waiting_penalties
from scoring.course.people import cards_of
from scoring.course.queries import late_at, proceedings_seen_by, standings
from scoring.enums import CourseStep, ProceedingState
from scoring.models import Appeal, LineOverride, Proceeding, RoundNotice, Scorecard
from scoring.notices.signatures import signatures_told
from scoring.periods import Month

from .base import ScorePage
from .self_assessing import handed_out


class Proceedings(ScorePage, DeskList):
    """Each month of each scorer that the reader sees: the province all of them, with who is late and why."""

    template_name = "scoring/course/proceedings.html"
    page_title = gettext_lazy("Scoring rounds")
    nothing = gettext_lazy("No month fits what was chosen.")
    columns = [
        DeskColumn("scorer", gettext_lazy("Scorer"), cells=template_name, classname="title"),
        DeskColumn("state", gettext_lazy("Step"), cells=template_name),
        TimeColumn("due_at", gettext_lazy("Due by")),
        NumberColumn("signed", gettext_lazy("Signed"), cells=template_name),
        NumberColumn("requests", gettext_lazy("Requests"), cells=template_name),
        DeskColumn("why", gettext_lazy("What waits"), cells=template_name),
    ]

    @cached_property
    def months(self) -> list[str]:
        found = proceedings_seen_by(self.office).order_by("-round__month")
        return [
            str(Month.of(day)) for day in found.values_list("round__month", flat=True).distinct()
        ]

    @cached_property
    def month(self) -> Month | None:
        try:
            return Month.parse(self.request.GET.get("month", ""))
        except ValueError:
            return None

    @property
    def only_late(self) -> bool:
        return "late" in self.request.GET

    def get_base_queryset(self) -> QuerySet[Proceeding]:
        found = proceedings_seen_by(self.office)
        if self.month:
            found = found.filter(round__month=self.month.first)
        if self.only_late:
            found = found.filter(late_at(self.now))
        return found.order_by("-round__month", "scorer__tier__level", "scorer__name", "pk")

    def told(self, rows: list[Any]) -> list[Any]:
        return standings(rows, self.now)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        if not self.office.is_of_province and not self.months and not self.is_scorer:
            raise Http404
        late = proceedings_seen_by(self.office).filter(late_at(self.now)).count()
        return super().get_context_data(
            months=self.months, month=self.month, only_late=self.only_late, late=late, **kwargs
        )


class OfProceeding(ScorePage):
    """A page about one month of one scorer."""

    @cached_property
    def proceeding(self) -> Proceeding:
        return get_object_or_404(proceedings_seen_by(self.office), pk=self.kwargs["proceeding_id"])

    def get_page_subtitle(self) -> str:
        return f"{self.proceeding.scorer}, {self.proceeding.round.month:%m/%Y}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        listing = {"url": reverse("scoring:proceedings"), "label": _("Scoring rounds")}
        return [*above, listing, here]

    def acts_as(self, positions: Any) -> bool:
        return holds_post(self.user, self.proceeding.acting, self.now, positions)


class ProceedingPage(OfProceeding, TemplateView):
    """All cards of a scorer's month with what waits on each, and the next step."""

    template_name = "scoring/course/proceeding.html"
    page_title = gettext_lazy("Scoring round")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        proceeding = self.proceeding
        [standing] = standings([proceeding], self.now)
        cards = cards_of(proceeding)
        requests = Appeal.objects.filter(card__in=cards).select_related("card__portal", "ruled_by")
        state = ProceedingState(proceeding.state)
        notice = (
            RoundNotice.objects.filter(proceeding=proceeding)
            .select_related("entered_by", "file")
            .first()
        )
        over = proceeding.appeal_due_at is not None and self.now > proceeding.appeal_due_at
        return super().get_context_data(
            proceeding=proceeding,
            standing=standing,
            cards=cards.select_related("portal", "self_assessment__signed_by")
            .defer("lines")
            .order_by("portal__name", "pk"),
            copies=set(waiting_copies(cards).values_list("pk", flat=True)),
            penalties=set(waiting_penalties(cards).values_list("pk", flat=True)),
            requests=requests.order_by("ruled_at", "made_at", "pk"),
            overrides=_with_portals(cards),
            extensions=proceeding.extensions.select_related("extended_by").order_by("pk"),
            notice=notice,
            notice_is_written=proceeding.verified_at is not None and notice is None,
            may_verify=state == ProceedingState.SELF_ASSESSED and self.acts_as(STANDING_EDITORS),
            may_decide=state == ProceedingState.APPEALABLE
            and over
            and not standing.waiting
            and self.acts_as(APPROVERS),
            signatures=signatures_told(notice) if notice else [],
            may_enter=state == ProceedingState.DECIDED
            and notice is None
            and not proceeding.round.is_trial
            and proceeding.decided_by_id != self.user.pk
            and self.acts_as(STANDING_EDITORS),
            may_extend=self.office.decides and not proceeding.is_published,
            **kwargs,
        )


def _with_portals(cards: QuerySet[Scorecard]) -> QuerySet[LineOverride]:
    found = LineOverride.objects.filter(card__in=cards)
    return found.select_related("card__portal", "overridden_by").order_by("-pk")


class StepOfProceeding(OfProceeding, View):
    """One button: the step is taken or refused in words."""

    verb: Any
    done: Any = ""
    positions: Any = APPROVERS
    http_method_names = ["post"]

    def post(self, request: HttpRequest, proceeding_id: int) -> HttpResponse:
        if not self.acts_as(self.positions):
            raise Http404
        try:
            type(self).verb(proceeding=self.proceeding, actor=self.user, now=self.now)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, str(self.done))
        return redirect("scoring:proceeding", proceeding_id)


class Verify(StepOfProceeding):
    verb = staticmethod(verify)
    positions = STANDING_EDITORS
    done = gettext_lazy("Verified. The boards see their cards and may ask for a review.")


class Decide(StepOfProceeding):
    verb = staticmethod(decide)
    done = gettext_lazy("Decided. Another person enters the signed notice, which publishes.")


class FormOfProceeding(OfProceeding, VerbForm):
    def get_success_url(self) -> str:
        return reverse("scoring:proceeding", args=[self.proceeding.pk])


class EnterNotice(FormOfProceeding):
    form_class = NoticeForm
    page_title = gettext_lazy("Enter the notice")
    submit_label = gettext_lazy("Enter and publish")

    @cached_property
    def situation(self) -> str:
        if not self.acts_as(STANDING_EDITORS):
            raise Http404
        if self.proceeding.round.is_trial:
            return _("The month is a trial: nothing of it is published.")
        if self.proceeding.state != ProceedingState.DECIDED:
            return _("A notice is entered once the month is decided on, and once.")
        if self.proceeding.decided_by_id == self.user.pk:
            return _("Another person than the one who decided enters the notice.")
        if RoundNotice.objects.filter(proceeding=self.proceeding).exists():
            return _("A notice was entered already: its digital signature is being looked at.")
        return ""

    def act(self, form: Any) -> str:
        given = form.cleaned_data
        enter_notice(
            proceeding=self.proceeding,
            number=given["number"],
            dated=given["dated"],
            file=given["file"].file,
            report=given["file"].report,
            actor=self.user,
            now=self.now,
        )
        if given["file"].report is None:
            return _(
                "Entered. The digital signature is being looked at; then the scorecards are published."
            )
        return _("The scorecards are published.")


class ExtendStep(FormOfProceeding):
    form_class = ExtendForm
    page_title = gettext_lazy("Extend a step")
    submit_label = gettext_lazy("Extend")

    @cached_property
    def situation(self) -> str:
        if not self.office.decides:
            raise Http404
        return ""

    def act(self, form: Any) -> str:
        given = form.cleaned_data
        extend_step(
            proceeding=self.proceeding,
            step=CourseStep(given["step"]),
            day=given["day"],
            reason=given["reason"],
            actor=self.user,
            now=self.now,
        )
        return _("The step lasts longer; what follows moves along.")


class NoticeFile(OfProceeding, View):
    """The signed notice."""

    def get(self, _request: HttpRequest, proceeding_id: int) -> FileResponse:
        notice = get_object_or_404(
            RoundNotice.objects.select_related("file"), proceeding=self.proceeding
        )
        return handed_out(notice.file)
