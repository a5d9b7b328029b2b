"""What the door forgets, and the moment before which it does not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt, AccessFailureLog, AccessLog
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from portals.jobs.schedules import schedules
from portals.sign_in import forgetting
from portals.sign_in.forgetting import ATTEMPTS_KEPT, forget_at_the_door
from tests.factories import make_user

pytestmark = pytest.mark.django_db
ATTEMPTS = (AccessAttempt, AccessFailureLog, AccessLog)


def session_until(at) -> str:
    store = SessionStore()
    store["x"] = 1
    store.create()
    Session.objects.filter(pk=store.session_key).update(expire_date=at)
    return store.session_key


def attempt(model, at, **more) -> None:
    row = model.objects.create(
        user_agent="x", ip_address="203.0.113.5", username=f"x{model.objects.count()}", **more
    )
    model.objects.filter(pk=row.pk).update(attempt_time=at)


def attempts_at(at) -> None:
    for model in ATTEMPTS:
        attempt(model, at, **({"failures_since_start": 1} if model is AccessAttempt else {}))


def test_sessions_go_once_they_are_over_and_with_them_their_line_in_the_list() -> None:
    now, user = timezone.now(), make_user()
    over, open_ = session_until(now - timedelta(seconds=1)), session_until(now + timedelta(hours=1))
    for key in (over, open_):
        UserSession.objects.create(user=user, session_key=key, ip="203.0.113.5")
    assert forget_at_the_door(now=now) == 2
    assert [session.pk for session in Session.objects.all()] == [open_]
    assert [listed.session_key for listed in UserSession.objects.all()] == [open_]


def test_attempts_go_after_their_time_and_not_before() -> None:
    now = timezone.now()
    attempts_at(now - ATTEMPTS_KEPT - timedelta(seconds=1))
    attempts_at(now - ATTEMPTS_KEPT + timedelta(seconds=1))
    assert forget_at_the_door(now=now) == len(ATTEMPTS)
    assert [model.objects.count() for model in ATTEMPTS] == [1] * len(ATTEMPTS)
    assert forget_at_the_door(now=now) == 0


def test_what_grew_for_years_goes_in_rounds(monkeypatch) -> None:
    monkeypatch.setattr(forgetting, "MOST_AT_ONCE", 2)
    now = timezone.now()
    for _number in range(3):
        session_until(now - timedelta(days=1))
    assert [forget_at_the_door(now=now) for _round in range(3)] == [2, 1, 0]


def test_the_clock_has_it_done() -> None:
    assert "portals.sign_in.jobs.forget_old_attempts" in {one.name for one in schedules()}
