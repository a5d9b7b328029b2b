"""Citizen reception of all portals of the demo: a rule each, the days of the last months, and some that were moved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from psycopg.types.range import DateRange

from editorial.reception.days import A_DAY, PlannedReception, month_around, planned_days
from editorial.reception.enums import TOLD_BY_DAY, DayState, Repeats, Sitter
from editorial.reception.models import (
    ReceptionDay,
    ReceptionMonth,
    ReceptionOffice,
    ReceptionRule,
)
from portals.calendar.working_days import WorkingCalendar, load_calendar
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal

from .showcase import is_shown_off

# Whole months that were told, before the running one (older ones were settled: portals/demo/owed.py); and how far ahead
# some days were moved.
MONTHS_TOLD = 5
# As texts of the demo say, too.
THURSDAY = 4
AHEAD = timedelta(days=40)
HOURS = {
    "opens": time(7, 30), "pause_from": time(11, 30), "pause_to": time(13, 30), "closes": time(17),
}  # fmt: skip
CHIEFS = {
    "Sở": ("Giám đốc", "Phó Giám đốc"),
    "Văn phòng": ("Chánh", "Phó"),
    "Thanh tra": ("Chánh", "Phó"),
    "Ban": ("Trưởng", "Phó Trưởng"),
    "Viện": ("Viện trưởng", "Phó Viện trưởng"),
}
ABSENCES = (
    "dự kỳ họp Hội đồng nhân dân cùng cấp",
    "đi công tác theo giấy triệu tập của cấp trên",
    "chỉ đạo khắc phục hậu quả mưa lớn",
    "dự hội nghị trực tuyến của tỉnh",
)
MOVES = ("trùng kỳ họp Hội đồng nhân dân", "trùng lịch tiếp xúc cử tri")


@dataclass(frozen=True, slots=True)
class DemoReception:
    """A portal's rules with the days that they name, unsaved."""

    rules: list[ReceptionRule]
    days: list[ReceptionDay]
    months: list[ReceptionMonth]


def receive_citizens(portals: Sequence[Portal], *, now: datetime) -> None:
    """Set the days of every portal and tell of those that passed. Four statements."""
    calendar, today = load_calendar(), local_date(now)
    ReceptionOffice.objects.bulk_create(_office(portal, now) for portal in portals)
    made = [_reception(portal, calendar, today) for portal in portals]
    ReceptionRule.objects.bulk_create(rule for one in made for rule in one.rules)
    ReceptionDay.objects.bulk_create(day for one in made for day in one.days)
    ReceptionMonth.objects.bulk_create(month for one in made for month in one.months)


def _office(portal: Portal, now: datetime) -> ReceptionOffice:
    return ReceptionOffice(
        portal=portal,
        place=f"Phòng tiếp công dân, trụ sở {portal.agency}",
        phone=f"0222 000 {Random(portal.code).randint(100, 999)}",
        registration="Ghi tên tại phòng tiếp công dân, hoặc gọi trước một ngày làm việc.",
        bring="Giấy tờ tùy thân; đơn và tài liệu liên quan; văn bản trả lời đã nhận, nếu có.",
        changed_at=now,
    )


def _reception(portal: Portal, calendar: WorkingCalendar, today: date) -> DemoReception:
    random = Random(f"reception {portal.code} {portal.name}")
    first = _months_before(today)
    rules = list(_rules(portal, first))
    planned = [
        day
        for day in planned_days(rules, calendar, first, today + AHEAD)
        if day.rule.sits in TOLD_BY_DAY
    ]
    days = [row for one in planned if (row := _day(portal, one, random, today)) is not None]
    return DemoReception(rules, days, list(_months(portal, planned, days, today)))


def _months_before(today: date) -> date:
    first = month_around(today)[0]
    for _month in range(MONTHS_TOLD):
        first = month_around(first - A_DAY)[0]
    return first


