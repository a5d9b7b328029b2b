"""Weeks as citizens read them: only what is public, with everything that was changed since it was."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from portals.calendar.weekdays import weekday_name
from portals.text import slug_of

from .enums import RowState
from .models import LeaderSchedule, ScheduleChange, ScheduleRow
from .weeks import A_WEEK, time_stored, time_words

if TYPE_CHECKING:
    from portals.models import Portal

# So many weeks are offered to go back to, one by one; the address of any other still answers.
WEEKS_OFFERED = 12


@dataclass(frozen=True, slots=True)
class ShownRowChange:
    """One change in words: when, what it was before, why."""

    at: datetime
    words: str
    reason: str


@dataclass(frozen=True, slots=True)
class ShownAppointment:
    """A row that citizens may read. `added_at` where it came after the week was published."""

    uid: str
    day: date
    begins: time | None
    ends: time | None
    leader: str
    content: str
    place: str
    participants: str
    is_cancelled: bool
    sequence: int
    public_since: datetime
    changed_at: datetime
    added_at: datetime | None
    changes: Sequence[ShownRowChange]

    @property
    def hours(self) -> str:
        return time_words(self.begins, self.ends)

    @property
    def leader_slug(self) -> str:
        return slug_of(self.leader, fallback="lanh-dao")


@dataclass(frozen=True, slots=True)
class WithdrawnRow:
    """All that is told of a row that was taken from citizens."""

    uid: str
    day: date
    sequence: int
    at: datetime


@dataclass(frozen=True, slots=True)
class ShownWeekday:
    day: date
    rows: Sequence[ShownAppointment]
    withdrawn: Sequence[WithdrawnRow]

    @property
    def name(self) -> str:
        return weekday_name(self.day.isoweekday())


@dataclass(frozen=True, slots=True)
class ShownWeek:
    """A published week."""

    monday: date
    published_at: datetime
    rows: Sequence[ShownAppointment]
    withdrawn: Sequence[WithdrawnRow]

    @property
    def sunday(self) -> date:
        return self.monday + timedelta(days=6)

    @property
    def leaders(self) -> list[tuple[str, str]]:
        """Slug and name of each who has a row, by name."""
        return sorted(
            {row.leader_slug: row.leader for row in self.rows}.items(), key=lambda one: one[1]
        )

    def days(self, leader: str = "") -> list[ShownWeekday]:
        """Return the days on which something stands, in order; of one leader where a slug is given."""
        rows: dict[date, list[ShownAppointment]] = defaultdict(list)
        gone: dict[date, list[WithdrawnRow]] = defaultdict(list)
        for row in self.rows:
            if leader in ("", row.leader_slug):
                rows[row.day].append(row)
        # Whose a withdrawn row was is not told.
        for one in () if leader else self.withdrawn:
            gone[one.day].append(one)
        return [ShownWeekday(day, rows[day], gone[day]) for day in sorted({*rows, *gone})]


def published_weeks(portal: Portal) -> QuerySet[LeaderSchedule]:
    return LeaderSchedule.objects.filter(portal=portal, published_at__isnull=False)


def holds_schedules(portal: Portal) -> Exists:
    return Exists(published_weeks(portal))


def has_public_row() -> Exists:
    """Whether a week shows anything at all."""
    shown = ScheduleRow.objects.filter(schedule=OuterRef("pk"), public_since__isnull=False)
    return Exists(shown)


def mondays_offered(portal: Portal) -> list[date]:
    """The Mondays of the newest published weeks, the newest first. One query."""
    weeks = published_weeks(portal).order_by("-monday").values_list("monday", flat=True)
    return list(weeks[:WEEKS_OFFERED])


def shown_week(portal: Portal, monday: date) -> ShownWeek | None:
    """Return one week as citizens read it; None where it is not published. Three queries."""
    found = shown_weeks(published_weeks(portal).filter(monday=monday))
    return found[0] if found else None


def weeks_of_calendar(portal: Portal, monday: date) -> list[ShownWeek]:
    """Return the weeks that calendars are told of, from four before that of `monday` on. Three queries."""
    return shown_weeks(published_weeks(portal).filter(monday__gte=monday - 4 * A_WEEK))


def shown_weeks(weeks: QuerySet[LeaderSchedule]) -> list[ShownWeek]:
    """Return these weeks, the earliest first. Three queries, however many."""
    found = list(weeks.order_by("monday"))
    rows: dict[int, list[ScheduleRow]] = defaultdict(list)
    stood = Q(public_since__isnull=False) | Q(withdrawn_at__isnull=False)
    for row in ScheduleRow.objects.filter(stood, schedule__in=found).order_by(
        "weekday", F("begins").asc(nulls_first=True), "pk"
    ):
        rows[row.schedule_id].append(row)
    public = [row for of_week in rows.values() for row in of_week if row.public_since]
    changes = _changes_of(public)
    return [_shown(week, rows[week.pk], changes) for week in found]


def _changes_of(rows: Iterable[ScheduleRow]) -> Mapping[int, list[ScheduleChange]]:
    """Of each row what was changed since citizens may read it as it is: what was before is not theirs."""
    found: dict[int, list[ScheduleChange]] = defaultdict(list)
    changes = ScheduleChange.objects.filter(
        row__in=[row.pk for row in rows], made_at__gte=F("row__public_since")
    )
    for change in changes.order_by("row", "sequence"):
        found[change.row_id].append(change)
    return found


def _shown(
    week: LeaderSchedule,
    rows: Sequence[ScheduleRow],
    changes: Mapping[int, list[ScheduleChange]],
) -> ShownWeek:
    # Published, or the caller would not ask.
    published_at = week.published_at or timezone.now()
    return ShownWeek(
        week.monday,
        published_at,
        [
            _shown_row(week, row, row.public_since, changes.get(row.pk, []), published_at)
            for row in rows
            if row.public_since
        ],
        [
            WithdrawnRow(str(row.uid), _day(week, row), row.sequence, row.withdrawn_at)
            for row in rows
            if row.withdrawn_at
        ],
    )


def _shown_row(
    week: LeaderSchedule,
    row: ScheduleRow,
    public_since: datetime,
    changes: Sequence[ScheduleChange],
    published_at: datetime,
) -> ShownAppointment:
    return ShownAppointment(
        uid=str(row.uid),
        day=_day(week, row),
        begins=row.begins,
        ends=row.ends,
        leader=row.leader,
        content=row.content,
        place=row.place,
        participants=row.participants,
        is_cancelled=row.state == RowState.CANCELLED,
        sequence=row.sequence,
        public_since=public_since,
        changed_at=changes[-1].made_at if changes else public_since,
        added_at=public_since if public_since > published_at else None,
        changes=[
            ShownRowChange(change.made_at, change_words(change.before, change.after), change.reason)
            for change in changes
        ],
    )


def _day(week: LeaderSchedule, row: ScheduleRow) -> date:
    return week.monday + timedelta(days=row.weekday - 1)


def change_words(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """Say what was before and what is now, as "giờ trước là 8:00, nay là 9:30"."""
    if after.get("state") == RowState.CANCELLED:
        return _("cancelled")
    said = [_("takes place after all")] if "state" in after else []
    for name, label in _LABELS.items():
        if name in before:
            said.append(_was_and_is(str(label), _words(name, before), _words(name, after)))
    return "; ".join(said)


def _was_and_is(label: str, was: str, now: str) -> str:
    if not was:
        return _("%(what)s: now %(now)s") % {"what": label, "now": now}
    if not now:
        return _("%(what)s: before %(was)s, now none") % {"what": label, "was": was}
    return _("%(what)s: before %(was)s, now %(now)s") % {"what": label, "was": was, "now": now}


def _words(name: str, values: Mapping[str, Any]) -> str:
    if name == "weekday":
        return weekday_name(values[name])
    if name == "begins":
        words = time_words(time_stored(values["begins"]), time_stored(values["ends"]))
        return words or _("all day")
    return str(values[name])


# A time is said with both its ends.
_LABELS = {
    "weekday": pgettext_lazy("of an appointment", "day"),
    "begins": pgettext_lazy("of an appointment", "hour"),
    "leader": pgettext_lazy("of an appointment", "leader"),
    "content": pgettext_lazy("of an appointment", "content"),
    "place": pgettext_lazy("of an appointment", "place"),
    "participants": pgettext_lazy("of an appointment", "taking part"),
}
