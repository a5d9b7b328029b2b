"""By the clock: months begin their course, steps that nobody took are passed, closed scorers are replaced."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from portals.models import Portal
from portals.tiers import INSTALL_TIER
from scoring.course.people import cards_of, heir_of, is_closed, placeless_cards
from scoring.course.schedule import dues_of, schedule_of
from scoring.enums import ProceedingState, RoundState
from scoring.models import Proceeding, Round, Scorecard
from scoring.periods import Month

from .own_card import open_own_card
from .steps import held, note
from .verifying import end_verification


def open_proceedings(*, round_: Round, now: datetime) -> list[Proceeding]:
    """Begin the course of a frozen month: one proceeding a scorer. Safe to repeat; returns those that are new."""
    month = Month.of(round_.month)
    dues = dues_of(month, schedule_of(month), load_calendar())
    with transaction.atomic():
        Round.objects.select_for_update().get(pk=round_.pk)
        made = []
        for scorer, placeless in _scorers_without(round_):
            proceeding, is_new = Proceeding.objects.get_or_create(
                round=round_,
                scorer=scorer,
                defaults={
                    "opened_at": now,
                    "self_assessment_due_at": dues.self_assessment,
                    "verification_due_at": dues.verification,
                    "publication_due_at": dues.publication,
                },
            )
            if proceeding.is_decided:
                continue
            placeless.update(proceeding=proceeding)
            if is_new:
                said = {"trial": 1} if round_.is_trial else None
                note("open", proceeding=proceeding, actor=None, now=now, said=said)
                made.append(proceeding)
        open_own_card(round_, dues.publication)
    return made


def adopt_closed_rounds(*, now: datetime) -> int:
    """Give months that were closed past the verbs (by a node of an older release) the proceedings that say so."""
    adopted = 0
    closed = Round.objects.filter(state=RoundState.CLOSED, pk__in=placeless_cards().values("round"))
    for round_ in closed:
        with transaction.atomic():
            for scorer, placeless in _scorers_without(round_):
                at = round_.closed_at
                proceeding, _is_new = Proceeding.objects.get_or_create(
                    round=round_,
                    scorer=scorer,
                    defaults={
                        "state": ProceedingState.PUBLISHED
                        if round_.published_at
                        else ProceedingState.DECIDED,
                        "opened_at": round_.scored_at,
                        **dict.fromkeys(
                            (
                                "self_assessment_due_at", "self_assessed_at", "decided_at",
                                "verification_due_at", "verified_at", "appeal_due_at",
                                "publication_due_at",
                            ),
                            at,
                        ),
                        "published_at": round_.published_at,
                    },
                )  # fmt: skip
                adopted += placeless.update(proceeding=proceeding)
    return adopted


def _scorers_without(round_: Round) -> Iterable[tuple[Portal, QuerySet[Scorecard]]]:
    """The scorers of cards that go through no proceeding yet, each with these cards."""
    placeless = placeless_cards().filter(round=round_)
    province = Portal.objects.filter(tier=INSTALL_TIER).order_by("closed_on", "pk").first()
    ids = set(placeless.order_by().values_list("scorer", flat=True).distinct())
    scorers = Portal.objects.select_related("site").in_bulk([one for one in ids if one])
    for scorer_id in sorted(ids, key=lambda one: one or 0):
        place = scorers.get(scorer_id) or province
        if place is not None:
            yield place, placeless.filter(scorer=scorer_id)


def move_on_by_clock(*, now: datetime) -> int:
    """Pass every step whose time is over and that nobody took. Safe to repeat; each proceeding by itself.

    A self-assessment that is not signed is late. A verification that nobody finished leaves the machine's lines as they
    stand, and texts on which nobody said a word count as the board's own. Requests for review and the decision wait
    for people: the province sees who is late.
    """
    moved = 0
    late = Proceeding.objects.filter(
        state=ProceedingState.FROZEN, self_assessment_due_at__lt=now
    ) | Proceeding.objects.filter(state=ProceedingState.SELF_ASSESSED, verification_due_at__lt=now)
    for pk in late.order_by("pk").values_list("pk", flat=True):
        moved += _pass(pk, now)
    return moved


def _pass(proceeding_id: int, now: datetime) -> int:
    moved = 0
    with transaction.atomic():
        proceeding = held(proceeding_id, *ProceedingState)
        if proceeding.state == ProceedingState.FROZEN and proceeding.self_assessment_due_at < now:
            unsigned = cards_of(proceeding).filter(self_assessment=None).count()
            proceeding.state = ProceedingState.SELF_ASSESSED
            proceeding.self_assessed_at = now
            proceeding.save(update_fields=["state", "self_assessed_at"])
            note(
                "pass-self-assessment", proceeding=proceeding, actor=None, now=now,
                said={"unsigned": unsigned},
            )  # fmt: skip
            moved += 1
        if (
            proceeding.state == ProceedingState.SELF_ASSESSED
            and proceeding.verification_due_at < now
        ):
            end_verification(proceeding, None, now)
            moved += 1
    return moved


def pass_on_what_closed(*, now: datetime) -> int:
    """Give the open steps of scorers that have closed to their successors, else their overseers. Safe to repeat."""
    day = local_date(now)
    passed = 0
    unpublished = Proceeding.objects.filter(published_at=None).select_related("scorer", "passed_to")
    for one in unpublished.order_by("pk"):
        if not is_closed(one.acting, day):
            continue
        with transaction.atomic():
            proceeding = held(one.pk, *ProceedingState)
            heir = heir_of(proceeding, day)
            if heir is None or heir == proceeding.acting or heir == proceeding.scorer:
                continue
            proceeding.passed_to = heir
            proceeding.save(update_fields=["passed_to"])
            note(
                "pass-on", proceeding=proceeding, actor=None, now=now,
                said={"reason": _("The scorer has closed."), "to": heir.name},
            )  # fmt: skip
            passed += 1
    return passed
