"""One sealed text: AES-256-GCM over it, and over the place where it belongs, so that nowhere else it opens.

Stored as `s1.<id of the key>.<base64url of nonce, ciphertext and tag>`. The nonce is random, 96 bits: two seals of one
text differ, which is why nothing is found by its value; a key is good for some billions of texts.
"""

from __future__ import annotations

import json
import os
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.exceptions import InvalidTag
from django.views.decorators.debug import sensitive_variables

from .keys import ID_LENGTH, keyring

VERSION = "s1"
NONCE_SIZE = 12
TAG_SIZE = 16
# What PostgreSQL holds a column against: at least a nonce and a tag, and no plain text by accident. The length is
# asked apart: counted by the pattern it took six times as long, in each writing of a row.
FORM = rf"^{VERSION}\.[0-9a-f]{{{ID_LENGTH}}}\.[A-Za-z0-9_-]+={{0,2}}$"
# Without the signs that fill it up.
SHORTEST = len(VERSION) + ID_LENGTH + 2 + 38


class Broken(Exception):
    """A sealed text does not open where it stands: it was altered, cut, or taken from another row or column."""


@dataclass(frozen=True)
class SealedPlace:
    """Where a text belongs: its table, its column, and what tells its row from all others."""

    table: str
    column: str
    row: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.table}.{self.column} of {', '.join(self.row)}"

    def as_bytes(self) -> bytes:
        """What is authenticated beside the text; a list in JSON, so that no two places are written alike."""
        return json.dumps([f"lien-cong/{VERSION}", self.table, self.column, *self.row]).encode()


@dataclass(frozen=True)
class Sealed:
    """A text as the database holds it."""

    stored: str = field(repr=False)

    @property
    def key(self) -> str:
        """The id of the key that it was sealed with; empty where the form is another."""
        return self.stored.partition(".")[2].partition(".")[0]

    def __str__(self) -> str:
        return repr(self)


class Unsealed:
    """A text that waits in memory to be sealed. It shows itself to nobody, and is not pickled into a cache or a job."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __repr__(self) -> str:
        return "Unsealed()"

    def __deepcopy__(self, _memo: object) -> Unsealed:
        return self

    def __reduce__(self) -> Any:
        raise TypeError("A text that is to be sealed is not pickled: save its row first.")


@sensitive_variables()
def seal(text: str, place: SealedPlace) -> Sealed:
    """Seal `text` with the first key, for this place alone."""
    keys = keyring()
    nonce = os.urandom(NONCE_SIZE)
    body = keys.cipher(keys.current).encrypt(nonce, text.encode(), place.as_bytes())
    return Sealed(f"{VERSION}.{keys.current}.{urlsafe_b64encode(nonce + body).decode()}")


@sensitive_variables()
def unseal(sealed: Sealed, place: SealedPlace) -> str:
    """Return the text. Raises NoSuchKey, or Broken, which names the place and nothing of the text."""
    parts = sealed.stored.split(".")
    if len(parts) != 3 or parts[0] != VERSION:
        raise Broken(f"{place}: this is no sealed text")
    cipher = keyring().cipher(parts[1])
    try:
        raw = urlsafe_b64decode(parts[2])
        return cipher.decrypt(raw[:NONCE_SIZE], raw[NONCE_SIZE:], place.as_bytes()).decode()
    except (InvalidTag, ValueError):
        raise Broken(f"{place}: altered, or taken from elsewhere") from None
