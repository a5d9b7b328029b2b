"""Mails of the demo: a morning's digests do not keep its first pages waiting."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import LOCAL_ZONE
from portals.demo.logins import logins_of
from portals.demo.mails import remind_whom_the_screen_names
from portals.demo.organisations import OF_2025
from portals.inbox.mailing import plan_digests
from portals.inbox.models import InboxMail
from tests.factories import make_member, make_portal

MORNING = datetime(2026, 9, 7, 8, tzinfo=LOCAL_ZONE)


@pytest.mark.django_db
def test_are_digests_for_the_printed_accounts_only() -> None:
    portal = make_portal()
    printed = make_member(portal, Position.HEAD)
    make_member(portal, Position.EDITOR)
    User.objects.filter(pk=printed.pk).update(username=logins_of(OF_2025)[0].username)

    remind_whom_the_screen_names(OF_2025, now=MORNING - timedelta(hours=2))

    rows = plan_digests(now=MORNING)
    assert [mail.user_id for mail in InboxMail.objects.filter(pk__in=rows)] == [printed.pk]
