"""The boards of the demo's portals without a database: enough to have their texts written."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cache
from importlib import import_module
from types import SimpleNamespace

from editorial.demo.pictures import THEMES
from editorial.demo.stories import Board
from editorial.demo.words import Neighbours
from portals.boards.models import User
from portals.calendar.working_days import WorkingCalendar
from portals.demo.organisations import OF_2024, DemoOrganisation
from portals.models import Portal


@cache
def office_days() -> WorkingCalendar:
    """The calendar that the product comes with, without a database."""
    days = import_module("portals.calendar.migrations.0002_days")
    return WorkingCalendar(
        off=frozenset(
            date(year, month, day) for year, some in days.OFF.items() for month, day, *_ in some
        ),
        worked=frozenset(day for day, *_ in days.WORKED),
    )


def boards_on_paper(organisation: DemoOrganisation = OF_2024) -> list[Board]:
    """Return a board for each portal of a state of the province, new ones at each call."""
    rows = organisation.listed()
    portals = {
        row["code"]: Portal(
            code=row["code"],
            name=row["name"],
            tier_id=row["tier"],
            opened_on=organisation.opened_on,
        )
        for row in rows
    }
    overseers = {row["code"]: row["overseer"] for row in rows}
    communes = [portal for portal in portals.values() if portal.tier_id == "commune"]
    districts = [portal for portal in portals.values() if portal.tier_id == "district"]
    return [
        Board(
            portal=portal,
            around=Neighbours(
                portals[overseers[code]] if portal.tier_id == "commune" else None,
                communes,
                districts or communes,
            ),
            sections=defaultdict(lambda: None),
            images={theme: [SimpleNamespace(pk=1)] for theme in THEMES},
            words_of_image={1: ("Tranh vẽ cánh đồng.", "Tranh minh họa.")},
            authors=[User(username="mau")],
            approver=User(username="thu"),
            calendar=office_days(),
        )
        for code, portal in portals.items()
    ]
