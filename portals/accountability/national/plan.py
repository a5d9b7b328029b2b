"""What an export of the national system says of the requests that were handed over, and all that is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from django.utils.translation import gettext as _

from portals.clock import local_date
from portals.models import Portal

from ..enums import NationalState
from ..models import NationalHandover
from ..petitions.rows import SheetFault, sheet_day

NUMBER, STATE = "số hồ sơ", "trạng thái"
RECEIVED_ON, DUE_ON, ANSWERED_ON = "ngày tiếp nhận", "hạn trả lời", "ngày trả lời"
NEEDED = (NUMBER, STATE)
OPTIONAL = (RECEIVED_ON, DUE_ON, ANSWERED_ON)
_STATES = {
    "đã tiếp nhận": NationalState.RECEIVED,
    "đang xử lý": NationalState.HANDLED,
    "đã trả lời": NationalState.ANSWERED,
    "không tiếp nhận": NationalState.REFUSED,
}
_ENDED = {NationalState.ANSWERED, NationalState.REFUSED}


@dataclass(slots=True)
class NationalRow:
    """How one request stands there, as the export says it."""

    line: int
    number: str
    state: str = ""
    received_on: date | None = None
    due_on: date | None = None
    answered_on: date | None = None

    def says_of(self, one: NationalHandover) -> bool:
        """Whether that is what is known already."""
        return (self.state, self.received_on, self.due_on, self.answered_on) == (
            one.state, one.received_on, one.due_on, one.answered_on,
        )  # fmt: skip


@dataclass(slots=True)
class NationalPlan:
    """`changed` are the rows that tell something new, each with its request."""

    changed: list[tuple[NationalRow, NationalHandover]] = field(default_factory=list)
    unchanged: int = 0
    faults: list[SheetFault] = field(default_factory=list)


def plan_national(
    portal: Portal,
    table: Iterable[tuple[int, Mapping[str, str]]],
    *,
    now: datetime,
    lock: bool = False,
) -> NationalPlan:
    """Check a whole export, lines with cells by heading. Nothing is changed. One query."""
    plan = NationalPlan()
    table = list(table)
    numbers = [_cell(cells, NUMBER) for _line, cells in table]
    found = NationalHandover.objects.filter(portal=portal, number__in=numbers)
    if lock:
        found = found.select_for_update(of=("self",))
    handed = {one.number: one for one in found.order_by("pk")}
    first: dict[str, int] = {}
    for line, cells in table:
        _check(line, cells, plan, handed, first, local_date(now))
    return plan


def _check(
    line: int,
    cells: Mapping[str, str],
    plan: NationalPlan,
    handed: Mapping[str, NationalHandover],
    first: dict[str, int],
    today: date,
) -> None:
    before = len(plan.faults)
    row = NationalRow(line, _cell(cells, NUMBER))
    one = handed.get(row.number)
    there = first.setdefault(row.number, line)
    if one is None:
        reason = _("No request of this portal was handed over with this number. Take the row out.")
        _refuse(plan, line, NUMBER, reason)
    elif there != line:
        reason = _("Line %(line)s is the same request. Keep one of them.") % {"line": there}
        _refuse(plan, line, NUMBER, reason)
    if _read_days(row, cells, plan):
        _read_state(row, cells, plan)
        _compare_days(row, plan, today)
    if one is None or len(plan.faults) > before:
        return
    if one.state in _ENDED and row.state not in _ENDED:
        _refuse(plan, line, STATE, _("It had ended there already. Take a newer export."))
    elif row.says_of(one):
        plan.unchanged += 1
    else:
        plan.changed.append((row, one))


def _read_days(row: NationalRow, cells: Mapping[str, str], plan: NationalPlan) -> bool:
    for name, column in zip(("received_on", "due_on", "answered_on"), OPTIONAL, strict=True):
        try:
            setattr(row, name, sheet_day(_cell(cells, column)))
        except ValueError:
            _refuse(plan, row.line, column, _("Write the day as in 28/11/2026."))
            return False
    return True


def _read_state(row: NationalRow, cells: Mapping[str, str], plan: NationalPlan) -> None:
    state = _STATES.get(_cell(cells, STATE).casefold())
    if state is None:
        known = ", ".join(_STATES)
        _refuse(plan, row.line, STATE, _("Write one of: %(known)s.") % {"known": known})
        return
    row.state = state
    if (row.answered_on is not None) != (state == NationalState.ANSWERED):
        reason = _("An answered request has this day, and no other one does.")
        _refuse(plan, row.line, ANSWERED_ON, reason)


def _compare_days(row: NationalRow, plan: NationalPlan, today: date) -> None:
    for day, column in ((row.received_on, RECEIVED_ON), (row.answered_on, ANSWERED_ON)):
        if day is not None and day > today:
            _refuse(plan, row.line, column, _("This day is still to come. Check it."))
    for day, column in ((row.due_on, DUE_ON), (row.answered_on, ANSWERED_ON)):
        if day is not None and row.received_on is not None and day < row.received_on:
            _refuse(plan, row.line, column, _("This day lies before the receipt there. Check it."))


def _cell(cells: Mapping[str, str], column: str) -> str:
    return " ".join(cells.get(column, "").split())


def _refuse(plan: NationalPlan, line: int, column: str, reason: str) -> None:
    plan.faults.append(SheetFault(line, column, reason))
