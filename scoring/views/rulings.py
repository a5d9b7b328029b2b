"""Where points are changed by people: rulings on requests, other points, corrections of what is published."""

from __future__ import annotations

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages

from portals.admin_kit.views import VerbForm
from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.refusals import Refusal
from scoring.assessing.tokens import token_of_entry
from scoring.course.actions import (
    confirm_correction,
    confirm_penalty,
    override_line,
    propose_correction,
    rule_on_appeal,
)
from scoring.course.actions.appealing import is_of_penalty
from scoring.course.forms import CardCorrectionForm, OverrideForm, PenaltyForm, RuleForm
from scoring.course.penalties import HeavyPenalty, heavy_penalties_of, was_found_since_shown
from scoring.course.people import sits_on
from scoring.course.queries import proceedings_seen_by
from scoring.course.retotalling import OverrideEffect, effect_of
from scoring.enums import ProceedingState, Ruling
from scoring.explaining import ExplainedLine, explain, explain_penalty
from scoring.measures.registry import known_measure
from scoring.models import (
    Appeal,
    FactEntry,
    Proceeding,
    RoundCorrection,
    Scorecard,
    SelfAssessedLine,
)

from .base import ScorePage


class OfJudgedCard(ScorePage):
    """A page about a card that the reader's board scores, or any for the province; never one's own board's."""

    positions = APPROVERS

    @property
    def card_id(self) -> int:
        return int(self.kwargs["scorecard_id"])

    @cached_property
    def card(self) -> Scorecard:
        found = get_object_or_404(
            Scorecard.objects.filter(
                proceeding__in=proceedings_seen_by(self.office)
            ).select_related(
                "portal__site", "round", "rubric", "proceeding__scorer", "proceeding__passed_to"
            ),
            pk=self.card_id,
        )
        acting = cast("Proceeding", found.proceeding).acting
        acts = holds_post(self.user, acting, self.now, self.positions)
        if not (acts or self.office.decides) or sits_on(self.user, [found.portal], self.now):
            raise Http404
        return found

    @property
    def proceeding(self) -> Proceeding:
        return cast("Proceeding", self.card.proceeding)

    def line(self, code: str) -> ExplainedLine:
        for group in explain(self.card, is_own=False).groups:
            for line in group.lines:
                if line.code == code:
                    return line
        found = explain_penalty(self.card, code)
        if found is None:
            raise Http404
        return found

    def get_page_subtitle(self) -> str:
        return f"{self.card.portal}, {self.card.round.month:%m/%Y}"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        listing = {"url": reverse("scoring:proceedings"), "label": _("Scoring rounds")}
        of = reverse("scoring:proceeding", args=[self.card.proceeding_id])
        return [*above, listing, {"url": of, "label": str(self.proceeding.scorer)}, here]


