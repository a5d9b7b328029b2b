"""The demo's royalties: two communes whose sheet of last month is approved, and one whose sheet waits for its head."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from editorial.royalties.actions.sheets import approve_sheet, draw_up_sheet, propose_sheet
from editorial.royalties.actions.terms import set_fund
from editorial.royalties.months import month_before
from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import local_date
from portals.demo.people import Crew, Crews
from portals.models import Portal

from .showcase import is_shown_off

CEILING = 120_000_000
APPROVED, WAITING = 2, 1


def pay_authors(portals: Sequence[Portal], crews: Crews, *, now: datetime) -> None:
    """Give some communes a fund, and draw up their sheets of last month by the verbs of the desk."""
    month = month_before(local_date(now))
    communes = [one for one in portals if one.tier_id == "commune" and one.closed_on is None]
    # Those that are shown off first.
    communes.sort(key=lambda one: not is_shown_off(one))
    done = 0
    for portal in communes:
        crew = crews[portal.pk]
        if done == APPROVED + WAITING:
            return
        secretary = _who_draws_up(crew)
        if secretary is None:
            continue
        set_fund(
            portal=portal, year=month.year, ceiling=CEILING, actor=crew.head, now=now,
            decision=f"Quyết định 15/QĐ-UBND ngày 05/01/{month.year}",
        )  # fmt: skip
        sheet = draw_up_sheet(portal=portal, month=month, actor=secretary, now=now)
        if not sheet.lines.filter(left_out="").exists():
            continue
        propose_sheet(sheet=sheet, actor=secretary, now=now)
        sheet.refresh_from_db()
        if done < APPROVED:
            approve_sheet(sheet=sheet, read_mark=sheet.mark, actor=crew.head, now=now)
        done += 1


def _who_draws_up(crew: Crew) -> User | None:
    """The secretary, or a deputy where the board has none."""
    held = {position for position, _user in crew.posts}
    for position in (Position.SECRETARY, Position.DEPUTY):
        if position in held:
            return crew.first(position)
    return None