def _rules(portal: Portal, since: date) -> Iterator[ReceptionRule]:
    head, deputy = _posts(portal)
    days_of_head = {"district": [10, 25], "commune": [THURSDAY]}
    by_week = portal.tier_id == "commune"
    yield _rule(
        portal, Sitter.HEAD, head, since,
        Repeats.WEEKLY if by_week else Repeats.MONTHLY, days_of_head.get(portal.tier_id, [15]),
    )  # fmt: skip
    if not by_week:
        yield _rule(portal, Sitter.DEPUTY, deputy, since, Repeats.MONTHLY, [5])
    yield _rule(
        portal, Sitter.OFFICER, "Cán bộ tiếp công dân", since, Repeats.WEEKLY, [1, 2, 3, 4, 5]
    )


def _rule(
    portal: Portal, sits: Sitter, post: str, since: date, repeats: Repeats, days: list[int]
) -> ReceptionRule:
    return ReceptionRule(
        portal=portal, sits=sits, post=post, repeats=repeats, days=days,
        period=DateRange(since, None), **HOURS,
    )  # fmt: skip


def _posts(portal: Portal) -> tuple[str, str]:
    if portal.agency != portal.name:
        return f"Chủ tịch {portal.agency}", f"Phó Chủ tịch {portal.agency}"
    chiefs = next((two for word, two in CHIEFS.items() if portal.name.startswith(word)), None)
    head, deputy = chiefs or ("Người đứng đầu", "Cấp phó của người đứng đầu")
    return f"{head} {portal.name}"[:120], f"{deputy} {portal.name}"[:120]


def _day(
    portal: Portal, planned: PlannedReception, random: Random, today: date
) -> ReceptionDay | None:
    """What was said of a day; None where nothing was: of most that are to come, and of a few that just passed."""
    drawn = random.random()
    row = ReceptionDay(
        portal=portal,
        sits=planned.rule.sits,
        post=planned.rule.post,
        planned_on=planned.planned_on,
        on=planned.on,
    )
    if planned.on >= today:
        if drawn > 0.06 or planned.on < today + timedelta(days=8):
            return None
        row.on, row.moved_why = _a_day_before(planned.on), random.choice(MOVES)
        return row
    if drawn > 0.9 and planned.on > today - timedelta(days=9):
        return None
    row.told_at = datetime.combine(planned.on, time(16, random.randint(20, 59)), LOCAL_ZONE)
    # The heads of those that are shown off sit themselves, as many days as they owe.
    is_kept = planned.rule.sits == Sitter.HEAD and is_shown_off(portal)
    if drawn < 0.03 and not is_kept:
        row.state, row.why = DayState.CANCELLED, random.choice(ABSENCES).capitalize()
        return row
    row.state, row.sat = DayState.HELD, planned.rule.sits
    if drawn < 0.09 and planned.rule.sits == Sitter.HEAD and not is_kept:
        row.sat, row.why = Sitter.DEPUTY, random.choice(ABSENCES).capitalize()
    _count(row, random)
    return row


def _a_day_before(day: date) -> date:
    """The day before on which offices work, but for holidays: moved days of the demo keep clear of Mondays."""
    return day - A_DAY * (3 if day.weekday() == 0 else 1)


def _count(row: ReceptionDay, random: Random) -> None:
    row.people = random.choice((0, 1, 1, 2, 2, 3, 4, 5, 7))
    if row.people:
        row.crowds = 1 if row.people > 6 else 0
        row.taken_in = random.randint(0, row.people)
        row.guided = random.randint(0, row.people - row.taken_in)
        row.handed_on = row.people - row.taken_in - row.guided


def _months(
    portal: Portal, planned: Sequence[PlannedReception], days: Sequence[ReceptionDay], today: date
) -> Iterator[ReceptionMonth]:
    """The months of which every day was told."""
    told = {(row.sits, row.planned_on): row.told_at for row in days if row.told_at}
    for start in sorted({month_around(one.planned_on)[0] for one in planned}):
        own = [one for one in planned if month_around(one.planned_on)[0] == start]
        moments = [told.get((one.rule.sits, one.planned_on)) for one in own]
        known = [moment for moment in moments if moment is not None]
        if len(known) == len(own) and start < month_around(today)[0]:
            yield ReceptionMonth(portal=portal, starts_on=start, whole_at=max(known))
