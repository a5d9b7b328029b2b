"""A change of units carried out, asked about and taken back, on a copy of the database that is thrown away.

What the plan cannot know is measured: how long writers wait, whether old addresses answer, whether taking back leaves
everything as it was.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from portals.boards.enums import APPROVERS
from portals.boards.models import BoardMember, User
from portals.clock import local_date
from portals.tiers import INSTALL_TIER

from .actions import ask_for_plan, enter_reform
from .enums import ActDirection
from .jobs import make_plans
from .models import Reform, ReformAct
from .sheet import ReformLine
from .state_digest import not_as_before, rows_left, state_digest
from .switch_actions import confirm_reform_act, run_reform_act, want_reform_act

# Host and path.
type PastAddress = tuple[str, str]
type PastAddresses = Callable[[Collection[int], int, datetime], Sequence[PastAddress]]

_old_addresses: list[PastAddresses] = []


class UnableToRehearse(Exception):
    """The copy does not allow it: fewer than two persons of the province, or the act was refused there."""


@dataclass(slots=True)
class Rehearsed:
    """What a rehearsal found. Wanted: no differences, no fault, and no table in which a row is not as it was."""

    portals_ending: int = 0
    portals_opened: int = 0
    plan_seconds: float = 0.0
    # While they last those wait who write to the same rows.
    switch_ms: int = 0
    back_ms: int = 0
    rows_written: dict[str, int] = field(default_factory=dict)
    differences: list[dict[str, Any]] = field(default_factory=list)
    addresses_asked: int = 0
    address_faults: list[str] = field(default_factory=list)
    kept: list[dict[str, Any]] = field(default_factory=list)
    tables_not_as_before: list[str] = field(default_factory=list)
    # Of portals that were opened, and stay since the records of requests name them.
    rows_left: dict[str, int] = field(default_factory=dict)

    @property
    def is_good(self) -> bool:
        """As planned, no old address lost, and each row that stood before as it was."""
        left_over = self.rows_left and not self.kept
        return not (
            self.differences or self.address_faults or self.tables_not_as_before or left_over
        )

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"ok": self.is_good}


def register_old_addresses(addresses: PastAddresses) -> None:
    """By the floor that has pages: public addresses of portals, at most so many of all, as they stand at an hour."""
    if _old_addresses:
        raise ValueError("two floors have pages")
    _old_addresses.append(addresses)


def rehearse(
    lines: Sequence[ReformLine],
    *,
    day: date,
    now: datetime,
    addresses: int,
    ask: Callable[[PastAddress], str],
) -> Rehearsed:
    """Carry the change out as of `now`, which must be on `day` or later, and take it back.

    `ask` asks one of at most `addresses` old addresses and returns what is wrong, or nothing. For a copy alone: it
    acts in the name of two persons of the province.
    """
    found = Rehearsed()
    first, second = _two_persons(now)
    reform = enter_reform(
        title="Rehearsal",
        mandate=f"Rehearsal {now:%Y-%m-%d %H:%M:%S} {Reform.objects.count()}",
        takes_effect_on=day,
        lines=lines,
        actor=first,
        now=now - timedelta(days=(local_date(now) - day).days + 2),
    )
    ask_for_plan(reform=reform, actor=first, now=now)
    began = time.monotonic()
    make_plans(now=now)
    found.plan_seconds = round(time.monotonic() - began, 2)
    before = state_digest()
    ending = _ending(reform)
    public = _old_addresses[0](ending, 2 * addresses, now) if _old_addresses else []

    forward = _done(reform, ActDirection.FORWARD, first, second, now)
    found.switch_ms = forward.took_ms or 0
    found.portals_ending = len(ending)
    found.portals_opened = reform.units.filter(portal__isnull=False).count()
    found.rows_written = dict(Counter(forward.changes.values_list("table_name", flat=True)))
    found.differences = (forward.findings or {})["differences"]
    answering, silent = _asked(public, addresses, ask)

    back = _done(reform, ActDirection.BACK, first, second, now)
    found.back_ms = back.took_ms or 0
    found.kept = (back.findings or {})["kept"]
    # What does not answer now either is no matter of the change: a proof, say, that is not signed yet.
    found.address_faults = [fault for address, fault in silent.items() if not ask(address)]
    found.addresses_asked = answering + len(found.address_faults)
    found.tables_not_as_before = not_as_before(before)
    found.rows_left = rows_left(before)
    return found


def _asked(
    public: Sequence[PastAddress], wanted: int, ask: Callable[[PastAddress], str]
) -> tuple[int, dict[PastAddress, str]]:
    """Ask until as many answer as are wanted; return how many do, and what is wrong with each that does not."""
    answering, silent = 0, {}
    for address in public:
        if answering == wanted:
            break
        if fault := ask(address):
            silent[address] = fault
        else:
            answering += 1
    return answering, silent


def _two_persons(now: datetime) -> tuple[User, User]:
    holding = BoardMember.objects.holding(APPROVERS, local_date(now))
    posts = holding.filter(board__portal__tier=INSTALL_TIER).select_related("user").order_by("pk")
    people = list({post.user.pk: post.user for post in posts}.values())
    if len(people) < 2:
        raise UnableToRehearse("The province has no two heads or deputies.")
    return people[0], people[1]


def _ending(reform: Reform) -> list[int]:
    plan = reform.plans.get()
    return [one["portal"] for one in (plan.content or {})["ending"]]


def _done(
    reform: Reform, direction: ActDirection, first: User, second: User, now: datetime
) -> ReformAct:
    act = want_reform_act(reform=reform, direction=direction, actor=first, now=now)
    confirm_reform_act(act=act, actor=second, now=now)
    done = run_reform_act(act_id=act.pk, now=now)
    if done is None or done.done_at is None:
        raise UnableToRehearse(done.failure if done else "The act was not carried out.")
    return done
