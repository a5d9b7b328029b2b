"""How a week comes to be: kept as a draft, published by one button, changed in sight of citizens afterwards."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import EDITORS, STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice, Refusal

from .enums import RowState
from .fulfilment import note_week
from .models import LeaderSchedule, ScheduleChange, ScheduleRow
from .weeks import stored_time

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal

MOST_ROWS = 120
# What a change is told of.
TOLD_FIELDS = ("weekday", "begins", "ends", "leader", "content", "place", "participants")


@dataclass(frozen=True, slots=True)
class ToldRow:
    """A row as somebody wrote it; `pk` where it stands already. `cancelled` counts for rows that are public."""

    weekday: int
    leader: str
    content: str
    begins: time | None = None
    ends: time | None = None
    place: str = ""
    participants: str = ""
    is_private: bool = False
    cancelled: bool = False
    reason: str = ""
    pk: int | None = None


class WeekChangedMeanwhile(Refusal):
    """Somebody else saved the week since it was opened."""


def may_fill(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` may write drafts of weeks of `portal`. One query."""
    return holds_post(user, portal, now, EDITORS)


def may_publish(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` may publish a week and change a published one: head, deputies and secretary. One query."""
    return holds_post(user, portal, now, STANDING_EDITORS)


@transaction.atomic
def keep_schedule(
    *,
    portal: Portal,
    monday: date,
    rows: Sequence[ToldRow],
    seen_version: int,
    actor: User,
    now: datetime,
) -> LeaderSchedule:
    """Make the week of `portal` hold these rows and no others; of a published one, tell citizens what changed.

    `seen_version` is that of the week as it was opened (0: there was none). A row that citizens could read is
    cancelled or made not public, and never taken out. Raises WeekChangedMeanwhile where another saved since.
    """
    if not may_fill(actor, portal, now):
        raise NotYourOffice(_("Only the editors of this board write its schedule."))
    if len(rows) > MOST_ROWS:
        raise Refusal(_("A week has room for %(count)s rows.") % {"count": MOST_ROWS})
    LeaderSchedule.objects.get_or_create(portal=portal, monday=monday)
    held = LeaderSchedule.objects.select_for_update().get(portal=portal, monday=monday)
    if held.version != seen_version:
        raise WeekChangedMeanwhile(
            _(
                "Somebody saved this week meanwhile. Look at it in another window; saving again puts yours in its "
                "place."
            )
        )
    if held.published_at is not None and not may_publish(actor, portal, now):
        raise NotYourOffice(
            _("This week is public: the head, a deputy head or the secretary changes it.")
        )
    writing = _Writing(held, actor, now)
    try:
        with transaction.atomic():
            writing.write(rows)
    except IntegrityError as error:
        raise Refusal(_("The hours contradict each other. Look at each row again.")) from error
    held.version += 1
    held.save(update_fields=["version"])
    if held.published_at is not None:
        change_editions(portal_ids=[portal.pk], forbid_stale=writing.withdrew)
    log(
        instance=held,
        action="schedules.change" if held.published_at else "schedules.keep",
        user=actor,
        # What a row says stays out of the log: some of it is not public.
        data={"portal": portal.pk, "week": monday.isoformat(), "rows": len(rows), **writing.counts},
    )
    return held


@transaction.atomic
def publish_schedule(*, schedule: LeaderSchedule, actor: User, now: datetime) -> None:
    """Publish a week: all its rows but those marked as not public. For head, deputies and secretary.

    A schedule is routine, so one person is enough; the log says who.
    """
    if not may_publish(actor, schedule.portal, now):
        raise NotYourOffice(
            _("Only the head, a deputy head or the secretary of this board publishes its schedule.")
        )
    held = LeaderSchedule.objects.select_for_update().get(pk=schedule.pk)
    if held.published_at is not None:
        raise Refusal(_("This week is public already."))
    shown = ScheduleRow.objects.filter(schedule=held, is_private=False)
    if not shown.update(public_since=now):
        raise Refusal(
            _("This week has no row that citizens may read. Write at least where the leaders work.")
        )
    held.published_at, held.published_by = now, actor
    held.save(update_fields=["published_at", "published_by"])
    note_week(held)
    change_editions(portal_ids=[held.portal_id])
    log(
        instance=held,
        action="schedules.publish",
        user=actor,
        data={"portal": held.portal_id, "week": held.monday.isoformat()},
    )


@transaction.atomic
def keep_and_publish(
    *,
    portal: Portal,
    monday: date,
    rows: Sequence[ToldRow],
    seen_version: int,
    actor: User,
    now: datetime,
) -> LeaderSchedule:
    """Keep the week and publish it, both or neither. Raises as `keep_schedule` and `publish_schedule` do."""
    schedule = keep_schedule(
        portal=portal, monday=monday, rows=rows, seen_version=seen_version, actor=actor, now=now
    )
    publish_schedule(schedule=schedule, actor=actor, now=now)
    return schedule


class _Writing:
    """One save of a week: what becomes of each row."""

    def __init__(self, schedule: LeaderSchedule, actor: User, now: datetime) -> None:
        self.schedule, self.actor, self.now = schedule, actor, now
        self.withdrew = False
        self.counts = {"added": 0, "changed": 0, "removed": 0}

    def write(self, rows: Sequence[ToldRow]) -> None:
        there = {row.pk: row for row in ScheduleRow.objects.filter(schedule=self.schedule)}
        told = {row.pk for row in rows if row.pk is not None}
        if told - there.keys():
            raise WeekChangedMeanwhile(
                _("A row of this week is there no more. Open the week anew.")
            )
        self._remove([row for pk, row in there.items() if pk not in told])
        for one in rows:
            if one.pk is None:
                self._add(one)
            else:
                self._change(there[one.pk], one)

    def _remove(self, rows: Sequence[ScheduleRow]) -> None:
        for row in rows:
            if row.public_since is not None or row.withdrawn_at is not None:
                raise Refusal(
                    _("“%(what)s” was public, so it cannot be taken out. Cancel it instead.")
                    % {"what": row.content}
                )
            row.delete()
            self.counts["removed"] += 1

    def _add(self, told: ToldRow) -> None:
        is_shown = self.schedule.published_at is not None and not told.is_private
        ScheduleRow.objects.create(
            schedule=self.schedule,
            **_fields(told),
            is_private=told.is_private,
            public_since=self.now if is_shown else None,
        )
        self.counts["added"] += 1

    def _change(self, row: ScheduleRow, told: ToldRow) -> None:
        was_seen = row.public_since is not None or row.withdrawn_at is not None
        if was_seen and told.is_private and told.weekday != row.weekday:
            # Pages and calendars name the day of what was withdrawn: where it went is not theirs to read.
            raise Refusal(
                _(
                    "“%(what)s” was public on its day, and citizens read there that it was withdrawn. Leave it on "
                    "that day, and write a new row, not public, on the other."
                )
                % {"what": row.content}
            )
        if row.public_since is None:
            self._change_unseen(row, told)
        elif told.is_private:
            self._withdraw(row, told)
        else:
            self._change_seen(row, told)

    def _change_unseen(self, row: ScheduleRow, told: ToldRow) -> None:
        before = (_fields_of(row), row.is_private)
        _set(row, told)
        row.is_private = told.is_private
        if self.schedule.published_at is not None and not told.is_private:
            row.public_since = self.now
            if row.withdrawn_at is not None:
                row.withdrawn_at, row.sequence = None, row.sequence + 1
        row.save()
        self.counts["changed"] += (_fields_of(row), row.is_private) != before

    def _withdraw(self, row: ScheduleRow, told: ToldRow) -> None:
        """Take a row from citizens. What it becomes now was not theirs to read, so no change is told."""
        _set(row, told)
        row.is_private, row.state = True, RowState.PLANNED
        row.public_since, row.withdrawn_at = None, self.now
        row.sequence += 1
        row.save()
        self.withdrew = True
        self.counts["changed"] += 1

    def _change_seen(self, row: ScheduleRow, told: ToldRow) -> None:
        before, after = _difference(_fields_of(row), _fields(told))
        was_cancelled = row.state == RowState.CANCELLED
        if told.cancelled != was_cancelled:
            before["state"] = row.state
            after["state"] = RowState.CANCELLED if told.cancelled else RowState.CHANGED
        if not before:
            return
        _set(row, told)
        row.state = RowState.CANCELLED if told.cancelled else RowState.CHANGED
        row.sequence += 1
        row.save()
        ScheduleChange.objects.create(
            row=row, sequence=row.sequence, made_at=self.now, made_by=self.actor,
            before=before, after=after, reason=told.reason,
        )  # fmt: skip
        self.counts["changed"] += 1


def _fields(told: ToldRow) -> dict[str, Any]:
    return {name: getattr(told, name) for name in TOLD_FIELDS}


def _fields_of(row: ScheduleRow) -> dict[str, Any]:
    return {name: getattr(row, name) for name in TOLD_FIELDS}


def _set(row: ScheduleRow, told: ToldRow) -> None:
    for name, value in _fields(told).items():
        setattr(row, name, value)


def _difference(
    before: Mapping[str, Any], after: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the fields that differ, as they are stored. Of a time both ends, which are said together."""
    names = {name for name in TOLD_FIELDS if before[name] != after[name]}
    if names & {"begins", "ends"}:
        names |= {"begins", "ends"}
    return {name: _stored(before[name]) for name in names}, {
        name: _stored(after[name]) for name in names
    }


def _stored(value: Any) -> Any:
    return stored_time(value) if isinstance(value, time) else value
