"""Which mails are written, and what is in each: decided by the database, in rows that no second run writes again.

A mail at once is of one item, a digest of a period. An item is in one mail of a subscriber and in no other: rows of
`AlertTold` are unique. So whatever is killed is begun again, and a run that is late misses nothing.
"""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction

from portals.clock import LOCAL_ZONE, local_date

from .enums import AlertFrequency, AlertMailKind
from .models import AlertItem, AlertItemQuerySet, AlertPlace, DigestRun, Subscriber

# As people open their mail.
DIGEST_AT = time(6, 30)
MONDAY = 0
# What is not urgent wakes nobody.
QUIET_FROM, QUIET_UNTIL = time(22), time(6)
ITEMS_A_ROUND = 50
SUBSCRIBERS_A_SLICE = 5000
# Further back than its own period: a run that was missed is caught up by the next.
REACH = {AlertFrequency.DAILY: timedelta(days=3), AlertFrequency.WEEKLY: timedelta(days=15)}
# As long as a mail on its way may come back to us as sent.
GONE_TOLD_WITHIN = timedelta(days=8)

# What a subscriber follows and was not told of; a follow counts from when it was confirmed.
_UNTOLD = """
    WITH pairs AS MATERIALIZED (
        SELECT DISTINCT follow.subscriber_id, item.id AS item_id
        FROM alerts_alertitem AS item
        JOIN alerts_alertplace AS place ON place.item_id = item.id
        JOIN alerts_follow AS follow ON follow.about = place.about
        JOIN alerts_subscriber AS subscriber ON subscriber.id = follow.subscriber_id
        WHERE item.taken_back_at IS NULL AND place.ended_at IS NULL
          AND follow.confirmed_at <= place.noted_at
          AND subscriber.confirmed_at IS NOT NULL AND subscriber.suspended_at IS NULL
          AND {which}
          AND NOT EXISTS (
              SELECT FROM alerts_alerttold AS told
              WHERE told.subscriber_id = follow.subscriber_id AND told.item_id = item.id
          )
    ), mails AS (
        INSERT INTO alerts_alertmailing (id, subscriber_id, run, kind, written_at)
        SELECT gen_random_uuid(), subscriber_id, %(run)s, %(kind)s, %(now)s
        FROM (SELECT DISTINCT subscriber_id FROM pairs) AS whose
        ON CONFLICT (subscriber_id, run) DO NOTHING
        RETURNING id, subscriber_id
    )
    INSERT INTO alerts_alerttold (subscriber_id, item_id, mailing_id)
    {told}
    ON CONFLICT (subscriber_id, item_id) DO NOTHING
"""
_AT_ONCE = _UNTOLD.format(
    # Of one item nothing is to be joined, which PostgreSQL would do badly while it takes new tables for empty.
    told="SELECT subscriber_id, %(item)s, id FROM mails",
    which="item.id = %(item)s AND place.fanned_at IS NULL"
    " AND (follow.frequency = 'at_once' OR item.urgent)",
)
_DIGEST = _UNTOLD.format(
    told="SELECT subscriber_id, item_id, mails.id FROM pairs JOIN mails USING (subscriber_id)",
    which="follow.frequency = %(frequency)s AND NOT item.urgent"
    " AND place.noted_at >= %(since)s AND place.noted_at < %(due)s"
    " AND follow.subscriber_id > %(after)s AND follow.subscriber_id <= %(up_to)s",
)
_GONE = """
    INSERT INTO alerts_alertmailing (id, subscriber_id, run, kind, gone_id, written_at)
    SELECT gen_random_uuid(), told.subscriber_id, 'gone:' || item.id, 'gone', item.id, %(now)s
    FROM alerts_alertitem AS item
    JOIN alerts_alerttold AS told ON told.item_id = item.id
    JOIN alerts_alertmailing AS mailing ON mailing.id = told.mailing_id
    JOIN alerts_subscriber AS subscriber ON subscriber.id = told.subscriber_id
    WHERE item.taken_back_at > %(since)s AND mailing.sent_at IS NOT NULL
      AND subscriber.suspended_at IS NULL
    ON CONFLICT (subscriber_id, run) DO NOTHING
"""


def plan_urgent(*, now: datetime) -> int:
    """Write the mails of what is urgent, for all who follow it, at any hour; return how many items."""
    return _plan_items(AlertItem.objects.to_fan_out().filter(urgent=True), now)


def plan_at_once(*, now: datetime) -> int:
    """Write the mails of what happened since the last round, for those who want them at once; return how many items.

    What is urgent comes first, goes to all who follow it, and at any hour.
    """
    items = AlertItem.objects.to_fan_out()
    if is_quiet(now):
        items = items.filter(urgent=True)
    return _plan_items(items, now)


