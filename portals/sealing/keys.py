"""The keys that texts are sealed with: the first seals, each of them opens."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from hashlib import sha256

from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

# By it a sealed text names its key; it says nothing about the key itself.
PREFIX = b"lien-cong/sealing-key/v1\n"
ID_LENGTH = 8


class NoSuchKey(Exception):
    """A text was sealed with a key that this process was not given; the message names the key by its id."""


def key_id(key: bytes) -> str:
    return sha256(PREFIX + key).hexdigest()[:ID_LENGTH]


@dataclass(frozen=True)
class Keyring:
    """The keys at hand, by their ids; `current` is the id of the one that seals."""

    current: str
    _ciphers: dict[str, AESGCM] = field(repr=False)

    def ids(self) -> tuple[str, ...]:
        return tuple(self._ciphers)

    def cipher(self, name: str) -> AESGCM:
        """Return the cipher of a key by its id. Raises NoSuchKey."""
        try:
            return self._ciphers[name]
        except KeyError:
            raise NoSuchKey(
                f"sealed with the key {name}, which SEALING_KEYS does not hold (it holds {', '.join(self.ids())})"
            ) from None


def keyring() -> Keyring:
    """Return the keys of the setting SEALING_KEYS."""
    return _of(tuple(settings.SEALING_KEYS))


@lru_cache(maxsize=4)
def _of(keys: tuple[bytes, ...]) -> Keyring:
    ciphers = {key_id(key): AESGCM(key) for key in keys}
    return Keyring(next(iter(ciphers)), ciphers)
