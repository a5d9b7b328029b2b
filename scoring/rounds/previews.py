"""Trying a draft of a rubric out on last month's facts: what would have been another band, rank or total."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post_in_tier
from portals.clock import local_date
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER
from scoring.content.gathering import read_stories
from scoring.models import Rubric, RubricPreview
from scoring.periods import Month
from scoring.rubrics.checks import check_rubric
from scoring.rubrics.spec import RubricSpec
from scoring.rubrics.storage import read_specs, rubrics_of
from scoring.rubrics.yaml_format import rubric_content

from .cards import rank_cards, score_snapshot
from .gc_pause import paused_gc
from .snapshot import take_snapshot

MOST_MOVERS = 10


class UnableToPreview(Refusal):
    """The rubric cannot be tried out as it stands."""


@dataclass(frozen=True, slots=True)
class TriedStanding:
    """Where a portal stands by one rubric. Without rank and band while provisional."""

    name: str
    total: Decimal
    band: str
    rank: int | None


def preview_rubric(*, rubric: Rubric, actor: User, now: datetime) -> RubricPreview:
    """Score the last full month by `rubric` and by what was in force, and keep what differs. No scorecard changes.

    Both sides are measured here and now, with the draft's own parameters; nothing frozen is read or written. So what it
    shows of the rubric in force may differ from the cards of a month whose facts have changed since.
    """
    if not holds_post_in_tier(actor, INSTALL_TIER, now, STANDING_EDITORS):
        raise NotYourOffice(_("Rubrics are tried out by the standing editors of the province."))
    month = Month.of(local_date(now)).later(-1)
    draft = read_specs([rubric])[rubric.pk]
    if faults := check_rubric(draft):
        raise UnableToPreview(_("Mend first: %(faults)s") % {"faults": " ".join(faults)})
    read_stories(now=now)
    in_force = rubrics_of(month).get(rubric.tier_id)
    with transaction.atomic():
        before = _standings(read_specs([in_force])[in_force.pk], month, now) if in_force else {}
        preview = RubricPreview.objects.create(
            rubric=rubric,
            month=month.first,
            made_by=actor,
            made_at=now,
            content=rubric_content(draft),
            shown=compare_standings(before, _standings(draft, month, now)),
        )
        log(
            instance=rubric,
            action="scoring.preview",
            user=actor,
            data={"month": str(month), "preview": preview.pk, **_in_short(preview.shown)},
        )
    return preview


def compare_standings(
    before: Mapping[int, TriedStanding], after: Mapping[int, TriedStanding]
) -> dict[str, Any]:
    """Return what the page of a preview shows, as plain content. Pure."""
    both = [(before[pk], one) for pk, one in after.items() if pk in before]
    moved = sorted(both, key=lambda pair: (-abs(pair[1].total - pair[0].total), pair[1].name))
    return {
        "portals": len(after),
        "has_before": bool(before),
        "bands": _bands(list(before.values()), list(after.values())),
        "other_band": sum(old.band != new.band for old, new in both),
        "other_rank": sum(old.rank != new.rank for old, new in both),
        "other_total": sum(old.total != new.total for old, new in both),
        "mean_before": _mean(list(before.values())),
        "mean_after": _mean(list(after.values())),
        "movers": [
            {
                "name": new.name,
                "total_before": old.total,
                "total_after": new.total,
                "change": new.total - old.total,
                "rank_before": old.rank,
                "rank_after": new.rank,
                "band_before": old.band,
                "band_after": new.band,
            }
            for old, new in moved[:MOST_MOVERS]
            if old != new
        ],
    }


def _bands(before: Sequence[TriedStanding], after: Sequence[TriedStanding]) -> list[dict[str, Any]]:
    old, new = Counter(one.band for one in before), Counter(one.band for one in after)
    best: dict[str, Decimal] = {}
    for one in (*before, *after):
        best[one.band] = max(best.get(one.band, Decimal()), one.total)
    # What is provisional has no band, and comes last.
    names = sorted(best, key=lambda name: (not name, -best[name], name))
    return [{"band": name, "before": old[name], "after": new[name]} for name in names]


def _mean(standings: Sequence[TriedStanding]) -> Decimal | None:
    if not standings:
        return None
    summed = sum((one.total for one in standings), Decimal())
    return (summed / len(standings)).quantize(Decimal("0.01"))


@paused_gc()
def _standings(spec: RubricSpec, month: Month, now: datetime) -> dict[int, TriedStanding]:
    cards = score_snapshot(take_snapshot(month=month, now=now, specs={spec.tier: spec}))
    in_tier, _in_cluster = rank_cards(cards)
    return {
        card.scored.portal_id: TriedStanding(
            card.scored.name,
            card.total.total,
            card.total.band,
            in_tier.get(card.scored.portal_id),
        )
        for card in cards
    }


def _in_short(shown: Mapping[str, Any]) -> dict[str, Any]:
    return {name: shown[name] for name in ("portals", "other_band", "other_rank", "other_total")}
