"""One criterion at all portals of a scorer: judged in one pass, a row a portal."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from portals.addresses import main_origin
from portals.models import Portal
from scoring.enums import CriterionKind
from scoring.measures.own_items import OwnItem
from scoring.models import FactEntry, Round, SelfAssessedLine
from scoring.periods import Month
from scoring.rubrics.spec import CriterionSpec
from scoring.rubrics.storage import specs_of

from .queries import entered_by_persons
from .reading import DrawnAnswer, answers_to_read
from .sampling import SAMPLED, draw, news_to_draw_from, size_of_sample


@dataclass(frozen=True)
class CriterionAtPortal:
    """What a scorer sees of one portal: what was entered, what was drawn to be read, what the board says of itself."""

    portal: Portal
    line: CriterionSpec
    entry: FactEntry | None
    sample: Sequence[OwnItem]
    # Those that are read in place of ratings.
    answers: Sequence[DrawnAnswer]
    own: SelfAssessedLine | None
    origin: str

    @property
    def cases(self) -> int | None:
        return len(self.sample) or len(self.answers) or None


def criteria_of_persons(portals: Sequence[Portal], month: Month) -> dict[str, CriterionSpec]:
    """Return by code what persons enter at any of these portals, judgements first. A fixed number of queries.

    What is read in place of ratings is among them where there is something to read.
    """
    tiers = {portal.tier_id for portal in portals}
    specs = specs_of(month)
    found: dict[str, CriterionSpec] = {}
    for place in (0, 1):
        for tier, spec in specs.items():
            if tier in tiers:
                found |= {one.code: one for one in entered_by_persons(spec)[place]} | found
        if place == 0:
            read = answers_to_read(portals, specs, month).values()
            found |= {one.line.code: one.line for one in read} | found
    return found


def judged_criteria(portals: Sequence[Portal], month: Month) -> list[CriterionSpec]:
    """What persons judge at any of these portals. A fixed number of queries."""
    found = criteria_of_persons(portals, month).values()
    return [one for one in found if one.kind == CriterionKind.JUDGED]


def criterion_at(
    portals: Sequence[Portal], code: str, month: Month, now: datetime
) -> list[CriterionAtPortal]:
    """Return a row for each portal that the criterion judges. A fixed number of queries."""
    specs = specs_of(month)
    of_tier = {
        tier: one
        for tier, spec in specs.items()
        for some in entered_by_persons(spec)
        for one in some
        if one.code == code
    }
    read = {
        pk: one
        for pk, one in answers_to_read(portals, specs, month).items()
        if one.line.code == code
    }
    lines = {
        portal.pk: of_tier[portal.tier_id] for portal in portals if portal.tier_id in of_tier
    } | {pk: one.line for pk, one in read.items()}
    judged = [portal for portal in portals if portal.pk in lines]
    measures = {one.measure for one in lines.values()}
    entries = {
        (entry.portal_id, entry.measure): entry
        for entry in FactEntry.objects.filter(
            month=month.first, portal__in=judged, measure__in=measures
        ).select_related("entered_by")
    }
    own = {
        one.assessment.card.portal_id: one
        for one in SelfAssessedLine.objects.filter(
            criterion_code=code,
            assessment__card__portal__in=judged,
            assessment__card__round__month=month.first,
        )
        .select_related("assessment__card", "file")
        .defer("assessment__card__lines")
    }
    samples = _samples(judged, month, now) if measures & SAMPLED else {}
    return [
        CriterionAtPortal(
            portal=portal,
            line=(line := lines[portal.pk]),
            entry=entries.get((portal.pk, line.measure)),
            sample=samples.get(portal.pk, ()),
            answers=read[portal.pk].drawn if portal.pk in read else (),
            own=own.get(portal.pk),
            origin=main_origin(portal) if portal.site_id else "",
        )
        for portal in judged
    ]


def _samples(
    portals: Sequence[Portal], month: Month, now: datetime
) -> Mapping[int, Sequence[OwnItem]]:
    seed = Round.objects.filter(month=month.first).values_list("seed", flat=True).first()
    if not seed:
        return {}
    size = size_of_sample(month)
    return {
        pk: draw(news, seed=seed, size=size)
        for pk, news in news_to_draw_from(portals, month, now).items()
    }
