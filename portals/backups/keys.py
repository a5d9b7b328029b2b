"""Fingerprints of the keys without which a backup is of no use. The keys themselves are never in it."""

from __future__ import annotations

import base64
import hmac
from collections.abc import Mapping, Sequence

from django.conf import settings

from portals.ledger.keys import ledger_keys
from portals.sealing.keys import keyring

_PURPOSE = b"lien-cong/backup-key/v1"
# Without these something in the database stays shut; the others sign, and a lost one is replaced.
OPENING = ("SEALING_KEYS", "SECRET_KEY")


def keys_needed() -> dict[str, list[str]]:
    """By variable, the fingerprints of the keys that this process has, and the public keys of the ledger."""
    needed = {
        "SECRET_KEY": [_fingerprint(settings.SECRET_KEY.encode())],
        # As doctor and `reseal` name them.
        "SEALING_KEYS": list(keyring().ids()),
        "LEDGER_KEY": [str(key) for key in ledger_keys()],
    }
    if settings.CERTIFICATE_KEY is not None:
        needed["CERTIFICATE_KEY"] = [_fingerprint(settings.CERTIFICATE_KEY)]
    return needed


def missing_keys(needed: Mapping[str, Sequence[str]]) -> list[str]:
    """In words, the keys that open something and that this process was not given."""
    at_hand = {
        "SECRET_KEY": [_fingerprint(settings.SECRET_KEY.encode())],
        "SEALING_KEYS": list(keyring().ids()),
    }
    return [
        f"{name}: the one with the fingerprint {fingerprint}"
        for name in OPENING
        for fingerprint in needed.get(name, ())
        if fingerprint not in at_hand[name]
    ]


def _fingerprint(key: bytes) -> str:
    return base64.b16encode(hmac.digest(key, _PURPOSE, "sha256")[:8]).decode().lower()
