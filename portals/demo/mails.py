"""Who is reminded by mail of what waits."""

from __future__ import annotations

from datetime import datetime

from portals.boards.models import User
from portals.clock import local_date
from portals.inbox.enums import MailState
from portals.inbox.mailing import about_of_day
from portals.inbox.models import InboxMail, MailPreference

from .logins import logins_of
from .organisations import DemoOrganisation


def remind_whom_the_screen_names(organisation: DemoOrganisation, *, now: datetime) -> None:
    """Send the daily mail to the accounts that the demo prints only; the others count as told on its first day.

    Begun after seven in the morning, a demo would first gather what waits for five hundred people, who read no mail,
    while somebody waits for its first pages.
    """
    others = User.objects.exclude(
        username__in=[login.username for login in logins_of(organisation)]
    )
    MailPreference.objects.bulk_create(
        [MailPreference(user=user, digest=False) for user in others], ignore_conflicts=True
    )
    about = about_of_day(local_date(now))
    InboxMail.objects.bulk_create(
        [InboxMail(user=user, about=about, state=MailState.EMPTY, state_at=now) for user in others],
        ignore_conflicts=True,
    )
