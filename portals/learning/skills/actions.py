"""Giving courses and sessions, and noting who came."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.models import User
from portals.clock import local_date
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc

from .catalogue import skills
from .codes import is_today, session_of_code
from .enums import CameBy
from .models import (
    Attendance,
    SessionBoard,
    SessionTrainer,
    TrainingCourse,
    TrainingSession,
)
from .queries import boards_to_invite, gives_courses, invited_to, sessions_kept_by


class UnableToTrain(Refusal):
    """The course, the session or the list of who came cannot be what was asked."""


@dataclass(frozen=True, slots=True)
class SessionPlan:
    """When and where a session is, for which boards, and who trains. `outside` are names of persons without account."""

    day: date
    begins: time
    boards: Collection[Portal]
    place: str = ""
    link: str = ""
    trainers: Sequence[User] = ()
    outside: Sequence[str] = field(default_factory=tuple)


def open_course(
    *, portal: Portal, name: str, for_skills: Sequence[str], actor: User, now: datetime
) -> TrainingCourse:
    """Enter a course that `portal` gives. For its standing editors, where it is the province's or oversees others."""
    _must_give_courses(portal, actor, now)
    name = nfc(name).strip()
    if not name:
        raise UnableToTrain(_("Say what the course is called."))
    if not for_skills or set(for_skills) - set(skills()):
        raise UnableToTrain(_("Choose at least one skill."))
    with transaction.atomic():
        course = TrainingCourse.objects.create(
            portal=portal,
            name=name,
            skills=list(dict.fromkeys(for_skills)),
            opened_by=actor,
            opened_at=now,
        )
        _log(course, "open_course", actor, now, portal)
    return course


def plan_session(
    *, course: TrainingCourse, plan: SessionPlan, actor: User, now: datetime
) -> TrainingSession:
    """Enter a session of `course`; boards above or beside its portal are not invited. A past day may be entered."""
    return _plan(plan, course.portal, actor, now, course=course)


def plan_visit(
    *, portal: Portal, skill: str, plan: SessionPlan, actor: User, now: datetime
) -> TrainingSession:
    """Enter a visit in the name of `portal` to the boards of `plan`, for one skill."""
    if skill not in skills():
        raise UnableToTrain(_("Choose at least one skill."))
    if plan.day < local_date(now):
        raise UnableToTrain(_("A visit is planned for today or a day to come."))
    return _plan(plan, portal, actor, now, visit_for=skill)


def call_off_session(
    *, session: TrainingSession, reason: str, actor: User, now: datetime
) -> TrainingSession:
    """Say that a session is not held, and why. One to which somebody came was held."""
    _must_give_courses(session.portal, actor, now)
    if not (reason := nfc(reason).strip()):
        raise UnableToTrain(_("Say why the session is not held."))
    with transaction.atomic():
        held = TrainingSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
        if held.called_off_at is not None:
            raise UnableToTrain(_("This session was called off already."))
        if held.attendances.exists():
            raise UnableToTrain(_("Somebody came to this session: it was held."))
        held.called_off_at, held.called_off_why = now, reason
        held.save(update_fields=["called_off_at", "called_off_why"])
        _log(held, "call_off", actor, now, session.portal)
    return held


def confirm_presence(*, code: str, actor: User, now: datetime) -> Attendance:
    """Note that `actor`, who read the code on the screen, is at the session. Safe to do twice."""
    session = session_shown(code, now)
    if session is None:
        raise UnableToTrain(_("This code is no longer valid. Read the one on the screen now."))
    if not invited_to(session, now).filter(user=actor).exists():
        raise NotYourOffice(
            _("Your board is not invited to this session. Ask the trainer to invite it.")
        )
    with transaction.atomic():
        # One that is being called off waits for this, or this finds it called off.
        held = TrainingSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
        if not is_today(held, now):
            raise UnableToTrain(_("This session was called off."))
        came, is_new = Attendance.objects.get_or_create(
            session=session,
            user=actor,
            defaults={"came_by": CameBy.CODE, "entered_by": actor, "entered_at": now},
        )
        if is_new:
            _log(session, "came", actor, now, session.portal)
    return came


