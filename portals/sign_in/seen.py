"""What a session remembers of the second factor of its person, and how all their sessions forget it."""

from __future__ import annotations

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest

from portals.boards.models import User

SEEN = "door.second_factor"


def forget_seen(*, user: User, request: HttpRequest) -> None:
    """Let every session of `user` be asked for a second factor anew, that of `request` and the others."""
    request.session.pop(SEEN, None)
    stores = import_module(settings.SESSION_ENGINE)
    others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
    for key in others.values_list("session_key", flat=True):
        session = stores.SessionStore(session_key=key)
        if session.pop(SEEN, None) is not None:
            session.save(must_create=False)
