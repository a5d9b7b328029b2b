"""How attempts to guess a password are counted: those of strangers together, those of a person's own browser apart.

Otherwise whoever knows a name could lock its owner out, and keep an approver from recalling a story.
"""

from __future__ import annotations

import unicodedata

from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from portals.boards.models import User

from .devices import device_of

SALT = "portals.door.guessing"


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
    return bool(username) and device_of(request, str(username)) is not None


def mail_key(address: str) -> str:
    """Return the same for all spellings that Django's form for a new password takes for one mail address."""
    return unicodedata.normalize("NFKC", address).casefold().strip()
