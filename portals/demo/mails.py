"""Who is reminded by mail of what waits."""

from __future__ import annotations

from portals.boards.models import User
from portals.inbox.models import MailPreference

from .logins import logins_of
from .organisations import DemoOrganisation


def remind_whom_the_screen_names(organisation: DemoOrganisation) -> None:
    """Send the daily mail to the accounts that the demo prints only.

    Begun after seven in the morning, a demo would first gather what waits for five hundred people, who read no mail,
    while somebody waits for its first pages.
    """
    others = User.objects.exclude(
        username__in=[login.username for login in logins_of(organisation)]
    )
    MailPreference.objects.bulk_create(
        [MailPreference(user=user, digest=False) for user in others], ignore_conflicts=True
    )
