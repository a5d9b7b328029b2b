"""A session is read by a statement of our own: it finds what Django's finds, and no other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.backends.db import SessionStore as InTheDatabase
from django.contrib.sessions.models import Session
from django.utils import timezone

from portals.sign_in.sessions import SessionStore

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept() -> SessionStore:
    session = SessionStore()
    session["desk_portal"] = 7
    session.create()
    return session


def ends(session: SessionStore, ahead: timedelta) -> None:
    Session.objects.filter(pk=session.session_key).update(expire_date=timezone.now() + ahead)


def test_is_what_was_kept(kept, django_assert_num_queries) -> None:
    other = SessionStore()
    other["desk_portal"] = 8
    other.create()

    with django_assert_num_queries(1):
        found = SessionStore(kept.session_key)
        assert found["desk_portal"] == 7
    assert dict(found.items()) == dict(InTheDatabase(kept.session_key).items())


def test_holds_until_it_ends(kept) -> None:
    ends(kept, timedelta(minutes=1))
    assert SessionStore(kept.session_key)["desk_portal"] == 7
    ends(kept, -timedelta(seconds=1))
    late = SessionStore(kept.session_key)
    assert late.get("desk_portal") is None
    # What is kept from now on is another session.
    assert late.session_key is None


@pytest.mark.parametrize("key", ["", "x", "a" * 32, "' OR true --"])
def test_of_a_key_that_nobody_has_is_empty(kept, key) -> None:
    stranger = SessionStore(key)
    assert dict(stranger.items()) == {}
    assert stranger.session_key is None


def test_that_was_tampered_with_is_empty(kept) -> None:
    Session.objects.filter(pk=kept.session_key).update(session_data="bịa")
    assert dict(SessionStore(kept.session_key).items()) == {}
