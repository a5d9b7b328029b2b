"""Which key is the ledger's, and which keys are known."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from .models import LedgerKey
from .notes import Algorithm, BadNote, Key, Signer


def origin() -> str:
    """Return the name of this ledger, which is that of its key."""
    return f"so-cai.{settings.PORTALS_BASE_DOMAIN}"


def signer_at_hand() -> Signer | None:
    """Return the ledger's private key, where this process was given it (LEDGER_KEY)."""
    return Signer.parse(settings.LEDGER_KEY) if settings.LEDGER_KEY else None


def known_keys() -> list[Key]:
    """Return the ledger's keys, former ones too, and those of the witnesses, in the order in which they came."""
    return [
        Key.parse(text) for text in LedgerKey.objects.order_by("pk").values_list("text", flat=True)
    ]


def ledger_keys() -> list[Key]:
    return [key for key in known_keys() if key.algorithm == Algorithm.LEDGER]


def add_key(key: Key, *, now: datetime) -> bool:
    """Have a key known from now on; return False where it was. Raises BadNote for another ledger's key."""
    if key.algorithm == Algorithm.LEDGER and key.name != origin():
        raise BadNote(f"the key is of {key.name}, this ledger is {origin()}")
    _row, is_new = LedgerKey.objects.get_or_create(text=str(key), defaults={"added_at": now})
    return is_new
