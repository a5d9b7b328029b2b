"""Petitions as they are listed and narrowed, of one portal or, at the province's, of all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.utils.translation import pgettext_lazy

from portals.accountability.enums import AnswerPromiseState, CaseState
from portals.accountability.models import AnswerPromise, CaseReview, CouncilPetition
from portals.accountability.models.petitions import WITHOUT_ANSWER
from portals.models import Portal
from portals.numbers import id_in
from portals.text import slug_of
from portals.tiers import INSTALL_TIER

PETITIONS_A_PAGE = 20
LAST_PAGE = 500
SESSION, OWNER, STATE, PAGE = "ky-hop", "co-quan", "tinh-trang", "trang"

ANSWERED, RUNNING, LATE, PROMISED = "da-tra-loi", "trong-han", "qua-han", "da-hua"
TAKEN_DOWN = "da-go"
STATES = {
    ANSWERED: pgettext_lazy("petition", "Answered"),
    RUNNING: pgettext_lazy("petition", "In time"),
    LATE: pgettext_lazy("petition", "Late"),
    PROMISED: pgettext_lazy("petition", "Promised by a day"),
    TAKEN_DOWN: pgettext_lazy("petition", "Answer taken out of view, another is owed"),
}


@dataclass(frozen=True, slots=True)
class PetitionsAsked:
    """What a reader asked for. What no list has finds nothing."""

    session: str = ""
    owner: int | None = None
    state: str = ""
    number: int = 1

    @property
    def is_narrowed(self) -> bool:
        return bool(self.session or self.owner or self.state)

    @property
    def kept(self) -> str:
        """The query of this list's further pages."""
        values = {SESSION: self.session, OWNER: self.owner or "", STATE: self.state}
        return urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True, slots=True)
class PetitionChoice:
    value: str
    name: str
    count: int
    is_chosen: bool


@dataclass(frozen=True, slots=True)
class FoundPetitions:
    """One page of the list. `total` counts all that match, `choices` what each narrowing would find."""

    rows: list[CouncilPetition]
    total: int
    asked: PetitionsAsked
    choices: dict[str, list[PetitionChoice]]

    @property
    def previous(self) -> int:
        return self.asked.number - 1

    @property
    def next(self) -> int:
        return self.asked.number + 1 if self.asked.number * PETITIONS_A_PAGE < self.total else 0


def petitions_asked(query: Mapping[str, str]) -> PetitionsAsked:
    """Read a query; what is no agency, no state and no page is left out."""
    state = query.get(STATE, "")
    return PetitionsAsked(
        session=query.get(SESSION, "").replace("\x00", "")[:100],
        owner=id_in(query.get(OWNER, "")),
        state=state if state in STATES else "",
        number=max(1, min(id_in(query.get(PAGE, "")) or 1, LAST_PAGE)),
    )


def petitions_on(portal: Portal) -> QuerySet[CouncilPetition]:
    """Return what is listed on `portal`: what it answers, answered or brought in; on the province's portal all."""
    if portal.tier_id == INSTALL_TIER:
        return CouncilPetition.objects.all()
    mine = Q(case__portal=portal) | Q(case__received_by=portal) | Q(brought_by=portal)
    return CouncilPetition.objects.filter(mine)


def portals_with_petitions() -> set[int]:
    """Return the ids of portals that list any. One query."""
    rows = CouncilPetition.objects.values_list("case__portal", "case__received_by", "brought_by")
    ids = {pk for row in rows for pk in row}
    return ids and ids | set(Portal.objects.filter(tier=INSTALL_TIER).values_list("pk", flat=True))


def with_standing(petitions: QuerySet[CouncilPetition], now: datetime) -> QuerySet[Any]:
    """Give each its `standing`, one of `STATES`, and `owed_by`, when an answer is due anew.

    What is promised and not yet decided on goes before answered. One whose answer was taken out of view is not
    answered, whatever was promised with it.
    """
    open_promise = AnswerPromise.objects.filter(
        case=OuterRef("case"), state=AnswerPromiseState.OPEN, is_public=True
    )
    owed = CaseReview.objects.owed_anew().filter(case=OuterRef("case"))
    return petitions.annotate(
        owed_by=Subquery(owed.values("due_at")),
        promises=Exists(open_promise, output_field=BooleanField()),
        standing=Case(
            When(~Q(case__state=CaseState.ENDED) & Q(case__due_at__lt=now), then=Value(LATE)),
            When(~Q(case__state=CaseState.ENDED), then=Value(RUNNING)),
            When(WITHOUT_ANSWER, then=Value(TAKEN_DOWN)),
            When(promises=True, then=Value(PROMISED)),
            default=Value(ANSWERED),
            output_field=CharField(),
        ),
    )


def session_slug(council: str, session: str) -> str:
    """Return a session of a council as it stands in an address."""
    return slug_of(f"{council} {session}", fallback="ky-hop", max_length=100)


def found_petitions(portal: Portal, asked: PetitionsAsked, now: datetime) -> FoundPetitions:
    """Return one page of what is asked for, the newest session first. Three queries."""
    standing = with_standing(petitions_on(portal), now)
    groups = list(
        standing.order_by()
        .values_list("council", "session", "case__portal", "case__portal__name", "standing")
        .annotate(number=Count("pk"))
    )
    found = standing
    if asked.session:
        wanted = Q(pk__in=[])
        for council, session in {(row[0], row[1]) for row in groups}:
            if session_slug(council, session) == asked.session:
                wanted |= Q(council=council, session=session)
        found = found.filter(wanted)
    if asked.owner:
        found = found.filter(case__portal=asked.owner)
    if asked.state:
        found = found.filter(standing=asked.state)
    start = (asked.number - 1) * PETITIONS_A_PAGE
    rows = newest_petitions(found)[start : start + PETITIONS_A_PAGE]
    return FoundPetitions(list(rows), found.count(), asked, _choices(groups, asked))


def newest_petitions(petitions: QuerySet[CouncilPetition]) -> QuerySet[CouncilPetition]:
    """Order them, the last received first, with agencies and without what is sealed of their cases."""
    return petitions.select_related("case__portal", "case__received_by").defer(
        "case__subject", "case__text", "case__person_name", "case__email", "case__phone",
        "case__address", "case__identity",
    ).order_by("-case__arrived_at", "-pk")  # fmt: skip


def _choices(groups: list[Any], asked: PetitionsAsked) -> dict[str, list[PetitionChoice]]:
    sessions = _counted(groups, lambda row: (session_slug(row[0], row[1]), f"{row[0]}, {row[1]}"))
    owners = _counted(groups, lambda row: (str(row[2]), row[3]))
    states = _counted(groups, lambda row: (row[4], str(STATES[row[4]])))
    by_state = {value: (value, name) for value, name in states}

    def choices(counted: Counter[tuple[str, str]], chosen: Any) -> list[PetitionChoice]:
        return [
            PetitionChoice(value, name, number, value == str(chosen or ""))
            for (value, name), number in counted.items()
        ]

    in_order = Counter({by_state[one]: states[by_state[one]] for one in STATES if one in by_state})
    return {
        "sessions": choices(sessions, asked.session),
        "owners": sorted(choices(owners, asked.owner), key=lambda one: one.name),
        "states": choices(in_order, asked.state),
    }


def _counted(
    groups: list[Any], named: Callable[[Any], tuple[str, str]]
) -> Counter[tuple[str, str]]:
    counts: Counter[tuple[str, str]] = Counter()
    for row in groups:
        counts[named(row)] += row[-1]
    return counts
