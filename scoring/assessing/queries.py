"""What waits for a scorer in a month: portal by portal, and line by line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet

from editorial.models import StoryPage
from portals.boards.enums import ALL_POSITIONS, STANDING_EDITORS
from portals.boards.models import BoardMember, User
from portals.clock import local_date
from portals.models import Oversight, Portal
from portals.tiers import INSTALL_TIER
from scoring.enums import CriterionKind
from scoring.measures.own_items import OwnItem
from scoring.measures.registry import known_measure
from scoring.models import CopyVerdict, FactEntry, Round
from scoring.periods import Month
from scoring.rubrics.spec import AdjustmentSpec, CriterionSpec, RubricSpec
from scoring.rubrics.storage import specs_of

from .beside import ReadableText, own_texts, public_text
from .items import items_of_month
from .reading import DrawnAnswer, answers_to_read
from .sampling import draw, news_to_draw_from, size_of_sample


def portals_scored_by(user: User, month: Month, now: datetime) -> QuerySet[Portal]:
    """The portals that `user` may assess in `month`: as standing editors now; for the province all but its own.

    Never one on whose board they sit. One query now, one with the result.
    """
    posts = list(
        BoardMember.objects.holding(ALL_POSITIONS, local_date(now))
        .filter(user=user)
        .values_list("board__portal", "board__portal__tier", "position")
    )
    own = {portal for portal, _tier, _position in posts}
    edited = {portal for portal, _tier, position in posts if position in STANDING_EDITORS}
    of_province = any(
        tier == INSTALL_TIER and position in STANDING_EDITORS for _p, tier, position in posts
    )
    found = Portal.objects.filter(opened_on__lt=month.end).filter(
        Q(closed_on__isnull=True) | Q(closed_on__gt=month.first)
    )
    if of_province:
        found = found.exclude(tier=INSTALL_TIER)
    else:
        below = Oversight.objects.in_force(month.last).filter(overseer__in=edited)
        found = found.filter(pk__in=below.values("portal"))
    return found.exclude(pk__in=own).select_related("tier").order_by("tier__level", "name", "pk")


@dataclass(frozen=True)
class AssessmentProgress:
    """How far the assessing of one portal is."""

    portal: Portal
    judged: int
    judged_of: int
    registers: int
    registers_of: int
    copies: int

    @property
    def needs_a_person(self) -> bool:
        """Whether a judgement or a word on a copy is missing; registers may stay empty."""
        return self.judged < self.judged_of or self.copies > 0


def waiting_in(portals: Sequence[Portal], month: Month, now: datetime) -> list[AssessmentProgress]:
    """Count what was entered of what persons enter, for all `portals`. A fixed number of queries."""
    specs = specs_of(month)
    entered = {
        (portal_id, measure)
        for portal_id, measure in FactEntry.objects.filter(
            month=month.first, portal__in=portals
        ).values_list("portal", "measure")
    }
    copies = _unconfirmed(portals, month, now)
    answers = answers_to_read(portals, specs, month)
    found = []
    for portal in portals:
        spec = specs.get(portal.tier_id)
        if spec is None:
            continue
        judged, registers = entered_by_persons(spec)
        if portal.pk in answers:
            judged.append(answers[portal.pk].line)
        found.append(
            AssessmentProgress(
                portal=portal,
                judged=sum((portal.pk, one.measure) in entered for one in judged),
                judged_of=len(judged),
                registers=sum((portal.pk, one.measure) in entered for one in registers),
                registers_of=len(registers),
                copies=copies[portal.pk],
            )
        )
    return found


def entered_by_persons(spec: RubricSpec) -> tuple[list[CriterionSpec], list[CriterionSpec]]:
    """Return the criteria that persons judge, and those for which registers elsewhere stand in."""
    judged: list[CriterionSpec] = []
    registers: list[CriterionSpec] = []
    for one in spec.criteria:
        known = known_measure(one.measure)
        if known is not None and known.take is None:
            (judged if one.kind == CriterionKind.JUDGED else registers).append(one)
    return judged, registers


def _unconfirmed(portals: Sequence[Portal], month: Month, now: datetime) -> Counter[int]:
    items = items_of_month(portals, month, now)
    return Counter(
        {
            portal_id: sum(one.copy_of is not None and one.is_confirmed is None for one in own)
            for portal_id, own in items.items()
        }
    )


@dataclass(frozen=True)
class ProposedCopy:
    """A text that the machine holds for a copy, the one it resembles, and what a person said of it so far."""

    item_id: int
    title: str
    other: StoryPage
    verdict: CopyVerdict | None
    text: ReadableText
    other_text: ReadableText


@dataclass(frozen=True)
class Assessment:
    """All that a scorer adds to one portal's month."""

    spec: RubricSpec
    judged: Sequence[CriterionSpec]
    registers: Sequence[CriterionSpec]
    adjustments: Sequence[AdjustmentSpec]
    entries: Mapping[str, FactEntry]
    copies: Sequence[ProposedCopy]
    sample: Sequence[OwnItem]
    seed: str
    # Those that are read in place of ratings, where these are too few.
    answers: Sequence[DrawnAnswer] = ()


def assessment_of(portal: Portal, month: Month, now: datetime) -> Assessment | None:
    """Return what is to be assessed at `portal` in `month`; None where no rubric judges it."""
    specs = specs_of(month)
    spec = specs.get(portal.tier_id)
    if spec is None:
        return None
    judged, registers = entered_by_persons(spec)
    to_read = answers_to_read([portal], specs, month).get(portal.pk)
    if to_read is not None:
        judged.append(to_read.line)
    entries = FactEntry.objects.filter(portal=portal, month=month.first)
    round_ = Round.objects.filter(month=month.first).first()
    seed = round_.seed if round_ else ""
    return Assessment(
        spec=spec,
        judged=judged,
        registers=registers,
        adjustments=spec.adjustments,
        entries={entry.measure: entry for entry in entries.select_related("entered_by")},
        copies=proposed_copies(portal, month, now),
        sample=_sample(portal, month, now, seed) if seed else [],
        seed=seed,
        answers=to_read.drawn if to_read else (),
    )


def proposed_copies(portal: Portal, month: Month, now: datetime) -> list[ProposedCopy]:
    """Those that count as copies and those that a person cleared, in the order of their hour."""
    items = {one.story_id: one for one in items_of_month([portal], month, now)[portal.pk]}
    verdicts = {
        verdict.story_id: verdict
        for verdict in CopyVerdict.objects.filter(story__in=items).select_related("decided_by")
    }
    others = {pk: one.copy_of for pk, one in items.items() if one.copy_of is not None}
    others |= {pk: one.other_id for pk, one in verdicts.items() if not one.is_copy}
    pages = StoryPage.objects.in_bulk({*others, *others.values()})
    own = own_texts([item for pk, item in items.items() if pk in others], pages)
    return [
        ProposedCopy(
            pk,
            item.title,
            pages[others[pk]],
            verdict if (verdict := verdicts.get(pk)) and verdict.other_id == others[pk] else None,
            own.get(pk, ReadableText(item.title, ())),
            public_text(pages[others[pk]]),
        )
        for pk, item in items.items()
        if pk in others
    ]


def _sample(portal: Portal, month: Month, now: datetime, seed: str) -> list[OwnItem]:
    news = news_to_draw_from([portal], month, now)[portal.pk]
    return draw(news, seed=seed, size=size_of_sample(month))
