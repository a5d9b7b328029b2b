"""How scorers judge, side by side: how high, how far apart, how often another decided otherwise, and what was late."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, Func, IntegerField, Q, StdDev, Sum, Value
from django.utils.translation import gettext as _

from portals.clock import LOCAL_ZONE
from scoring.models import (
    LineOverride,
    Proceeding,
    RecheckedCard,
    Scorecard,
    StepExtension,
)

from .queries import standings


@dataclass(frozen=True)
class ScorerStanding:
    """One scorer's month in numbers. `mean` and `spread` (standard deviation) are of totals that have a rank.

    `overturned` of `lines` that were scored got other points, by a ruling, by other points or by a correction.
    """

    proceeding: Proceeding
    cards: int
    mean: Decimal | None
    spread: Decimal | None
    lines: int
    overturned: int
    rechecked: int
    differing: int
    late: Sequence[str]

    @property
    def share(self) -> Decimal | None:
        """In percent."""
        return Decimal(100 * self.overturned) / self.lines if self.lines else None


def scorer_standings(proceedings: Sequence[Proceeding], now: datetime) -> list[ScorerStanding]:
    """Tell how the scorers of these proceedings judge. A fixed number of queries."""
    totals = _by_proceeding(
        Scorecard.objects.filter(proceeding__in=proceedings),
        "proceeding",
        cards=Count("pk"),
        mean=Avg("total", filter=Q(provisional="")),
        spread=StdDev("total", filter=Q(provisional="")),
        lines=Sum(_scored_lines()),
    )
    overturned = _overturned(proceedings)
    checked = _by_proceeding(
        RecheckedCard.objects.filter(card__proceeding__in=proceedings),
        "card__proceeding",
        checked=Count("pk", filter=~Q(outcome="")),
        differing=Count("pk", filter=Q(outcome="differs")),
    )
    late = _late_steps(proceedings, now)
    found = []
    for one in proceedings:
        numbers = totals.get(one.pk, {})
        again = checked.get(one.pk, {})
        found.append(
            ScorerStanding(
                proceeding=one,
                cards=numbers.get("cards", 0),
                mean=_decimal(numbers.get("mean")),
                spread=_decimal(numbers.get("spread")),
                lines=numbers.get("lines") or 0,
                overturned=overturned[one.pk],
                rechecked=again.get("checked", 0),
                differing=again.get("differing", 0),
                late=late[one.pk],
            )
        )
    return found


def _scored_lines() -> Func:
    """How many lines of a card have points."""
    return Func(
        F("lines"),
        Value('$.criteria[*] ? (@.state == "scored")'),
        template="jsonb_array_length(jsonb_path_query_array(%(expressions)s::jsonpath))",
        output_field=IntegerField(),
    )


def _overturned(proceedings: Sequence[Proceeding]) -> Counter[int]:
    """How many lines got other points, each once however often."""
    lines = LineOverride.objects.filter(card__proceeding__in=proceedings).order_by()
    return Counter(
        proceeding
        for proceeding, _card, _code in lines.values_list(
            "card__proceeding", "card", "criterion_code"
        ).distinct()
    )


def _by_proceeding(found: Any, by: str, **numbers: Any) -> dict[int, dict[str, Any]]:
    rows = found.order_by().values(by).annotate(**numbers)
    return {row.pop(by): row for row in rows}


def _decimal(number: Any) -> Decimal | None:
    return None if number is None else Decimal(str(number))


def _late_steps(proceedings: Sequence[Proceeding], now: datetime) -> dict[int, list[str]]:
    """All that was or is late, with why, in the order of the steps."""
    found: dict[int, list[str]] = defaultdict(list)
    for one in standings(proceedings, now):
        proceeding = one.proceeding
        if proceeding.verified_at and not proceeding.verified_by_id:
            found[proceeding.pk].append(_("Verification: nobody did it in time; the clock did."))
        for step, at in (
            (_("Decision"), proceeding.decided_at),
            (_("Notice"), proceeding.published_at),
        ):
            if at and at > proceeding.publication_due_at:
                found[proceeding.pk].append(
                    _("%(step)s: on %(day)s, due on %(due)s.")
                    % {"step": step, "day": _day(at), "due": _day(proceeding.publication_due_at)}
                )
        if one.is_late:
            found[proceeding.pk].append(_("Now: %(why)s") % {"why": one.why})
    longer = StepExtension.objects.filter(proceeding__in=proceedings).order_by("pk")
    for extension in longer:
        found[extension.proceeding_id].append(
            _("%(step)s: longer until %(day)s, because: %(reason)s")
            % {
                "step": extension.get_step_display(),
                "day": _day(extension.due_at),
                "reason": extension.reason,
            }
        )
    return found


def _day(at: datetime) -> str:
    return f"{at.astimezone(LOCAL_ZONE):%d/%m/%Y}"
