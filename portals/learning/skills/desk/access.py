"""Who may open the pages of courses. Asked before anything of a session is read."""

from __future__ import annotations

from datetime import datetime

from django.http import Http404, HttpRequest

from portals.admin_kit.current import current_portal
from portals.admin_kit.pages import person
from portals.learning.skills.models import TrainingSession
from portals.learning.skills.queries import gives_courses, sessions_kept_by
from portals.models import Portal


def giving_portal(request: HttpRequest, now: datetime) -> Portal:
    """The portal in whose name the person gives courses: the one in hand where it may, else the first that may."""
    giving = gives_courses(person(request), now)
    if not giving:
        raise Http404
    own = current_portal(request)
    return own if own is not None and own in giving else giving[0]


def kept_session(request: HttpRequest, session_id: int, now: datetime) -> TrainingSession:
    """A session whose list of who came the person keeps; for others it does not exist."""
    found = sessions_kept_by(person(request), now).filter(pk=session_id).first()
    if found is None:
        raise Http404
    return found
