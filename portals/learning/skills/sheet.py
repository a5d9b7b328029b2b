"""Who came to a session, from a sheet: read whole, checked whole, and only then entered."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from django.utils.translation import gettext as _

from portals.admin_kit.exports import UnreadableTable, read_table
from portals.boards.models import User
from portals.uploads.apart import UploadDeadline
from portals.uploads.tabular import read_table_at_once

from .actions import enter_attendance
from .enums import CameBy
from .models import TrainingSession
from .queries import invited_to

# As the heading of the sheet calls them. One of the two names a person.
ACCOUNT, NAME, BOARD = "tài khoản", "họ tên", "cổng"
COLUMNS = (ACCOUNT, NAME, BOARD)


@dataclass(frozen=True, slots=True)
class BadAttendanceRow:
    """Why a row cannot be entered. `line` counts as an editor shows it: the heading is line 1."""

    line: int
    reason: str


@dataclass(slots=True)
class AttendanceSheet:
    people: list[User] = field(default_factory=list)
    bad: list[BadAttendanceRow] = field(default_factory=list)


def read_attendance_sheet(
    file: IO[bytes],
    name: str,
    *,
    session: TrainingSession,
    now: datetime,
    until: UploadDeadline | None = None,
) -> AttendanceSheet:
    """Read and check a sheet; changes nothing. One query. A request says `until` when it waits."""
    found = AttendanceSheet()
    try:
        if until is None:
            rows = list(read_table(file, name, [NAME]))
        else:
            rows = list(read_table_at_once(file, name, [NAME], until=until))
    except UnreadableTable as fault:
        found.bad.append(BadAttendanceRow(1, str(fault)))
        return found
    known = _Invited(session, now)
    lines: dict[int, int] = {}
    for line, cells in rows:
        user, reason = known.person(cells)
        if user is not None and user.pk in lines:
            reason = _("The same person stands in line %d.") % lines[user.pk]
        elif user is not None:
            lines[user.pk] = line
            found.people.append(user)
        if reason:
            found.bad.append(BadAttendanceRow(line, reason))
    if not rows:
        found.bad.append(BadAttendanceRow(1, _("The sheet names nobody.")))
    return found


def enter_sheet(
    *, sheet: AttendanceSheet, session: TrainingSession, actor: User, now: datetime
) -> int:
    """Note that everybody on the sheet came. Returns how many are new."""
    if sheet.bad:
        raise ValueError("a sheet with bad rows is not entered")
    return enter_attendance(
        session=session, people=sheet.people, actor=actor, now=now, came_by=CameBy.SHEET
    )


class _Invited:
    """Who may stand on the sheet, by account, and by name and board."""

    def __init__(self, session: TrainingSession, now: datetime) -> None:
        self.by_account: dict[str, User] = {}
        self.by_name: dict[str, dict[int, tuple[User, set[str]]]] = defaultdict(dict)
        for post in invited_to(session, now):
            self.by_account[post.user.username.casefold()] = post.user
            named = self.by_name[str(post.user).casefold()]
            _user, boards = named.setdefault(post.user_id, (post.user, set()))
            portal = post.board.portal
            boards |= {portal.name.casefold(), portal.code.casefold()}

    def person(self, cells: dict[str, str]) -> tuple[User | None, str]:
        """The person of a row, or None and what is wrong with it."""
        account, name = cells.get(ACCOUNT, ""), " ".join(cells.get(NAME, "").split())
        if account:
            user = self.by_account.get(account.casefold())
            if user is None:
                return None, _("The account “%s” is on no board that was invited.") % account[:60]
            if name and str(user).casefold() != name.casefold():
                return None, _("The account %(account)s belongs to somebody of another name.") % {
                    "account": account[:60]
                }
            return user, ""
        if not name:
            return None, _("Write the account or the name.")
        board = cells.get(BOARD, "").casefold()
        found = [
            user
            for user, boards in self.by_name.get(name.casefold(), {}).values()
            if not board or board in boards
        ]
        if not found:
            return None, _("Nobody of the boards that were invited is called “%s”.") % name[:60]
        if len(found) > 1:
            return None, _("Several are called “%s”: write the account.") % name[:60]
        return found[0], ""
