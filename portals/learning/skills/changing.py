"""Changing a session before it begins: whoever is invited is told by the inbox, and so by its mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.models import User
from portals.clock import LOCAL_ZONE
from portals.text import nfc

from .actions import UnableToTrain, must_keep_session
from .models import SessionTrainer, TrainingSession


@dataclass(frozen=True, slots=True)
class SessionChange:
    """A session as it shall be. An empty title is that of its course; `outside` are names without account."""

    day: date
    begins: time
    place: str = ""
    link: str = ""
    title: str = ""
    trainers: Sequence[User] = ()
    outside: Sequence[str] = field(default_factory=tuple)


def begins_at(session: TrainingSession | SessionChange) -> datetime:
    return datetime.combine(session.day, session.begins, tzinfo=LOCAL_ZONE)


def may_be_changed(session: TrainingSession, now: datetime) -> bool:
    return session.called_off_at is None and now < begins_at(session)


def change_session(
    *, session: TrainingSession, change: SessionChange, actor: User, now: datetime
) -> TrainingSession:
    """Change day, hour, place, title and trainers of a session that has not begun; boards and course stay.

    For its trainers and the standing editors of its portal. What does not differ changes nothing and tells nobody.
    """
    must_keep_session(session, actor, now)
    if not change.place.strip() and not change.link:
        raise UnableToTrain(_("Say where it is: a place, or a link."))
    if begins_at(change) <= now:
        raise UnableToTrain(_("Move it to a time that is to come."))
    with transaction.atomic():
        held = TrainingSession.objects.select_for_update(of=("self",)).get(pk=session.pk)
        if not may_be_changed(held, now):
            raise UnableToTrain(_("It has begun or was called off: nothing changes any more."))
        before = _told(held)
        changed = _written(held, change) | _trained_by(held, change)
        if changed:
            held.changed_at = now
            held.save()
            log(
                instance=held,
                action="skills.change",
                user=actor,
                timestamp=now,
                data={"portal": held.portal_id, "changed": sorted(changed), "before": before},
            )
    return held


def _told(session: TrainingSession) -> dict[str, str]:
    return {
        "day": session.day.isoformat(),
        "begins": f"{session.begins:%H:%M}",
        "place": session.place or session.link,
        "title": session.title,
    }


def _written(session: TrainingSession, change: SessionChange) -> set[str]:
    """Set the fields, and say which of them differ."""
    wanted = {
        "day": change.day,
        "begins": change.begins,
        "place": nfc(change.place).strip(),
        "link": change.link,
        "title": nfc(change.title).strip(),
    }
    differ = {name for name, value in wanted.items() if getattr(session, name) != value}
    for name in differ:
        setattr(session, name, wanted[name])
    return differ


def _trained_by(session: TrainingSession, change: SessionChange) -> set[str]:
    """Enter the trainers anew where others train."""
    wanted = [
        *((user.pk, "") for user in dict.fromkeys(change.trainers)),
        *((None, name) for name in dict.fromkeys(change.outside)),
    ]
    if sorted(session.trainers.values_list("user", "outside_name"), key=str) == sorted(
        wanted, key=str
    ):
        return set()
    session.trainers.all().delete()
    SessionTrainer.objects.bulk_create(
        SessionTrainer(session=session, user_id=user, outside_name=name) for user, name in wanted
    )
    return {"trainers"}
