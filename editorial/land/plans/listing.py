"""Plans as a portal lists them: its own, what was sent to it, and those of offices above that touch its communes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When, Window

from editorial.enums import PlacementRole
from editorial.land.enums import LandPlanKind, PostingState
from editorial.land.models import LandPlanPage
from editorial.models.placement import story_path
from editorial.procedures.words import folded_words, has_accents, typed_words
from portals.addresses import main_origin
from portals.models import Portal
from portals.text import nfc, slug_of

from .posting import in_state, posting_state, posting_words

TEXT, KIND, STATE, PAGE = "q", "loai", "tinh-trang", "trang"
# As they stand in addresses.
KINDS = {"boi-thuong": LandPlanKind.COMPENSATION, "ke-hoach": LandPlanKind.LAND_USE}
PLANS_A_PAGE = 10
LONGEST = 200
LAST_PAGE = 200


@dataclass(frozen=True, slots=True)
class PlanQuestion:
    """`kind` and `state` as they stand in the address, "" for all."""

    text: str
    kind: str
    state: str
    page: int

    @property
    def kept(self) -> str:
        told = {TEXT: self.text, KIND: self.kind, STATE: self.state}
        return urlencode({name: value for name, value in told.items() if value})


@dataclass(frozen=True, slots=True)
class ListedPlan:
    """`owner` names the portal above that published it; "" where it stands on the portal itself."""

    title: str
    lead: str
    address: str
    kind: str
    posting: str
    is_posted: bool
    owner: str


@dataclass(frozen=True, slots=True)
class PlanList:
    rows: list[ListedPlan]
    total: int
    number: int

    @property
    def previous(self) -> int:
        return self.number - 1

    @property
    def next(self) -> int:
        return self.number + 1 if self.number * PLANS_A_PAGE < self.total else 0


def plan_question(query: Mapping[str, str]) -> PlanQuestion:
    text = " ".join(nfc(query.get(TEXT, "").replace("\x00", "")).split())[:LONGEST]
    kind, state, page = (query.get(name, "") for name in (KIND, STATE, PAGE))
    is_number = page.isascii() and page.isdigit() and len(page) < 4
    return PlanQuestion(
        text,
        kind if kind in KINDS else "",
        state if state in PostingState.values else "",
        min(max(int(page), 1), LAST_PAGE) if is_number else 1,
    )


def place_key(portal: Portal) -> str:
    """Return how plans of offices above name the portal."""
    return f"|{slug_of(portal.name, fallback='-')}|"


def standing_plans(portal: Portal, overseers: Sequence[Portal]) -> QuerySet[LandPlanPage]:
    """Return the plans that stand on the portal, and those of offices above that name it among their communes.

    Each is there once: nearest to the reader, and the portal's own version in the place of what it was made from.
    """
    near = Q(placements__portal=portal)
    above = Q(
        placements__portal__in=[one.pk for one in overseers],
        placements__role=PlacementRole.ORIGIN,
        place_keys__contains=place_key(portal),
    )
    here = LandPlanPage.objects.filter(
        placements__portal=portal, placements__removed_at__isnull=True
    )
    told = Q(pk__in=here.values("pk")) | Q(
        pk__in=here.exclude(adapted_from=None).values("adapted_from")
    )
    return (
        LandPlanPage.objects.filter(
            near | (above & ~told),
            live=True,
            placements__removed_at__isnull=True,
            placements__kind=LandPlanPage.story_kind,
        )
        .annotate(placed_on=F("placements__portal"), section_slug=F("placements__section__slug"))
        .order_by()
    )


def listed_plans(
    portal: Portal, overseers: Sequence[Portal], asked: PlanQuestion, day: date
) -> PlanList:
    """Return one page: what is posted now first, what ends soonest before the rest. One query.

    Behind the last page there is nothing, and nothing is counted.
    """
    found = _narrowed(standing_plans(portal, overseers), asked, day)
    posted = Case(
        When(in_state(PostingState.POSTED, day), then=Value(0)),
        When(in_state(PostingState.COMING, day), then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    ordered = found.annotate(turn=posted).order_by(
        "turn",
        Case(When(turn__lt=2, then=F("posted_to"))),
        F("posted_to").desc(nulls_last=True),
        "-pk",
    )
    begin = (asked.page - 1) * PLANS_A_PAGE
    by_id = {one.pk: one for one in (portal, *overseers)}
    counted = ordered.annotate(whole=Window(Count("pk")))
    plans = list(counted[begin : begin + PLANS_A_PAGE])
    rows = [_listed(plan, portal, by_id, day) for plan in plans]
    return PlanList(rows, vars(plans[0])["whole"] if plans else 0, asked.page)


def _narrowed(
    plans: QuerySet[LandPlanPage], asked: PlanQuestion, day: date
) -> QuerySet[LandPlanPage]:
    if asked.kind:
        plans = plans.filter(plan_kind=KINDS[asked.kind])
    if asked.state:
        plans = plans.filter(in_state(PostingState(asked.state), day))
    for word in typed_words(asked.text):
        plans = plans.filter(
            Q(words__contains=f" {word}")
            if has_accents(word)
            else Q(folded_words__contains=f" {folded_words(word)}")
        )
    return plans


def _listed(
    plan: LandPlanPage, portal: Portal, by_id: Mapping[int, Portal], day: date
) -> ListedPlan:
    placed_on = by_id[vars(plan)["placed_on"]]
    is_here = placed_on.pk == portal.pk
    path = story_path(vars(plan)["section_slug"], plan.slug, plan.pk)
    return ListedPlan(
        title=plan.title,
        lead=plan.lead,
        address=path if is_here else main_origin(placed_on) + path,
        kind=plan.get_plan_kind_display(),
        posting=posting_words(plan.posted_from, plan.posted_to, day),
        is_posted=posting_state(plan.posted_from, plan.posted_to, day) is PostingState.POSTED,
        owner="" if is_here else placed_on.name,
    )
