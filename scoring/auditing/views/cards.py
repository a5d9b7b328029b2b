"""One portal's month as an auditor reads it: every point, its acts, what it rests on, and files that were given."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet
from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View

from editorial.models import PortalDocument
from portals.admin_kit.lists import DeskColumn, DeskList, TimeColumn
from scoring.auditing.evidence import StoryEvidence, evidence_of, frozen_rows, on_record
from scoring.auditing.trail import acts, told
from scoring.course.queries import own_card_of, words_on_lines
from scoring.course.shown_lines import shown_groups
from scoring.explaining import NamedThing, explain, named_things
from scoring.models import (
    Appeal,
    AppealFile,
    PenaltyConfirmation,
    Proceeding,
    RoundCorrection,
    RoundNotice,
    Scorecard,
    SelfAssessedLine,
    SelfAssessment,
)
from scoring.queries import runs_of
from scoring.rounds.line_facts import LineFacts, facts_of_line

from .base import AuditPage, OfAuditedCard


class AuditCard(OfAuditedCard, TemplateView):
    """The card line by line, with the trail of everything that was done to it and to its month."""

    template_name = "scoring/auditing/card.html"
    page_title = gettext_lazy("Scorecard")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        card = self.card
        explained = explain(card, is_own=False)
        said = words_on_lines(card)
        return super().get_context_data(
            card=card,
            explained=explained,
            groups=shown_groups(explained, said),
            proceeding=card.proceeding,
            notice=RoundNotice.objects.filter(proceeding=card.proceeding).first(),
            signed=SelfAssessment.objects.filter(card=card).select_related("signed_by").first(),
            corrections=RoundCorrection.objects.filter(card=card)
            .exclude(confirmed_at=None)
            .select_related("proposed_by", "confirmed_by")
            .order_by("pk"),
            runs=runs_of(card.round),
            confirmations=_confirmations(card).select_related("entered_by", "confirmed_by", "file"),
            records=[on_record(row) for row in frozen_rows(card)],
            trail=told(self._acts()),
            **self._own_card(),
            **kwargs,
        )

    def _own_card(self) -> dict[str, Any]:
        """Of the province's own card how far it is, and the way to say something of it as long as that is open."""
        own = own_card_of(self.card)
        if own is None:
            return {}
        is_open = own.confirmed_at is None and own.published_at is None and self.now <= own.due_at
        url = reverse("scoring:audit_own_card", args=[self.card.pk]) if is_open else ""
        return {"own_card": own, "findings": own.verdicts.order_by("pk"), "confirm_url": url}

    def _acts(self) -> list[Any]:
        """What was done to this card, to the month at its scorer, and to the month as a whole."""
        card, proceeding = self.card, self.card.proceeding
        month = f"{card.round.month:%Y-%m}"
        of_card = Q(month=month, portal=card.portal_id)
        of_month = Q(month=month, portal=None)
        of_scorer = Q(pk__in=())
        if proceeding is not None:
            acting = {proceeding.scorer_id, proceeding.passed_to_id} - {None}
            # The scorer's own card has another course.
            of_card &= Q(data__proceeding=None) | Q(data__proceeding=proceeding.pk)
            of_scorer = Q(data__proceeding=proceeding.pk, portal__in=acting)
        return list(acts().filter(of_card | of_month | of_scorer).order_by("timestamp", "pk"))


class AuditLine(OfAuditedCard, DeskList):
    """Everything that one line rests on: what counted and what was left out, each with its reason."""

    template_name = "scoring/auditing/line.html"
    page_title = gettext_lazy("Facts as measured")
    nothing = gettext_lazy("Nothing that counted or was left out.")
    columns = [
        DeskColumn("name", gettext_lazy("What"), cells=template_name, classname="title"),
        DeskColumn("why", gettext_lazy("Counted"), cells=template_name),
        TimeColumn("at", gettext_lazy("When")),
        DeskColumn("version", gettext_lazy("As it stood"), cells=template_name),
    ]

    @cached_property
    def facts(self) -> LineFacts:
        found = facts_of_line(self.card, self.kwargs["code"])
        if found is None:
            raise Http404
        return found

    def get_queryset(self) -> Any:
        return self.facts.things

    def told(self, rows: list[Any]) -> list[NamedThing]:
        return named_things(rows, self.card.portal, is_own=False)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = OfAuditedCard.get_breadcrumbs_items(self)
        card = reverse("scoring:audit_card", args=[self.card.pk])
        return [*above, {"url": card, "label": _("Scorecard")}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            card=self.card, facts=self.facts, code=self.kwargs["code"], **kwargs
        )


class AuditEvidence(OfAuditedCard, TemplateView):
    """A text as it stood when it was counted, in words, with its hash compared."""

    template_name = "scoring/auditing/evidence.html"
    page_title = gettext_lazy("Evidence as it stood")

    @cached_property
    def evidence(self) -> StoryEvidence:
        found = evidence_of(self.card, self.kwargs["story_id"])
        if found is None:
            raise Http404
        return found

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        card = reverse("scoring:audit_card", args=[self.card.pk])
        return [*above, {"url": card, "label": _("Scorecard")}, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(card=self.card, evidence=self.evidence, **kwargs)


class AuditFile(OfAuditedCard, View):
    """A file that was given with a card in scope: evidence of the board, or of its request for review."""

    def get(self, _request: HttpRequest, scorecard_id: int, document_id: int) -> FileResponse:
        given = {
            *SelfAssessedLine.objects.filter(assessment__card=self.card).values_list(
                "file", flat=True
            ),
            *Appeal.objects.filter(card=self.card).values_list("file", flat=True),
            *AppealFile.objects.filter(appeal__card=self.card).values_list("file", flat=True),
            *_confirmations(self.card).values_list("file", flat=True),
        }
        if document_id not in given:
            raise Http404
        return _handed_out(get_object_or_404(PortalDocument, pk=document_id))


class AuditNotice(AuditPage, View):
    """The signed notice of a month of a scorer who scores something in scope."""

    def get(self, _request: HttpRequest, proceeding_id: int) -> FileResponse:
        proceeding = get_object_or_404(
            Proceeding.objects.select_related("scorer", "round"),
            pk__in=self.mandate.cards.filter(proceeding=proceeding_id).values("proceeding"),
        )
        self.subject(proceeding.scorer, proceeding.round.month)
        notice = get_object_or_404(
            RoundNotice.objects.select_related("file"), proceeding=proceeding
        )
        return _handed_out(notice.file)


def _confirmations(card: Scorecard) -> QuerySet[PenaltyConfirmation]:
    """The heavy penalties of the card's month that a second person confirmed."""
    return PenaltyConfirmation.objects.filter(
        entry__portal=card.portal_id, entry__month=card.round.month
    ).order_by("pk")


def _handed_out(document: PortalDocument) -> FileResponse:
    """The file to take away; one that was not let through by the virus scan does not exist."""
    if not document.may_be_public:
        raise Http404
    return FileResponse(document.file.open("rb"), as_attachment=True, filename=document.filename)
