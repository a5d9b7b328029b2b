"""Where a board signs its card, asks for a review of a line, and files stand that were given with them."""

from __future__ import annotations

from typing import Any, cast

from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages

from editorial.models import PortalDocument
from portals.admin_kit.lists import DeskColumn, DeskList, TimeColumn
from portals.admin_kit.views import VerbForm
from portals.refusals import Refusal
from scoring.course.actions import (
    OwnLine,
    UnableToTakeStep,
    appeal,
    sign_self_assessment,
    state_beside,
)
from scoring.course.actions.self_assessing import is_self_assessed
from scoring.course.actions.steps import contested_part
from scoring.course.forms import AppealForm, OwnLineForm, StatementForm
from scoring.course.people import may_appeal, signing_basis
from scoring.course.queries import acted_on_by, cards_answered_by
from scoring.enums import ProceedingState
from scoring.models import (
    Appeal,
    AppealFile,
    HeadStatement,
    PenaltyConfirmation,
    Proceeding,
    Scorecard,
    SelfAssessedLine,
    SelfAssessment,
)
from scoring.rubrics.storage import read_specs

from .base import ScorePage


class SelfAssessments(ScorePage, DeskList):
    """The cards that the reader's boards answer for, the newest first, with what was signed."""

    template_name = "scoring/course/self_assessments.html"
    page_title = gettext_lazy("Self-assessment")
    nothing = gettext_lazy("No month of your board was scored yet.")
    columns = [
        DeskColumn("month", gettext_lazy("Month"), cells=template_name, classname="title"),
        DeskColumn("portal", gettext_lazy("Portal")),
        DeskColumn("signed", gettext_lazy("Self-assessment"), cells=template_name),
        TimeColumn("due_at", gettext_lazy("Due by"), accessor="proceeding.self_assessment_due_at"),
        DeskColumn("state", gettext_lazy("State"), accessor="proceeding.get_state_display"),
    ]

    def get_base_queryset(self) -> QuerySet[Scorecard]:
        return (
            cards_answered_by(self.office)
            .filter(proceeding__isnull=False)
            .select_related("round", "portal", "proceeding", "self_assessment__signed_by")
            .defer("lines")
            .order_by("-round__month", "portal__name", "pk")
        )


class OfOwnCard(ScorePage):
    """A page about a card for which the reader's board answers."""

    @cached_property
    def card(self) -> Scorecard:
        return get_object_or_404(
            cards_answered_by(self.office)
            .filter(proceeding__isnull=False)
            .select_related("portal__site", "round", "rubric", "proceeding"),
            pk=self.kwargs["scorecard_id"],
        )

    @property
    def proceeding(self) -> Proceeding:
        return cast("Proceeding", self.card.proceeding)

    def get_page_subtitle(self) -> str:
        return f"{self.card.portal}, {self.card.round.month:%m/%Y}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        listing = {"url": reverse("scoring:self_assessments"), "label": _("Self-assessment")}
        return [*above, listing, here]