class Rule(OfJudgedCard, VerbForm):
    """A request beside the line that it is about; the next one that waits comes after it."""

    form_class = RuleForm
    template_name = "scoring/course/rule.html"
    page_title = gettext_lazy("Rule on a request")
    submit_label = gettext_lazy("Rule and go on to the next")

    @cached_property
    def appeal(self) -> Appeal:
        return get_object_or_404(
            Appeal.objects.select_related("made_by", "file", "ruled_by").prefetch_related(
                "files__file"
            ),
            pk=self.kwargs["appeal_id"],
        )

    @property
    def card_id(self) -> int:
        return int(self.appeal.card_id)

    @cached_property
    def situation(self) -> str:
        appeal, proceeding = self.appeal, self.proceeding
        if appeal.is_ruled:
            return _("Ruled by %(person)s: %(ruling)s. %(answer)s") % {
                "person": appeal.ruled_by,
                "ruling": appeal.get_ruling_display(),
                "answer": appeal.answer,
            }
        acts = holds_post(self.user, proceeding.acting, self.now, APPROVERS)
        if not acts and self.now <= proceeding.publication_due_at:
            return _("The scorer rules. The province may in its stead once the day has passed.")
        return ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return {**super().get_form_kwargs(), "is_of_penalty": is_of_penalty(self.appeal)}

    def act(self, form: Any) -> str:
        given = form.cleaned_data
        rule_on_appeal(
            appeal=self.appeal,
            ruling=Ruling(given["ruling"]),
            answer=given["answer"],
            points=given.get("points") if given["ruling"] != Ruling.REJECTED else None,
            actor=self.user,
            now=self.now,
        )
        return _("Ruled. The board reads the answer on its card.")

    def get_success_url(self) -> str:
        waiting = Appeal.objects.filter(
            card__proceeding=self.proceeding, card__round=self.card.round_id, ruling=""
        )
        after = waiting.order_by("made_at", "pk").first()
        if after is not None:
            return reverse("scoring:rule", args=[after.pk])
        return reverse("scoring:proceeding", args=[self.proceeding.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        code = self.appeal.criterion_code
        return super().get_context_data(
            card=self.card,
            appeal=self.appeal,
            line=self.line(code),
            own=SelfAssessedLine.objects.filter(assessment__card=self.card, criterion_code=code)
            .select_related("file")
            .first(),
            **kwargs,
        )


class Override(OfJudgedCard, VerbForm):
    """Other points for a line: first what they would do to total, rank and band, then the confirmation."""

    form_class = OverrideForm
    template_name = "scoring/course/override.html"
    page_title = gettext_lazy("Other points")
    submit_label = gettext_lazy("Show what it does")
    effect: OverrideEffect | None = None

    @cached_property
    def situation(self) -> str:
        if self.proceeding.state not in {
            ProceedingState.SELF_ASSESSED,
            ProceedingState.APPEALABLE,
        }:
            return _("Points are changed between the self-assessment and the decision.")
        return ""

    @cached_property
    def explained(self) -> ExplainedLine:
        return self.line(self.kwargs["code"])

    def form_valid(self, form: Any) -> HttpResponse:
        points = form.cleaned_data["points"]
        if points > self.explained.most:
            form.add_error("points", _("No more than the line has."))
            return self.form_invalid(form)
        if self.request.POST.get("shown") == f"{points:.2f}":
            return super().form_valid(form)
        self.effect = effect_of(self.card, {self.explained.code: points})
        return self.render_to_response(self.get_context_data(form=form))

    def act(self, form: Any) -> str:
        override_line(
            card=self.card, code=self.explained.code, **form.cleaned_data, actor=self.user,
            now=self.now,
        )  # fmt: skip
        return _("The line has other points; the card says why.")

    def get_success_url(self) -> str:
        return f"{reverse('scoring:scorecard', args=[self.card.pk])}#{self.explained.code}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(
            card=self.card, line=self.explained, effect=self.effect, **kwargs
        )
        if self.effect is not None:
            context["submit_button_label"] = _("Confirm these points")
        return context


class ConfirmPenalty(OfJudgedCard, VerbForm):
    """A heavy penalty that another person entered, beside what it takes from the card."""

    positions = STANDING_EDITORS
    form_class = PenaltyForm
    template_name = "scoring/assessing/confirm_penalty.html"
    page_title = gettext_lazy("Confirm a penalty")
    submit_label = gettext_lazy("Confirm")

    @cached_property
    def entry(self) -> FactEntry:
        return get_object_or_404(FactEntry, pk=self.kwargs["entry_id"])

    @property
    def card_id(self) -> int:
        entry = self.entry
        return int(
            get_object_or_404(
                Scorecard.objects.only("pk"), portal=entry.portal_id, round__month=entry.month
            ).pk
        )

    @cached_property
    def penalty(self) -> HeavyPenalty:
        for one in heavy_penalties_of(self.card).values():
            if one.entry == self.entry:
                return one
        raise Http404

    @cached_property
    def situation(self) -> str:
        penalty = self.penalty
        if penalty.confirmation is not None:
            return _("The penalty is confirmed already.")
        if self.proceeding.verified_at is not None and not was_found_since_shown(
            penalty.entry, self.proceeding
        ):
            return _("The scorecards are verified and shown: penalties stand as they are.")
        known = known_measure(penalty.entry.measure)
        nobodys = {None} if known is None or known.take is None else set()
        if penalty.entry.entered_by_id in {*nobodys, self.user.pk}:
            return _("Another person than who entered a penalty confirms it.")
        return ""

    def get_initial(self) -> dict[str, Any]:
        return {"based_on": token_of_entry(self.penalty.entry)}

    def act(self, form: Any) -> str:
        confirm_penalty(entry=self.entry, **form.cleaned_data, actor=self.user, now=self.now)
        return _("The penalty counts. The board is told.")

    def get_success_url(self) -> str:
        return reverse("scoring:scorecard", args=[self.card.pk])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(card=self.card, penalty=self.penalty, **kwargs)


class ProposeCorrection(OfJudgedCard, VerbForm):
    """Other points on a published card, for another person to confirm."""

    positions = STANDING_EDITORS
    form_class = CardCorrectionForm
    page_title = gettext_lazy("Correct a published scorecard")
    submit_label = gettext_lazy("Propose")

    @cached_property
    def situation(self) -> str:
        if not self.proceeding.is_published:
            return _("Only what is published is corrected.")
        return ""

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"lines": self.card.lines["criteria"]}

    def act(self, form: Any) -> str:
        given = form.cleaned_data
        self.made = propose_correction(
            card=self.card,
            points={given["code"]: given["points"]},
            reason=given["reason"],
            actor=self.user,
            now=self.now,
        )
        return _("Proposed. Another person confirms.")

    def get_success_url(self) -> str:
        return reverse("scoring:correction", args=[self.made.pk])


class CardCorrection(OfJudgedCard, TemplateView):
    """A correction with the card before it; another person confirms it here."""

    positions = STANDING_EDITORS
    template_name = "scoring/course/correction.html"
    page_title = gettext_lazy("Correction of a scorecard")

    @cached_property
    def correction(self) -> RoundCorrection:
        return get_object_or_404(
            RoundCorrection.objects.select_related("proposed_by", "confirmed_by"),
            pk=self.kwargs["correction_id"],
        )

    @property
    def card_id(self) -> int:
        return int(self.correction.card_id)

    def post(self, request: HttpRequest, correction_id: int) -> HttpResponse:
        if self.card.pk != self.correction.card_id:
            raise Http404
        try:
            confirm_correction(correction=self.correction, actor=self.user, now=self.now)
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The scorecard is corrected."))
        return redirect("scoring:correction", correction_id)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found, card = self.correction, self.card
        before = found.before or {"lines": card.lines, "total": card.total, "band": card.band}
        return super().get_context_data(
            card=card,
            correction=found,
            before=before,
            lines=[
                (line, found.points.get(line["code"]))
                for line in before["lines"]["criteria"]
                if line["code"] in found.points
            ],
            may_confirm=found.confirmed_at is None and found.proposed_by_id != self.user.pk,
            **kwargs,
        )
