"""Visitors who are signed in at the desk already, for tests and journeys about what comes after.

The form takes two pages of the admin, with all their scripts, and what follows a sign-in (the attempts that are
forgotten, the day it was, its device) half a dozen statements more than a page of the desk. All that is gone through
where somebody comes in: in `tests/portals/sign_in`, and of the journeys in `test_the_door`,
`test_a_newcomer_comes_in`, `test_a_new_board_publishes`, `test_inbox_on_a_phone`, `test_quick_write`.
"""

from __future__ import annotations

from importlib import import_module

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.test import Client
from playwright.sync_api import Page

from portals.boards.models import User

RIGHTS = "portals.boards.backend.RightsFromPosts"


def give_session(client: Client, user: User) -> None:
    """Give the client a session of `user`, as signing in does, and leave no other trace of it."""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = user._meta.pk.value_to_string(user)
    session[BACKEND_SESSION_KEY] = RIGHTS
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key


def sign_in(page: Page, base: str, username: str) -> None:
    """Give the browser of `page` a session of that account; the page itself stays where it is."""
    client = Client(headers={"host": settings.PORTALS_ADMIN_HOST})
    client.force_login(User.objects.get_by_natural_key(username))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": base, "httpOnly": True}]
    )