def _plan_items(items: AlertItemQuerySet, now: datetime) -> int:
    waiting = items.order_by("-urgent", "noted_at").values_list("pk", flat=True)[:ITEMS_A_ROUND]
    return sum(_fan_out(pk, now) for pk in list(waiting))


@transaction.atomic
def _fan_out(pk: int, now: datetime) -> bool:
    # The item is not locked: nobody who takes it back waits for this. What is planned of it then is dropped later.
    item = AlertItem.objects.to_fan_out().filter(pk=pk).first()
    if item is None or not _is_alone():
        return False
    # A place that comes meanwhile is left for the next round.
    places = item.places.filter(fanned_at=None, ended_at=None)
    known = list(places.values_list("pk", flat=True))
    kind = AlertMailKind.URGENT if item.urgent else AlertMailKind.AT_ONCE
    run = f"item:{item.pk}:{max(known, default=0)}"
    _write(_AT_ONCE, run=run, kind=kind, item=item.pk, now=now)
    free = AlertPlace.objects.select_for_update(skip_locked=True).filter(pk__in=known)
    AlertPlace.objects.filter(pk__in=list(free.values_list("pk", flat=True))).update(fanned_at=now)
    return True


def _is_alone() -> bool:
    """Whether nobody else plans at this moment, until the transaction ends; a second round comes within a minute."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtext('portals.alerts.planning'))")
        (alone,) = cursor.fetchone()
    return bool(alone)


def is_quiet(now: datetime) -> bool:
    at = now.astimezone(LOCAL_ZONE).time()
    return at >= QUIET_FROM or at < QUIET_UNTIL


def ensure_digests(*, now: datetime) -> None:
    """Know of the newest day's and the newest week's mails that are due. Safe to repeat."""
    for frequency, name, due_at in _newest_periods(now):
        DigestRun.objects.get_or_create(
            name=name, defaults={"frequency": frequency, "due_at": due_at}
        )


def _newest_periods(now: datetime) -> list[tuple[AlertFrequency, str, datetime]]:
    today = local_date(now)
    if now < _due_on(today):
        today -= timedelta(days=1)
    monday = today - timedelta(days=(today.weekday() - MONDAY) % 7)
    return [
        (AlertFrequency.DAILY, f"day:{today:%Y-%m-%d}", _due_on(today)),
        (AlertFrequency.WEEKLY, f"week:{monday:%Y-%m-%d}", _due_on(monday)),
    ]


def _due_on(day: Any) -> datetime:
    return datetime.combine(day, DIGEST_AT, tzinfo=LOCAL_ZONE)


def plan_alert_digests(*, now: datetime) -> bool:
    """Write the mails of a slice of subscribers for the oldest run that is not done; return whether there was one."""
    with transaction.atomic():
        run = (
            DigestRun.objects.select_for_update(skip_locked=True)
            .filter(ended_at=None)
            .order_by("due_at", "pk")
            .first()
        )
        if run is None:
            return False
        after = run.written_up_to or UUID(int=0)
        up_to = _end_of_slice(after)
        _write_by_hashing(
            _DIGEST,
            run=run.name,
            kind=AlertMailKind.DIGEST,
            frequency=run.frequency,
            since=run.due_at - REACH[AlertFrequency(run.frequency)],
            due=run.due_at,
            after=after,
            up_to=up_to or UUID(int=2**128 - 1),
            now=now,
        )
        run.written_up_to, run.ended_at = up_to, None if up_to else now
        run.save(update_fields=["written_up_to", "ended_at"])
    return True


def _end_of_slice(after: UUID) -> UUID | None:
    """Return the last subscriber of the next slice; None where it goes to the end."""
    later = Subscriber.objects.filter(pk__gt=after).order_by("pk").values_list("pk", flat=True)
    last: UUID | None = later[SUBSCRIBERS_A_SLICE - 1 : SUBSCRIBERS_A_SLICE].first()
    return last


def plan_gone(*, now: datetime) -> int:
    """Write to whoever was mailed of something that was taken back since; return to how many.

    A mail that was on its way at that moment counts once it has left, so it is asked for days.
    """
    return _write(_GONE, since=now - GONE_TOLD_WITHIN, now=now)


def _write_by_hashing(statement: str, **values: Any) -> None:
    """Write the mails of a statement that joins tens of thousands of rows.

    Items come and go within hours, so that PostgreSQL may take their table for empty and go through all mails for each
    thing in them: minutes in place of a second.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(statement, values)
        cursor.execute("SET LOCAL enable_nestloop = on")


def _write(statement: str, **values: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount
