"""What stays of a text that is erased: a commitment, by which a person can show what had been there, and nobody else.

The form is the ledger's (`portals/ledger/commitments.py`), so an entry may carry it.
"""

from __future__ import annotations

import hmac

from portals.ledger.commitments import SALT_SIZE, Opening
from portals.text import nfc


def commit(value: str, salt: bytes) -> str:
    """Return the commitment to `value` (in NFC), `c1:` and 64 hexadecimal digits.

    `salt` is `SALT_SIZE` random bytes of this one value. Whoever has it can try out all telephone numbers: hand it to
    the person, or destroy it, but never keep it beside the commitment. Raises ValueError for a shorter one.
    """
    if len(salt) < SALT_SIZE:
        raise ValueError(f"A salt has at least {SALT_SIZE} random bytes.")
    return Opening(salt, nfc(value)).commitment


def is_of(commitment: str, value: str, salt: bytes) -> bool:
    """Whether `commitment` was made of this value with this salt."""
    return hmac.compare_digest(commitment, commit(value, salt))
