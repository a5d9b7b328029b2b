"""Scoring a month: measured the first time, and written anew from what was frozen. Its course follows (`course/`)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from secrets import token_hex

from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post_in_tier
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER
from scoring.content.gathering import read_stories
from scoring.enums import RoundState
from scoring.measures.registry import known_measure
from scoring.models import MeasuringRun, Round, Scorecard, TrialMonth
from scoring.periods import Month
from scoring.rubrics.storage import rubrics_of

from .acts import acts_on
from .cards import score_snapshot, write_cards
from .freezing import freeze
from .gc_pause import paused_gc
from .rescoring import rescore
from .snapshot import join

# The first of two numbers of PostgreSQL's advisory locks; the second is the month.
LOCK = 8_010


class UnableToScore(Refusal):
    """The month cannot be scored now."""


@dataclass(frozen=True)
class Scored:
    """What scoring a month came to."""

    round: Round
    cards: int
    provisional: int
    bands: Mapping[str, int]
    without_rubric: Sequence[str]


def score_month(*, month: Month, actor: User | None, now: datetime) -> Scored:
    """Measure all portals that were open in `month`, the first time; write all cards. Refused once it is closed.

    From the second time on nothing is measured: the cards are written anew from what was frozen and from what persons
    said. `actor` None: the clock, or the operator's command.
    """
    if actor is not None and not holds_post_in_tier(actor, INSTALL_TIER, now, STANDING_EDITORS):
        raise NotYourOffice(_("A month is scored by the standing editors of the province."))
    if month.end > local_date(now):
        raise UnableToScore(_("The month %(month)s is not over yet.") % {"month": month})
    if not _is_frozen(month):
        read_stories(now=now)
    return _score_all(month, actor, now)


def _is_frozen(month: Month) -> bool:
    return Round.objects.filter(month=month.first, runs__isnull=False).exists()


# As a decorator: what was measured is gone by the end, and no search meets it.
@paused_gc()
def _score_all(month: Month, actor: User | None, now: datetime) -> Scored:
    with transaction.atomic():
        round_ = _begin(month, now)
        if round_.runs.exists():
            rescore(round_=round_, now=now)
        else:
            measured = freeze(round_=round_, now=now)
            cards = score_snapshot(join(measured, acts_on(measured), measured_at=now))
            write_cards(round_, cards, are_all=True)
        scored = _summary(round_)
        log(
            instance=round_,
            action="scoring.score_month",
            user=actor,
            data={"month": str(month), "cards": scored.cards},
        )
    return scored


def _summary(round_: Round) -> Scored:
    cards = list(Scorecard.objects.filter(round=round_).values_list("provisional", "band"))
    month = Month.of(round_.month)
    open_then = Portal.objects.filter(opened_on__lt=month.end).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=month.first)
    )
    without = open_then.exclude(scorecards__round=round_).order_by("tier__level", "tier", "pk")
    return Scored(
        round=round_,
        cards=len(cards),
        provisional=sum(bool(provisional) for provisional, _band in cards),
        bands=Counter(band for _provisional, band in cards if band),
        without_rubric=list(without.values_list("name", flat=True)),
    )


@paused_gc()
def remeasure(
    *, round_: Round, measure: str, reason: str, actor: User, now: datetime
) -> MeasuringRun:
    """Take one measure of a month again, for all portals, and score by what it finds; earlier findings stay kept.

    For a head or deputy of the province, where measuring was at fault. The reason stands on every card.
    """
    if not holds_post_in_tier(actor, INSTALL_TIER, now, APPROVERS):
        raise NotYourOffice(
            _("A head or deputy of the province's board has a month measured again.")
        )
    known = known_measure(measure)
    if known is None or known.take is None:
        raise UnableToScore(_("No facts of the install give %(measure)s.") % {"measure": measure})
    if not reason.strip():
        raise UnableToScore(_("Say why it is measured again."))
    read_stories(now=now)
    with transaction.atomic():
        round_ = _begin(Month.of(round_.month), now)
        if not round_.runs.exists():
            raise UnableToScore(_("The month was not measured yet."))
        freeze(round_=round_, now=now, measure=measure, reason=reason.strip(), ordered_by=actor)
        rescore(round_=round_, now=now)
        run = round_.runs.latest("number")
        log(
            instance=round_,
            action="scoring.remeasure",
            user=actor,
            data={"month": str(round_), "measure": measure, "reason": run.reason},
        )
    return run


def score_what_is_due(*, now: datetime) -> bool:
    """Score the last month where rubrics judge it and nobody scored it yet. Safe to repeat."""
    month = Month.of(local_date(now)).later(-1)
    if Round.objects.filter(month=month.first).exists() or not rubrics_of(month):
        return False
    score_month(month=month, actor=None, now=now)
    return True


def _begin(month: Month, now: datetime) -> Round:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_try_advisory_xact_lock(%s, %s)", [LOCK, month.year * 100 + month.month]
        )
        if not cursor.fetchone()[0]:
            raise UnableToScore(_("The month is being scored at this moment."))
    round_, _created = Round.objects.select_for_update().get_or_create(
        month=month.first,
        defaults={
            "scored_at": now,
            "seed": token_hex(8),
            "is_trial": TrialMonth.objects.filter(month=month.first).exists(),
        },
    )
    if round_.state == RoundState.CLOSED:
        raise UnableToScore(_("The month %(month)s is closed.") % {"month": month})
    round_.scored_at = now
    round_.save(update_fields=["scored_at"])
    return round_
