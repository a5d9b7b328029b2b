"""The people of the training record's tests: a province that gives courses, two communes below it, and a stranger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from django.db.backends.postgresql.psycopg_any import DateRange

from portals.boards.enums import Position
from portals.boards.models import User
from portals.learning.skills.actions import SessionPlan, open_course, plan_session
from portals.learning.skills.models import TrainingCourse, TrainingSession
from portals.models import Oversight, Portal
from tests.factories import OPENED_ON, make_member, make_portal

# 15:00 in Bắc Ninh on the day of the session.
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
TODAY = date(2026, 11, 20)


@dataclass
class Trained:
    province: Portal
    commune: Portal
    other: Portal
    secretary: User
    editor_of_province: User
    head: User
    writer: User
    stranger: User
    trainer: User
    course: TrainingCourse
    session: TrainingSession


def gathered() -> Trained:
    province = make_portal("province")
    commune, other = make_portal("commune"), make_portal("commune")
    for below in (commune, other):
        Oversight.objects.create(portal=below, overseer=province, period=DateRange(OPENED_ON, None))
    secretary = make_member(province, Position.SECRETARY)
    trainer = make_member(province, Position.EDITOR)
    course = open_course(
        portal=province, name="Viết tin", for_skills=["write"], actor=secretary, now=NOW
    )
    session = plan_session(course=course, plan=plan(commune, trainer), actor=secretary, now=NOW)
    return Trained(
        province,
        commune,
        other,
        secretary,
        make_member(province, Position.EDITOR),
        make_member(commune, Position.HEAD),
        make_member(commune, Position.EDITOR),
        make_member(other, Position.HEAD),
        trainer,
        course,
        session,
    )


def plan(
    board: Portal, trainer: User, *, day: date = TODAY, place: str = "Hội trường"
) -> SessionPlan:
    return SessionPlan(
        day, time(8), [board], place, trainers=[trainer], outside=["Bà Nguyễn Thị Thử"]
    )
