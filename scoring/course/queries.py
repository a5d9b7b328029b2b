"""Which months of which scorers a person sees, how far each is, and who is late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portals.models import Succession
from portals.tiers import INSTALL_TIER
from scoring.enums import CourseStep, ProceedingState
from scoring.models import (
    Appeal,
    LineOverride,
    OwnCard,
    Proceeding,
    Scorecard,
    SelfAssessedLine,
    SelfAssessment,
)
from scoring.queries import Office


def proceedings_seen_by(office: Office) -> QuerySet[Proceeding]:
    """The province's persons see those of all scorers, others those that their boards take the steps of."""
    found = Proceeding.objects.select_related("round", "scorer__site", "passed_to__site")
    if office.is_of_province:
        return found
    return found.filter(acted_on_by(office))


def acted_on_by(office: Office) -> Q:
    """Those whose steps are taken by a board on which the person sits."""
    return Q(passed_to__in=office.portal_ids) | Q(passed_to=None, scorer__in=office.portal_ids)


def cards_answered_by(office: Office) -> QuerySet[Scorecard]:
    """The cards for which a board of the person answers: its own portal's, and those of portals it succeeds."""
    succeeded = Succession.objects.filter(
        successor__in=office.portal_ids, portal__closed_on__isnull=False
    )
    return Scorecard.objects.filter(
        Q(portal__in=office.portal_ids) | Q(portal__in=succeeded.values("portal"))
    )


def late_at(now: datetime) -> Q:
    """The proceedings of which a step is overdue."""
    return (
        Q(state=ProceedingState.FROZEN, self_assessment_due_at__lt=now)
        | Q(state=ProceedingState.SELF_ASSESSED, verification_due_at__lt=now)
        | Q(state=ProceedingState.APPEALABLE, publication_due_at__lt=now)
        # A trial ends with the decision.
        | Q(state=ProceedingState.DECIDED, publication_due_at__lt=now, round__is_trial=False)
    )


def step_of(proceeding: Proceeding, now: datetime) -> tuple[CourseStep, datetime] | None:
    """The step that waits now and the day by which it is due; None once published, or decided on in a trial."""
    state = ProceedingState(proceeding.state)
    if state == ProceedingState.FROZEN:
        return CourseStep.SELF_ASSESSMENT, proceeding.self_assessment_due_at
    if state == ProceedingState.SELF_ASSESSED:
        return CourseStep.VERIFICATION, proceeding.verification_due_at
    if state == ProceedingState.APPEALABLE and proceeding.appeal_due_at:
        if now <= proceeding.appeal_due_at:
            return CourseStep.APPEAL, proceeding.appeal_due_at
        return CourseStep.PUBLICATION, proceeding.publication_due_at
    if state == ProceedingState.DECIDED and not proceeding.round.is_trial:
        return CourseStep.PUBLICATION, proceeding.publication_due_at
    return None


@dataclass(frozen=True)
class ProceedingStanding:
    """How far the month of one scorer is, in numbers and in words."""

    proceeding: Proceeding
    cards: int
    signed: int
    signed_late: int
    requests: int
    waiting: int
    step: CourseStep | None
    due_at: datetime | None
    is_late: bool

    @property
    def why(self) -> str:
        """What keeps it, in words; for one that is late."""
        state = ProceedingState(self.proceeding.state)
        if state == ProceedingState.FROZEN:
            return _("%(count)s self-assessments are not signed.") % {
                "count": self.cards - self.signed
            }
        if state == ProceedingState.SELF_ASSESSED:
            return _("The scorecards are not verified.")
        if state == ProceedingState.APPEALABLE and self.waiting:
            return ngettext(
                "%(count)s request for review waits for a ruling.",
                "%(count)s requests for review wait for a ruling.",
                self.waiting,
            ) % {"count": self.waiting}
        if state == ProceedingState.APPEALABLE:
            return _("Nobody has decided.")
        if state == ProceedingState.DECIDED:
            return _("The notice is not entered.")
        return ""


def standings(proceedings: Sequence[Proceeding], now: datetime) -> list[ProceedingStanding]:
    """Tell how far all of these are. Five queries."""
    cards = _counted(Scorecard.objects.filter(proceeding__in=proceedings), "proceeding")
    signed = _counted(SelfAssessment.objects.filter(card__proceeding__in=proceedings))
    late = _counted(
        SelfAssessment.objects.filter(
            card__proceeding__in=proceedings,
            signed_at__gt=F("card__proceeding__self_assessment_due_at"),
        )
    )
    requests = _counted(Appeal.objects.filter(card__proceeding__in=proceedings))
    waiting = _counted(Appeal.objects.filter(card__proceeding__in=proceedings, ruling=""))
    found = []
    for one in proceedings:
        step, due_at = step_of(one, now) or (None, None)
        found.append(
            ProceedingStanding(
                one,
                cards.get(one.pk, 0),
                signed.get(one.pk, 0),
                late.get(one.pk, 0),
                requests.get(one.pk, 0),
                waiting.get(one.pk, 0),
                step,
                due_at,
                due_at is not None and due_at < now,
            )
        )
    return found


def _counted(found: QuerySet[Any], by: str = "card__proceeding") -> dict[int, int]:
    return dict(found.order_by().values_list(by).annotate(Count("pk")))


def own_card_of(card: Scorecard) -> OwnCard | None:
    """Return how far the province's own card is; None for any other card. At most one query."""
    if card.tier_id != INSTALL_TIER:
        return None
    return OwnCard.objects.filter(card=card).select_related("confirmed_by__decision").first()


@dataclass
class WordsOnLine:
    """What board and scorer said of one line of a card."""

    own: SelfAssessedLine | None = None
    appeal: Appeal | None = None
    override: LineOverride | None = None


def words_on_lines(card: Scorecard) -> dict[str, WordsOnLine]:
    """Return by criterion what was said of a card. At most four queries."""
    found: dict[str, WordsOnLine] = defaultdict(WordsOnLine)
    for own in SelfAssessedLine.objects.filter(assessment__card=card).select_related("file"):
        found[own.criterion_code].own = own
    requests = Appeal.objects.filter(card=card).select_related("file", "made_by", "ruled_by")
    for asked in requests.prefetch_related("files__file"):
        found[asked.criterion_code].appeal = asked
    for one in (
        LineOverride.objects.filter(card=card).select_related("overridden_by").order_by("pk")
    ):
        found[one.criterion_code].override = one
    return dict(found)
