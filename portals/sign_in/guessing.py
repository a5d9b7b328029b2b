"""How attempts to guess a password are counted: those of strangers together, those of a person's own browser apart.

Otherwise whoever knows a name could lock its owner out, and keep an approver from recalling a story.
"""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from portals.boards.models import User

from .devices import device_of
from .models import KnownDevice
from .queries import failures_of

SALT = "portals.door.guessing"
# Of one account from everywhere, of one known browser, and of the codes of one person, in the time that a lock holds:
# what `ACCOUNT_RATE_LIMITS` says of "login_failed".
MOST_FAILURES = 20
# Failures that no address is asked of. django-axes forgets them as it does its own.
NOWHERE = "0.0.0.0"  # noqa: S104 - no address that something listens on


def of_device(device: KnownDevice) -> str:
    """Under what the failures from a known browser are counted; no account has such a name."""
    return f"#device {device.pk}"


def of_codes(user: User) -> str:
    return f"#code {user.pk}"


def are_too_many(what: str, now: datetime) -> bool:
    """Whether `what` has failed too often of late. In the database, which is there while the cache is away."""
    return failures_of(what, now) >= MOST_FAILURES


def count_failure(what: str, now: datetime) -> None:
    """Count one failure; the first one after the time of a lock begins anew."""
    kept, created = AccessAttempt.objects.get_or_create(
        username=what,
        ip_address=NOWHERE,
        user_agent="",
        defaults={"failures_since_start": 1},
    )
    if created:
        return
    begun = AccessAttempt.objects.filter(pk=kept.pk)
    old = begun.filter(attempt_time__lt=now - timedelta(hours=settings.AXES_COOLOFF_TIME))
    if not old.update(attempt_time=now, failures_since_start=1):
        begun.update(failures_since_start=F("failures_since_start") + 1)


def forget_count(what: str) -> None:
    AccessAttempt.objects.filter(username=what).delete()


def name_to_count(request: HttpRequest, credentials: dict[str, str] | None) -> str:
    """Return under what django-axes counts an attempt: the name of an account, else a digest of what was typed.

    People type their password where the name belongs, and it must not stand in a table.
    """
    typed = str((credentials or {}).get("username") or request.POST.get("username", ""))
    # PostgreSQL takes no NUL, and an account has none in its name.
    typed = typed.replace("\0", "")
    if User.objects.filter(username=typed).exists():
        return typed
    return "?" + salted_hmac(SALT, typed, algorithm="sha256").hexdigest()[:40]


def is_of_known_device(request: HttpRequest, credentials: dict[str, str] | None) -> bool:
    """Whether django-axes leaves an attempt to the count of the person's own browser (`AccountAdapter`)."""
    username = (credentials or {}).get("username")
    return bool(username) and device_of(request, str(username), timezone.now()) is not None


def mail_key(address: str) -> str:
    """Return the same for all spellings that Django's form for a new password takes for one mail address."""
    return unicodedata.normalize("NFKC", address).casefold().strip()
