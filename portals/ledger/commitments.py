"""Persons in the ledger: a hash with a salt, which says nothing once the salt is deleted (section 2)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from hashlib import sha256
from secrets import token_bytes

from .canonical import Value, encode

PREFIX = b"lien-cong/commitment/v1\n"
SALT_SIZE = 32
WRITTEN = re.compile(r"c1:[0-9a-f]{64}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Opening:
    """A value and the salt it was committed to with. Whoever holds it can show what `commitment` covers."""

    salt: bytes
    value: Value

    @classmethod
    def of(cls, value: Value) -> Opening:
        """Commit to `value` with a new salt."""
        return cls(token_bytes(SALT_SIZE), value)

    @property
    def commitment(self) -> str:
        return "c1:" + sha256(PREFIX + self.salt + encode(self.value)).hexdigest()

    def as_json(self) -> dict[str, Value]:
        return {"commitment": self.commitment, "salt": self.salt.hex(), "value": self.value}
