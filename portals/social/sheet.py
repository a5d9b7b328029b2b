"""Figures of many portals' month from a sheet: read whole, checked whole, and only then entered."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from django.db.models import F
from django.utils.translation import gettext as _

from portals.admin_kit.exports import UnreadableTable
from portals.models import Portal, SocialAccount, SocialService
from portals.uploads.apart import UploadDeadline
from portals.uploads.tabular import read_table_at_once

from .actions.counting import AccountFigures
from .models import MOST_FOLLOWERS, MOST_REACHED
from .services import NoSuchAccount, compared_form, settled

# As the heading of the sheet calls them.
ADDRESS, FOLLOWERS, REACH, NAME, BOARD = (
    *("địa chỉ", "người theo dõi", "lượt tiếp cận"),
    *("tài khoản", "cổng"),
)
# "1200.5" is no number of people, and "1.2" may stand for millions.
_WHOLE = re.compile(r"[0-9]{1,12}|[0-9]{1,3}(?:[. \u00a0][0-9]{3}){1,3}")
COLUMNS = (BOARD, NAME, ADDRESS, FOLLOWERS, REACH)


@dataclass(frozen=True, slots=True)
class BadSocialRow:
    """Why a row cannot be entered. `line` counts as an editor shows it: the heading is line 1."""

    line: int
    reason: str


@dataclass(slots=True)
class SocialSheet:
    rows: list[AccountFigures] = field(default_factory=list)
    bad: list[BadSocialRow] = field(default_factory=list)


def read_social_sheet(
    file: IO[bytes],
    name: str,
    *,
    portals: Sequence[Portal],
    month: date,
    until: UploadDeadline,
) -> SocialSheet:
    """Read and check a sheet with a row an account that `portals` had in the month; changes nothing. One query."""
    found = SocialSheet()
    try:
        lines = list(read_table_at_once(file, name, [ADDRESS, FOLLOWERS, REACH], until=until))
    except UnreadableTable as fault:
        found.bad.append(BadSocialRow(1, str(fault)))
        return found
    accounts = SocialAccount.objects.had_in(month).filter(portal__in=portals)
    # Of several with one address the one that is open.
    in_order = accounts.select_related("portal").order_by(F("closed_on").asc(nulls_last=True), "pk")
    known = {_compared_in(account.address) or account.address: account for account in in_order}
    seen: dict[int, int] = {}
    for line, cells in lines:
        # A row without both is of an account that nobody counted.
        if not cells.get(FOLLOWERS) and not cells.get(REACH):
            continue
        figures, reason = _read_row(cells, known, month)
        if figures is not None and figures.account.pk in seen:
            reason = _("The same account stands in line %d.") % seen[figures.account.pk]
        elif figures is not None:
            seen[figures.account.pk] = line
            found.rows.append(figures)
        if reason:
            found.bad.append(BadSocialRow(line, reason))
    if not found.rows and not found.bad:
        found.bad.append(BadSocialRow(1, _("The sheet has no figures.")))
    return found


def _read_row(
    cells: dict[str, str], known: dict[str, SocialAccount], month: date
) -> tuple[AccountFigures | None, str]:
    """The figures of a row, or None and what is wrong with it."""
    address = cells.get(ADDRESS, "").strip()
    account = known.get(_compared_in(address) or address)
    if account is None:
        return None, _("No open account of your portals has this address.")
    followers = _count(cells.get(FOLLOWERS, ""), MOST_FOLLOWERS)
    reach = _count(cells.get(REACH, ""), MOST_REACHED)
    if followers is None or reach is None:
        return None, _("Write followers and reach as whole numbers.")
    return AccountFigures(account, month, followers, reach), ""


def _compared_in(address: str) -> str:
    for service in SocialService:
        try:
            return compared_form(settled(service, address))
        except NoSuchAccount:
            continue
    return ""


def _count(text: str, most: int) -> int | None:
    """The number in a cell, with points or blanks between thousands, or None."""
    if not _WHOLE.fullmatch(text):
        return None
    number = int(re.sub(r"\D", "", text))
    return number if number <= most else None
