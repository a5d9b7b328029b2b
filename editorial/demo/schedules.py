"""The demo's leaders' weeks: the last and the running one in full, those of the scored months in short."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any

from editorial.schedules.enums import RowState
from editorial.schedules.models import LeaderSchedule, ScheduleChange, ScheduleRow
from editorial.schedules.weeks import A_WEEK, stored_time
from portals.calendar.weekdays import monday_of
from portals.calendar.working_days import WorkingCalendar, load_calendar
from portals.clock import LOCAL_ZONE, local_date
from portals.demo.organisations import demo_state_of
from portals.demo.people import Crews
from portals.models import Portal
from portals.organisation.enums import OfficialRole
from portals.organisation.models import Official

from .showcase import is_shown_off

# As many as the three scored months have, and what is asked before them: of older ones see portals/demo/owed.py.
WEEKS = 19
FULL_WEEKS = 2
IN_TIME, LATE = time(16, 30), time(10, 15)
# How many of ten weeks are there in time, and how many at all: the best boards, most, the weak.
HABITS = ((0.5, 10, 10), (0.85, 9, 10), (1.0, 6, 9))

type DemoWeekThing = tuple[str, str, str]
# What is done, where, who takes part.
EVERYWHERE: Sequence[DemoWeekThing] = (
    ("Họp giao ban đầu tuần, giao việc cho các bộ phận", "Phòng họp tầng 2", "Lãnh đạo các phòng, bộ phận"),
    ("Nghe báo cáo tiến độ chuyển đổi số, cập nhật Cổng thông tin điện tử", "Phòng họp tầng 2", "Ban Biên tập Cổng"),
    ("Làm việc tại cơ quan, xử lý văn bản", "Trụ sở", ""),
    ("Họp xét kết quả giải quyết hồ sơ của bộ phận một cửa", "Phòng họp số 1", "Bộ phận một cửa, văn phòng"),
    ("Tiếp công dân định kỳ", "Phòng tiếp công dân", "Văn phòng, cán bộ tiếp công dân"),
    ("Họp rà soát công tác phòng cháy, chữa cháy tại trụ sở", "Phòng họp số 1", "Văn phòng, tổ bảo vệ"),
    ("Họp sơ kết tháng, bàn nhiệm vụ tháng tới", "Hội trường", "Toàn thể cán bộ, công chức"),
)  # fmt: skip
OF_TIER: Mapping[str, Sequence[DemoWeekThing]] = {
    "province": (
        (
            "Họp về giải phóng mặt bằng các tuyến đường liên huyện",
            "Trung tâm hội nghị",
            "Lãnh đạo các sở, huyện có tuyến đường đi qua",
        ),
        ("Kiểm tra tiến độ xây dựng bệnh viện", "Công trường", "Sở Y tế, Sở Xây dựng, chủ đầu tư"),
        (
            "Gặp mặt đại diện doanh nghiệp, nghe kiến nghị",
            "Trung tâm hội nghị",
            "Các sở liên quan, hiệp hội doanh nghiệp",
        ),
        ("Nghe báo cáo quy hoạch sử dụng đất", "Phòng họp tầng 3", "Các sở, ngành liên quan"),
    ),
    "department": (
        (
            "Làm việc với các huyện, thành phố về kế hoạch năm của ngành",
            "Phòng họp tầng 3",
            "Các phòng chuyên môn",
        ),
        (
            "Kiểm tra việc giải quyết thủ tục hành chính của ngành",
            "Trung tâm Phục vụ hành chính công",
            "Văn phòng, phòng nghiệp vụ",
        ),
        ("Thẩm định hồ sơ của Hội đồng chuyên ngành", "Phòng họp số 2", "Thành viên Hội đồng"),
    ),
    "district": (
        (
            "Kiểm tra vệ sinh môi trường tại các làng nghề",
            "Cụm công nghiệp làng nghề",
            "Phòng chuyên môn, các xã có làng nghề",
        ),
        ("Họp Hội đồng bồi thường, hỗ trợ, tái định cư", "Phòng họp tầng 2", "Thành viên Hội đồng"),
        ("Dự ngày hội văn hóa, thể thao", "Nhà văn hóa trung tâm", "Phòng Văn hóa và Thông tin"),
    ),
    "commune": (
        (
            "Kiểm tra kênh mương nội đồng trước vụ gieo cấy",
            "Cánh đồng các thôn",
            "Hợp tác xã, trưởng thôn",
        ),
        (
            "Dự họp dân bàn việc sửa đường làng",
            "Nhà văn hóa thôn",
            "Ban công tác Mặt trận, trưởng thôn",
        ),
        ("Thăm lớp học và bếp ăn bán trú", "Trường tiểu học", "Công chức văn hóa - xã hội"),
        ("Hòa giải tranh chấp ranh giới thửa đất", "Trụ sở", "Công chức địa chính, tổ hòa giải"),
    ),
}
PRIVATE: DemoWeekThing = ("Khám sức khỏe định kỳ", "", "")
HOURS = (
    (time(7, 30), None),
    (time(8), time(9, 30)),
    (time(9), time(11)),
    (time(14), time(16)),
    (time(15), None),
)


def post_weeks(portals: Sequence[Portal], crews: Crews, *, now: datetime) -> None:
    """Write the weeks of all portals, in a fixed number of inserts."""
    leaders = _leaders()
    calendar = load_calendar()
    this = monday_of(local_date(now))
    weeks: list[LeaderSchedule] = []
    rows: list[ScheduleRow] = []
    changes: list[ScheduleChange] = []
    for portal in portals:
        for back in range(-1, WEEKS):
            monday = this - back * A_WEEK
            week = _week(portal, monday, crews, calendar, now)
            if week is None:
                continue
            weeks.append(week)
            own = list(_rows(week, portal, leaders[portal.pk], calendar, full=back < FULL_WEEKS))
            rows += own
            if back == 0:
                changes += _changes(week, own, crews, now)
    LeaderSchedule.objects.bulk_create(weeks, batch_size=2_000)
    for row in rows:
        row.schedule_id = row.schedule.pk
    ScheduleRow.objects.bulk_create(rows, batch_size=2_000)
    for change in changes:
        change.row_id = change.row.pk
    ScheduleChange.objects.bulk_create(changes)


def _leaders() -> Mapping[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for one in Official.objects.filter(role=OfficialRole.LEADER).order_by("position", "pk"):
        found[one.portal_id].append(f"{one.post} {one.name}")
    return found


def _week(
    portal: Portal, monday: date, crews: Crews, calendar: WorkingCalendar, now: datetime
) -> LeaderSchedule | None:
    """Return the week as the portal published it; None where it did not, by its habit."""
    lot = Random(f"character {portal.code}").random()
    if is_shown_off(portal):
        lot = 0.0
    in_time, at_all = next((a, b) for most, a, b in HABITS if lot <= most)
    draw = Random(f"week {portal.code} {monday}").randrange(10)
    if draw >= at_all or monday < portal.opened_on:
        return None
    if not calendar.working_days_in(monday, monday + A_WEEK):
        return None
    at = (
        datetime.combine(monday - timedelta(days=3), IN_TIME, LOCAL_ZONE)
        if draw < in_time
        else datetime.combine(monday, LATE, LOCAL_ZONE)
    )
    if at > now:
        return None
    head = crews[portal.pk].head
    return LeaderSchedule(
        portal=portal, monday=monday, published_at=at, published_by=head, version=1
    )


def _rows(
    week: LeaderSchedule,
    portal: Portal,
    leaders: Sequence[str],
    calendar: WorkingCalendar,
    *,
    full: bool,
) -> Iterator[ScheduleRow]:
    random = Random(f"rows {portal.code} {week.monday}")
    names = leaders or ["Lãnh đạo cơ quan"]
    said = demo_state_of(portal).said
    of_tier = [(said(what), place, said(who)) for what, place, who in OF_TIER[portal.tier_id]]
    things = [*EVERYWHERE, *of_tier]
    random.shuffle(things)
    days = [day.isoweekday() for day in calendar.working_days(week.monday, week.monday + A_WEEK)]
    # The week begins with the meeting at which work is handed out.
    chosen = [(days[0], EVERYWHERE[0])]
    chosen += list(
        zip(
            days * 2 if full else days[1:2],
            (one for one in things if one != EVERYWHERE[0]),
            strict=False,
        )
    )
    for number, (weekday, (content, place, participants)) in enumerate(sorted(chosen[:8])):
        begins, ends = HOURS[(number + random.randrange(2)) % len(HOURS)]
        yield _row(week, weekday, names[number % len(names)], content, place, participants, begins, ends)  # fmt: skip
    if full and random.random() < 0.2:
        content, place, participants = PRIVATE
        row = _row(week, days[-1], names[0], content, place, participants, time(7), None)
        row.is_private, row.public_since = True, None
        yield row


def _row(
    week: LeaderSchedule,
    weekday: int,
    leader: str,
    content: str,
    place: str,
    participants: str,
    begins: time,
    ends: time | None,
) -> ScheduleRow:
    return ScheduleRow(
        schedule=week, weekday=weekday, leader=leader, content=content, place=place,
        participants=participants, begins=begins, ends=ends, public_since=week.published_at,
    )  # fmt: skip


def _changes(
    week: LeaderSchedule, rows: Sequence[ScheduleRow], crews: Crews, now: datetime
) -> Iterator[ScheduleChange]:
    """One hour that moved in every third week, one thing that was cancelled in every sixth."""
    random = Random(f"changes {week.portal.code} {week.monday}")
    at = min(now - timedelta(minutes=20), datetime.combine(week.monday, time(17, 5), LOCAL_ZONE))
    public = [row for row in rows if row.public_since is not None and row.public_since < at]
    lot = random.randrange(6)
    if lot > 2 or len(public) < 3:
        return
    row = public[-2]
    before: dict[str, Any]
    if lot:
        before = {"begins": stored_time(row.begins), "ends": stored_time(row.ends)}
        row.begins, row.ends, row.state = time(9, 45), None, RowState.CHANGED
        after: dict[str, Any] = {"begins": stored_time(row.begins), "ends": None}
        reason = "Trùng lịch họp của cấp trên"
    else:
        before, after = {"state": RowState.PLANNED}, {"state": RowState.CANCELLED}
        row.state, reason = RowState.CANCELLED, "Chuyển sang tuần sau"
    row.sequence = 1
    yield ScheduleChange(
        row=row, sequence=1, made_at=at, made_by=crews[week.portal_id].head, before=before,
        after=after, reason=reason,
    )  # fmt: skip