def enter_attendance(
    *,
    session: TrainingSession,
    people: Iterable[User],
    actor: User,
    now: datetime,
    came_by: CameBy = CameBy.HAND,
) -> int:
    """Note that these came, all of them or nobody; who stands there already stays. Returns how many are new.

    For the trainers of the session and the standing editors of its portal, from its day on.
    """
    must_keep_session(session, actor, now)
    wanted = {one.pk for one in people}
    with transaction.atomic():
        held = TrainingSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
        if held.called_off_at is not None:
            raise UnableToTrain(_("This session was called off."))
        if held.day > local_date(now):
            raise UnableToTrain(_("Who came is entered from the day of the session on."))
        invited = set(invited_to(held, now).values_list("user", flat=True))
        if wanted - invited:
            raise UnableToTrain(_("Somebody on the list is on no board that was invited."))
        there = set(held.attendances.values_list("user", flat=True))
        new = [
            Attendance(
                session=held, user_id=user, came_by=came_by, entered_by=actor, entered_at=now
            )
            for user in sorted(wanted - there)
        ]
        Attendance.objects.bulk_create(new)
        if new:
            _log(held, "enter_attendance", actor, now, session.portal, people=len(new))
    return len(new)


def strike_attendance(*, attendance: Attendance, actor: User, now: datetime) -> None:
    """Take away that somebody came, where it was entered by mistake. The log keeps who it was."""
    must_keep_session(attendance.session, actor, now)
    with transaction.atomic():
        session = attendance.session
        _log(session, "strike", actor, now, session.portal, person=attendance.user_id)
        attendance.delete()


def session_shown(code: str, now: datetime) -> TrainingSession | None:
    """The session of a code that is valid now. One query at most."""
    pk = session_of_code(code, now)
    session = TrainingSession.objects.select_related("course", "portal").filter(pk=pk or 0).first()
    return session if session is not None and is_today(session, now) else None


def must_keep_session(session: TrainingSession, actor: User, now: datetime) -> None:
    if not sessions_kept_by(actor, now).filter(pk=session.pk).exists():
        raise NotYourOffice(
            _("Who came is noted by the trainers and by the board that gives the session.")
        )


def _plan(
    plan: SessionPlan,
    portal: Portal,
    actor: User,
    now: datetime,
    *,
    course: TrainingCourse | None = None,
    visit_for: str = "",
) -> TrainingSession:
    _must_give_courses(portal, actor, now)
    if not plan.place.strip() and not plan.link:
        raise UnableToTrain(_("Say where it is: a place, or a link."))
    if not plan.boards:
        raise UnableToTrain(_("Choose at least one board."))
    allowed = {one.pk for one in boards_to_invite(portal, now)}
    if {one.pk for one in plan.boards} - allowed:
        raise NotYourOffice(_("You invite your own board and those below it."))
    with transaction.atomic():
        session = TrainingSession.objects.create(
            portal=portal,
            course=course,
            visit_for=visit_for,
            day=plan.day,
            begins=plan.begins,
            place=nfc(plan.place).strip(),
            link=plan.link,
            planned_by=actor,
            planned_at=now,
        )
        SessionBoard.objects.bulk_create(
            SessionBoard(session=session, portal=one) for one in plan.boards
        )
        SessionTrainer.objects.bulk_create(
            [
                *(
                    SessionTrainer(session=session, user=one)
                    for one in dict.fromkeys(plan.trainers)
                ),
                *(SessionTrainer(session=session, outside_name=one) for one in plan.outside),
            ]
        )
        _log(session, "plan", actor, now, portal)
    return session


def _must_give_courses(portal: Portal, actor: User, now: datetime) -> None:
    if portal not in gives_courses(actor, now):
        raise NotYourOffice(
            _(
                "Courses are given by the standing editors of the province and of boards above others."
            )
        )


def _log(
    instance: object, what: str, actor: User, now: datetime, portal: Portal, **more: object
) -> None:
    log(
        instance=instance,
        action=f"skills.{what}",
        user=actor,
        timestamp=now,
        data={"portal": portal.pk, **more},
    )
