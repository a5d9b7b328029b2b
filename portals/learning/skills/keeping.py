"""Deriving who can do what, and where points were lost for want of it: one statement a source, whoever there is."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import connection, transaction

from portals.clock import local_date

from .models import PersonSkill, SkillLoss
from .registry import deed_sources, loss_sources

# So long a mistake asks for refreshing, unless the skill was shown twice since.
MISTAKES_COUNT_FOR = timedelta(days=183)
MONTHS_OF_LOSSES = 3

_SKILL = """
    WITH deeds AS ({deeds}),
    right_deeds AS (
        SELECT user_id, at, evidence, false AS practised FROM deeds WHERE is_right
        UNION ALL
        SELECT user_id, at, evidence, true FROM skills_practiseddeed WHERE skill = %(skill)s
    ),
    done_rightly AS (
        SELECT user_id, at, evidence, practised,
            row_number() OVER (PARTITION BY user_id ORDER BY at, evidence) AS nth
        FROM right_deeds WHERE at <= %(now)s
    ),
    mistakes AS (SELECT user_id, max(at) AS at FROM deeds WHERE NOT is_right AND at <= %(now)s GROUP BY user_id),
    counted AS (
        SELECT done.user_id, count(*) AS times, min(done.at) AS first_at,
            min(done.at) FILTER (WHERE done.nth = 2) AS since, max(done.at) AS last_at,
            count(*) FILTER (WHERE done.practised) AS practised,
            left((array_agg(done.evidence ORDER BY done.nth DESC))[1], 200) AS evidence,
            mistake.at AS mistaken_at, count(*) FILTER (WHERE done.at > mistake.at) AS times_after
        FROM done_rightly AS done
        JOIN boards_user AS person ON person.id = done.user_id
        LEFT JOIN mistakes AS mistake ON mistake.user_id = done.user_id
        GROUP BY done.user_id, mistake.at
    )
    INSERT INTO skills_personskill
        (user_id, skill, state, times, practised, first_at, since, last_at, evidence, mistaken_at, kept_at)
    SELECT user_id, %(skill)s,
        CASE WHEN since IS NULL THEN 'begun'
            WHEN mistaken_at > since AND mistaken_at > %(mistakes_since)s AND times_after < 2 THEN 'refresh'
            ELSE 'has' END,
        times, practised, first_at, since, last_at, evidence, mistaken_at, %(now)s
    FROM counted
    ON CONFLICT (user_id, skill) DO UPDATE SET state = excluded.state, times = excluded.times,
        practised = excluded.practised, first_at = excluded.first_at, since = excluded.since,
        last_at = excluded.last_at, evidence = excluded.evidence, mistaken_at = excluded.mistaken_at,
        kept_at = excluded.kept_at
"""
_LOSSES = """
    INSERT INTO skills_skillloss (portal_id, skill, points, months, kept_at)
    SELECT portal_id, skill, sum(points), count(DISTINCT month), %(now)s FROM ({losses}) AS lost
    WHERE skill IS NOT NULL GROUP BY portal_id, skill HAVING sum(points) > 0
    ON CONFLICT (portal_id, skill) DO UPDATE
    SET points = excluded.points, months = excluded.months, kept_at = excluded.kept_at
"""


def keep_skills(*, now: datetime) -> int:
    """Derive both tables from what was done until `now`; safe to run twice. Returns how many skills stand then.

    What is there already is no ground: emptied tables are filled to the same rows.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        # Of two rounds at once the second waits: each removes what it did not derive itself.
        cursor.execute("LOCK TABLE skills_personskill IN SHARE ROW EXCLUSIVE MODE")
        for source in deed_sources().values():
            cursor.execute(
                _SKILL.format(deeds=source.sql),
                {"skill": source.skill, "now": now, "mistakes_since": now - MISTAKES_COUNT_FOR},
            )
        if losses := " UNION ALL ".join(f"({one.sql})" for one in loss_sources().values()):
            cursor.execute(
                _LOSSES.format(losses=losses),
                {"now": now, "since": first_month_of_losses(now)},
            )
        for model in (PersonSkill, SkillLoss):
            model.objects.exclude(kept_at=now).delete()
    return PersonSkill.objects.count()


def first_month_of_losses(now: datetime) -> date:
    """The first day of the earliest month whose losses count: three months back, the running one not counted."""
    day = local_date(now).replace(day=1)
    months = day.year * 12 + day.month - 1 - MONTHS_OF_LOSSES
    return day.replace(year=months // 12, month=months % 12 + 1)
