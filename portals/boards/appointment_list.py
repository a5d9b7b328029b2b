"""A list of people to appoint, as CSV or XLSX: read whole, checked whole, and only then acted on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import IO

from django.db import transaction
from django.utils.translation import gettext as _
from tqdm import tqdm

from portals.admin_kit.exports import UnreadableTable, read_table
from portals.models import Portal
from portals.refusals import Refusal
from portals.uploads.apart import UploadDeadline
from portals.uploads.tabular import read_table_at_once

from .actions.appointing import Decision
from .actions.people import Person, appoint_person
from .appointment_checks import Appointment, AppointmentChecks
from .enums import Position
from .models import BoardMember, User

COLUMNS = ("portal", "name", "position", "starts_on")
MORE_COLUMNS = ("last_on", "main_post", "decision_number", "decided_on", "email", "account")
DATE_FORMS = ("%Y-%m-%d", "%d/%m/%Y")


@dataclass(frozen=True)
class BadAppointmentRow:
    """Why a row cannot be carried out. `line` counts as an editor shows it: the heading is line 1."""

    line: int
    reason: str


@dataclass
class AppointmentList:
    """The rows of a file: those to appoint, those that stand already, those that are wrong."""

    to_appoint: list[Appointment] = field(default_factory=list)
    unchanged: list[Appointment] = field(default_factory=list)
    bad: list[BadAppointmentRow] = field(default_factory=list)


class ListRefused(Refusal):
    """A row that was right when the list was checked is refused now; nothing was changed."""


def read_appointment_list(
    file: IO[bytes],
    name: str,
    *,
    within: Iterable[Portal],
    starts_on: date,
    until: UploadDeadline | None = None,
) -> AppointmentList:
    """Read and check a file. `within` are the portals it may name; `starts_on` holds for rows without a first day.

    Nothing is changed. A request says `until` when it waits. A file that cannot be read as such a list has its fault
    reported as line 1.
    """
    found = AppointmentList()
    rows = list(_parse(file, name, found.bad, until))
    checks = AppointmentChecks(rows, within, starts_on)
    for row in rows:
        reasons = checks.reasons_against(row)
        found.bad.extend(BadAppointmentRow(row.line, reason) for reason in reasons)
        if not reasons:
            (found.unchanged if checks.stands(row) else found.to_appoint).append(
                checks.completed(row)
            )
    found.bad.sort(key=lambda row: row.line)
    return found


def appoint_listed(
    found: AppointmentList, *, actor: User | None, now: datetime, quiet: bool = False
) -> list[BoardMember]:
    """Appoint whom the list asks for, all of them or nobody, with a progress bar unless `quiet`."""
    if found.bad:
        raise ValueError("a list with bad rows is not carried out")
    members = []
    with transaction.atomic():
        for row in tqdm(
            found.to_appoint,
            desc=_("Appointing"),
            unit=_("person"),
            disable=True if quiet else None,
        ):
            if row.portal is None or row.term is None:
                raise ValueError("a row that was not checked is not carried out")
            try:
                members.append(
                    appoint_person(
                        board=row.portal.board,
                        person=row.person,
                        term=row.term,
                        actor=actor,
                        now=now,
                    )
                )
            except Refusal as refusal:
                raise ListRefused(
                    _("Line %(line)d: %(reason)s") % {"line": row.line, "reason": refusal}
                ) from refusal
    return members


def _parse(
    file: IO[bytes], name: str, bad: list[BadAppointmentRow], until: UploadDeadline | None
) -> Iterator[Appointment]:
    try:
        if until is None:
            table = read_table(file, name, COLUMNS)
        else:
            table = read_table_at_once(file, name, COLUMNS, until=until)
        for line, cells in table:
            try:
                days = {key: _day(cells, key) for key in ("starts_on", "last_on", "decided_on")}
            except ValueError as error:
                reason = _("%s must be a date as in 2024-11-28 or 28/11/2024.") % error
                bad.append(BadAppointmentRow(line, reason))
                continue
            position = _position(cells.get("position", ""))
            last_on = days["last_on"]
            yield Appointment(
                line=line,
                code=cells.get("portal", ""),
                person=Person(
                    " ".join(cells.get("name", "").split()),
                    cells.get("account", "").lower(),
                    cells.get("email", ""),
                ),
                position=position,
                position_text=cells.get("position", ""),
                starts_on=days["starts_on"],
                ends_on=last_on + timedelta(days=1) if last_on else None,
                main_post=cells.get("main_post", ""),
                decision=Decision(cells.get("decision_number", ""), days["decided_on"]),
            )
    except UnreadableTable as error:
        bad.append(BadAppointmentRow(1, str(error)))


def _day(cells: dict[str, str], key: str) -> date | None:
    text = cells.get(key, "")
    if not text:
        return None
    for form in DATE_FORMS:
        try:
            day = datetime.strptime(text, form).date()  # noqa: DTZ007  (a day has no zone)
        except ValueError:
            continue
        if 1990 <= day.year <= 2200:
            return day
    raise ValueError(key)


def _position(text: str) -> Position | None:
    """By its code or by what the interface calls it."""
    wanted = text.casefold()
    for position in Position:
        if wanted in (position.value, str(position.label).casefold()):
            return position
    return None
