"""A visitor who is signed in at the desk already, for journeys about what comes after.

The form takes two pages of the admin, with all their scripts. It is gone through where somebody comes in:
`test_the_door`, `test_a_newcomer_comes_in`, `test_a_new_board_publishes`, `test_inbox_on_a_phone`, `test_quick_write`.
"""

from __future__ import annotations

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page

from portals.boards.models import User


def sign_in(page: Page, base: str, username: str) -> None:
    """Give the browser of `page` a session of that account; the page itself stays where it is."""
    client = Client(headers={"host": settings.PORTALS_ADMIN_HOST})
    client.force_login(User.objects.get_by_natural_key(username))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies(
        [{"name": cookie.key, "value": cookie.value, "url": base, "httpOnly": True}]
    )
