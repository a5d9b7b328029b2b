"""What must hold of practice. Asked by `doctor`, on the real install and on the clone."""

from __future__ import annotations

from django.conf import settings

from portals.operations.checking import Check
from portals.settings.practice import LABEL

from .queries import OLD_AFTER_HOURS


def practice_checks() -> tuple[Check, ...]:
    base = settings.PORTALS_BASE_DOMAIN
    if settings.PORTALS_PRACTICE_OF:
        return (
            Check(
                "practice.hosts",
                "every portal has its name below the domain of practice",
                f"SELECT hostname FROM wagtailcore_site WHERE hostname <> '{base}'"
                f" AND right(hostname, {len(base) + 1}) <> '.{base}'",
            ),
            Check(
                "practice.nobody",
                "no account has a mail address that anything could reach",
                "SELECT username FROM boards_user WHERE email <> '' AND right(email, 8) <> '.invalid'",
            ),
        )
    named = Check(
        "practice.name",
        "no portal has a name of the practice install",
        f"SELECT hostname FROM portals_portaladdress WHERE hostname = '{LABEL}.{base}'"
        f" OR right(hostname, {len(LABEL) + len(base) + 2}) = '.{LABEL}.{base}'",
    )
    cloned = Check(
        "practice.clone",
        f"the practice install was cloned within {OLD_AFTER_HOURS} hours",
        "SELECT 'last clone: ' || coalesce(max(ended_at)::text, 'never') FROM practice_practiceclone"
        " WHERE state = 'ready' HAVING coalesce(max(ended_at), '-infinity')"
        f" < %(now)s - interval '{OLD_AFTER_HOURS} hours'",
    )
    return (named, cloned) if settings.PORTALS_PRACTICE_URL else (named,)
