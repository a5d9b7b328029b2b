"""The section of schedules: one week, the weeks around it, and each leader's own rows; from the address alone."""

from __future__ import annotations

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils import timezone

from editorial.public.section_lists import SectionList
from editorial.schedules.queries import holds_schedules, mondays_offered, shown_week
from editorial.schedules.weeks import A_WEEK, monday_in
from portals.calendar.weekdays import monday_of
from portals.clock import local_date
from portals.duties.queries import told_missing
from portals.models import Portal

SECTION_TYPE = "lich-lam-viec"
WEEK, LEADER = "tuan", "lanh-dao"


def read_week(request: HttpRequest, portal: Portal) -> dict[str, Any] | None:
    """Return what the page shows; None where the portal never published a week and owes none. Six queries at most."""
    this = monday_of(local_date(timezone.now()))
    asked, leader = monday_in(request.GET.get(WEEK, "")), request.GET.get(LEADER, "")
    monday = asked or this
    offered = mondays_offered(portal)
    told = told_missing(portal, timezone.now(), section=SECTION_TYPE)
    missing = list(told.filter(duty__fulfilled_by="schedule:week")[:1])
    if not offered and not missing:
        return None
    week = shown_week(portal, monday)
    leaders = week.leaders if week else []
    leader = leader if leader in dict(leaders) else ""
    return {
        "week": week,
        "monday": monday,
        "sunday": monday + A_WEEK - (A_WEEK / 7),
        "is_this_week": monday == this,
        "this_week": this,
        "before": _link(monday - A_WEEK, leader),
        "after": _link(monday + A_WEEK, leader) if monday <= this else "",
        "days": week.days(leader) if week else [],
        "leaders": leaders,
        "leader": leader,
        "leader_name": dict(leaders).get(leader, ""),
        "of_week": "" if monday == this else urlencode({WEEK: monday.isoformat()}),
        "earlier": [one for one in offered if one != monday],
        "today": local_date(timezone.now()),
        "is_narrowed": asked is not None or bool(leader),
        # Of a schedule the week says how old it is.
        "age": None,
        "is_stale": False,
    }


def _link(monday: date, leader: str) -> str:
    asked = {WEEK: monday.isoformat()}
    return urlencode(asked | {LEADER: leader} if leader else asked)


SCHEDULES = SectionList(
    "editorial/schedules/week.html",
    read_week,
    query=frozenset({WEEK, LEADER}),
    holds=holds_schedules,
)
