"""What an auditor may read now: the months and portals of all decisions that are in force for the person."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import reduce
from operator import or_

from django.db.models import Q, QuerySet, prefetch_related_objects

from portals.auditors.models import Auditor
from portals.auditors.queries import audits_of
from portals.boards.models import User
from portals.clock import local_date
from scoring.models import Proceeding, Round, Scorecard


@dataclass(frozen=True, slots=True)
class AuditScope:
    """What one decision opens. `last_month` None: no end; neither portal nor tier: all."""

    first_month: date
    last_month: date | None
    portal_ids: frozenset[int]
    tiers: frozenset[str]

    def holds_month(self, field: str, of: str = "%s") -> Q:
        """The condition that `field`, a month written like `of`, is one of the scope's."""
        later = Q(**{f"{field}__gte": _written(self.first_month, of)})
        if self.last_month is None:
            return later
        return later & Q(**{f"{field}__lte": _written(self.last_month, of)})

    def holds_portal(self, portal: str, tier: str) -> Q:
        if not self.portal_ids and not self.tiers:
            return Q()
        return Q(**{f"{portal}__in": self.portal_ids}) | Q(**{f"{tier}__in": self.tiers})


@dataclass(frozen=True, slots=True)
class AuditMandate:
    """The places on teams that a person holds now, with what their decisions open together."""

    seats: Sequence[Auditor]
    scopes: Sequence[AuditScope]
    now: datetime

    @property
    def cards(self) -> QuerySet[Scorecard]:
        """The scorecards in scope, published or not."""
        return Scorecard.objects.filter(
            reduce(
                or_,
                (
                    one.holds_month("round__month") & one.holds_portal("portal", "tier")
                    for one in self.scopes
                ),
            )
        )

    @property
    def rounds(self) -> QuerySet[Round]:
        """The months in scope that were measured, the newest first."""
        held = reduce(or_, (one.holds_month("month") for one in self.scopes))
        return Round.objects.filter(held).order_by("-month")

    @property
    def proceedings(self) -> QuerySet[Proceeding]:
        """The months of scorers who score something in scope."""
        return Proceeding.objects.filter(pk__in=self.cards.values("proceeding"))

    @property
    def last_day(self) -> date:
        """On which the last of the decisions still opens something."""
        return max(seat.decision.last_day for seat in self.seats)

    @property
    def days_left(self) -> int:
        return (self.last_day - local_date(self.now)) // timedelta(days=1)


def mandate_of(user: User, now: datetime) -> AuditMandate | None:
    """Return what `user` may read as an auditor at `now`; None for whoever audits nothing. Three queries at most."""
    seats = audits_of(user, now)
    if not seats:
        return None
    decisions = [seat.decision for seat in seats]
    prefetch_related_objects(decisions, "portals", "tiers")
    return AuditMandate(
        seats,
        [
            AuditScope(
                first_month=one.first_month,
                last_month=one.last_month,
                portal_ids=frozenset(portal.pk for portal in one.portals.all()),
                tiers=frozenset(tier.pk for tier in one.tiers.all()),
            )
            for one in decisions
        ],
        now,
    )


def _written(month: date, of: str) -> date | str:
    return month if of == "%s" else month.strftime(of)