class SelfAssess(OfOwnCard, TemplateView):
    """The whole card in short, its judged lines with fields, and one button that signs."""

    template_name = "scoring/course/self_assess.html"
    page_title = gettext_lazy("Self-assessment")

    @cached_property
    def signed(self) -> SelfAssessment | None:
        return (
            SelfAssessment.objects.filter(card=self.card)
            .select_related("signed_by")
            .prefetch_related("lines__file")
            .first()
        )

    @cached_property
    def is_open(self) -> bool:
        return self.signed is None and self.proceeding.state in {
            ProceedingState.FROZEN,
            ProceedingState.SELF_ASSESSED,
        }

    @cached_property
    def forms(self) -> list[OwnLineForm]:
        rules = {
            one.code: one.help
            for one in read_specs([self.card.rubric])[self.card.rubric_id].criteria
        }
        given, files = self.request.POST or None, self.request.FILES or None
        return [
            OwnLineForm(given, files, line=line, rule=rules.get(line["code"], ""))
            for line in self.card.lines["criteria"]
            if is_self_assessed(line)
        ]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if signing_basis(self.user, self.card.portal, self.now) is None:
            raise Http404
        # Of all of them, so that every fault is shown at once.
        valid = [form.is_valid() for form in self.forms]
        if not all(valid):
            messages.error(request, _("Nothing is signed yet: some lines need to be mended."))
            return self.get(request, *args, **kwargs)
        own: list[OwnLine] = [form.own for form in self.forms if form.own]
        try:
            sign_self_assessment(card=self.card, own=own, actor=self.user, now=self.now)
        except Refusal as refusal:
            messages.error(request, str(refusal))
            return self.get(request, *args, **kwargs)
        messages.success(request, _("The self-assessment is signed."))
        return redirect("scoring:scorecard", self.card.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {form.line["code"] for form in self.forms}
        return super().get_context_data(
            card=self.card,
            proceeding=self.proceeding,
            lines=[line for line in self.card.lines["criteria"] if line["code"] not in own],
            forms=self.forms,
            signed=self.signed,
            is_open=self.is_open,
            may_sign=self.is_open
            and signing_basis(self.user, self.card.portal, self.now) is not None,
            **kwargs,
        )


class AskForReview(OfOwnCard, VerbForm):
    """A request for review of one line."""

    form_class = AppealForm
    template_name = "scoring/course/appeal.html"
    page_title = gettext_lazy("Request for review")
    submit_label = gettext_lazy("Send the request")

    @cached_property
    def line(self) -> dict[str, Any]:
        try:
            return dict(contested_part(self.card, self.kwargs["code"]))
        except UnableToTakeStep as unknown:
            raise Http404 from unknown

    @cached_property
    def situation(self) -> str:
        if not may_appeal(self.user, self.card.portal, self.now):
            raise Http404
        if Appeal.objects.filter(card=self.card, criterion_code=self.line["code"]).exists():
            return _("A review of this line was asked for already. The answer stands on the card.")
        proceeding = self.proceeding
        until = proceeding.appeal_due_at
        if proceeding.state != ProceedingState.APPEALABLE or until is None or self.now > until:
            return _("Requests are taken for some working days after the scorecards are verified.")
        return ""

    def act(self, form: Any) -> str:
        appeal(
            card=self.card,
            code=self.line["code"],
            text=form.cleaned_data["text"],
            files=form.cleaned_data["evidence"],
            actor=self.user,
            now=self.now,
        )
        return _("The request is sent. The answer will stand on the scorecard.")

    def get_success_url(self) -> str:
        return f"{reverse('scoring:scorecard', args=[self.card.pk])}#{self.line['code']}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            card=self.card, line=self.line, proceeding=self.proceeding, **kwargs
        )


class StateBeside(OfOwnCard, VerbForm):
    """What the head of the board has to say of its published card."""

    form_class = StatementForm
    page_title = gettext_lazy("Statement of the head")
    submit_label = gettext_lazy("Sign and publish")

    @cached_property
    def situation(self) -> str:
        if signing_basis(self.user, self.card.portal, self.now) is None:
            raise Http404
        if not self.proceeding.is_published:
            return _("A statement is put beside a scorecard once it is published.")
        if HeadStatement.objects.filter(card=self.card).exists():
            return _("A statement stands beside this scorecard already.")
        return ""

    def act(self, form: Any) -> str:
        state_beside(card=self.card, text=form.cleaned_data["text"], actor=self.user, now=self.now)
        return _("The statement stands beside the scorecard.")

    def get_success_url(self) -> str:
        return reverse("scoring:scorecard", args=[self.card.pk])


class EvidenceFile(ScorePage, View):
    """A file that was given with a card: to the board that gave it, its scorer and the province."""

    def get(self, _request: HttpRequest, scorecard_id: int, document_id: int) -> FileResponse:
        cards = Scorecard.objects.filter(pk=scorecard_id)
        if not self.office.is_of_province:
            judged = Proceeding.objects.filter(acted_on_by(self.office))
            own = cards_answered_by(self.office).filter(pk=scorecard_id)
            cards = cards.filter(proceeding__in=judged) | own
        card = get_object_or_404(cards.select_related("round"))
        given = {
            *SelfAssessedLine.objects.filter(assessment__card=card).values_list("file", flat=True),
            *Appeal.objects.filter(card=card).values_list("file", flat=True),
            *AppealFile.objects.filter(appeal__card=card).values_list("file", flat=True),
            *PenaltyConfirmation.objects.filter(
                entry__portal=card.portal_id, entry__month=card.round.month
            ).values_list("file", flat=True),
        }
        if document_id not in given:
            raise Http404
        return handed_out(get_object_or_404(PortalDocument, pk=document_id))


def handed_out(document: PortalDocument) -> FileResponse:
    """The file to take away; one that was not let through by the virus scan does not exist."""
    if not document.may_be_public:
        raise Http404
    return FileResponse(document.file.open("rb"), as_attachment=True, filename=document.filename)
