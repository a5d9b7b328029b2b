"""A published month as canonical JSON (docs/ledger-format.md, section 11): points in hundredths, stable names."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from portals.ledger.canonical import encode, normalised
from scoring.rubrics.spec import RubricSpec

from .table import (
    PublishedAdjustment,
    PublishedLine,
    PublishedMonth,
    PublishedPortal,
    PublishedProceeding,
    RankRange,
)

FORMAT = "lien-cong/scores/v1"


def month_as_json(published: PublishedMonth) -> bytes:
    """Return the file. The same bytes as long as nothing that is published changes. `published` with its lines."""
    names = {one.rubric_id: one.rubric for one in published.portals}
    return encode(
        normalised(
            {
                "format": FORMAT,
                "month": str(published.month),
                **({"scope": published.scope} if published.scope else {}),
                "scorers": [_proceeding(one) for one in published.proceedings],
                "rubrics": [
                    _rubric(names[pk], spec)
                    for pk, spec in sorted(published.rubrics.items(), key=lambda one: names[one[0]])
                ],
                "portals": [portal_as_json(one) for one in published.portals],
            }
        )
    )


def portal_as_json(portal: PublishedPortal) -> dict[str, Any]:
    """Return one portal as the file has it; what is empty is left out."""
    told = {
        "portal": portal.hostname,
        "code": portal.code,
        "name": portal.name,
        "tier": portal.tier,
        "cluster": portal.cluster,
        "scorer": portal.scorer,
        "rubric": portal.rubric,
        "band": portal.band,
        "provisional": portal.provisional,
    }
    numbers = {
        "earned": _hundredths(portal.earned),
        "applicable": _hundredths(portal.applicable),
        "penalty": _hundredths(portal.penalty),
        "bonus": _hundredths(portal.bonus),
        "total": _hundredths(portal.total),
    }
    return {
        **{name: value for name, value in told.items() if value},
        **numbers,
        **({"corrected": 1} if portal.is_corrected else {}),
        **_rank(portal.rank),
        "lines": [_line(one) for one in portal.lines],
        "adjustments": [_adjustment(one) for one in portal.adjustments],
    }


def _proceeding(one: PublishedProceeding) -> dict[str, Any]:
    return {
        "scorer": one.scorer,
        "name": one.scorer_name,
        "notice": one.notice_number,
        "dated": one.notice_dated.isoformat(),
    }


def _rubric(name: str, spec: RubricSpec) -> dict[str, Any]:
    return {
        "rubric": name,
        "title": spec.title,
        "bands": [{"name": one.name, "from": _hundredths(one.from_total)} for one in spec.bands],
        "criteria": [{"criterion": one.code, "name": one.name} for one in spec.criteria],
    }


def _line(line: PublishedLine) -> dict[str, Any]:
    counted = (
        {"points": 0, "na": 1, "why": line.state.value}
        if line.points is None
        else {"points": _hundredths(line.points)}
    )
    return {
        "criterion": line.code,
        "most": _hundredths(line.most),
        "judged": line.judged.value,
        **counted,
        **({"late": 1} if line.is_late else {}),
        **({"reason": line.reason} if line.reason else {}),
    }


def _adjustment(one: PublishedAdjustment) -> dict[str, Any]:
    return {
        "code": one.code,
        "name": one.name,
        "kind": one.kind,
        "times": one.times,
        "points": _hundredths(one.points),
    }


def _rank(rank: RankRange | None) -> dict[str, int]:
    if rank is None:
        return {}
    return {"rank": rank.rank, "rank_from": rank.from_rank, "rank_to": rank.to_rank}


def _hundredths(number: Decimal) -> int:
    return int(number * 100)
