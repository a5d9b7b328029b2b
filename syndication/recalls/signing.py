"""Signatures of certificates: Ed25519, with the key of this install.

The key is 32 bytes, from CERTIFICATE_KEY, or derived from SECRET_KEY where that is not set. Whoever has the public
key can verify without this install, its database or its secrets.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

ALGORITHM = "Ed25519"
_PURPOSE = b"recall certificates of an install of portals"


@dataclass(frozen=True, slots=True)
class Signed:
    """A text with its signature and the key that proves it, both in base64."""

    content: str
    signature: str
    public_key: str


def sign_certificate(content: str) -> Signed:
    key = _private_key()
    return Signed(content, _text(key.sign(content.encode())), public_key())


def public_key() -> str:
    """Return the public key of this install, in base64."""
    return _text(_private_key().public_key().public_bytes_raw())


def is_genuine(signed: Signed) -> bool:
    """Whether `content` is what the owner of `public_key` signed. Whose that key is, is for the caller to ask."""
    try:
        key = Ed25519PublicKey.from_public_bytes(base64.b64decode(signed.public_key, validate=True))
        key.verify(base64.b64decode(signed.signature, validate=True), signed.content.encode())
    except (InvalidSignature, ValueError, binascii.Error):
        return False
    return True


def fingerprint(key: str) -> str:
    """Return what of a public key people compare: the beginning of its SHA-256, in groups of four."""
    digest = hashlib.sha256(base64.b64decode(key)).hexdigest()[:32].upper()
    return " ".join(digest[place : place + 4] for place in range(0, len(digest), 4))


def certificate_digest(content: str) -> str:
    return hashlib.sha256(content.encode()).hexdigest()


def _private_key() -> Ed25519PrivateKey:
    seed = settings.CERTIFICATE_KEY
    if seed is None:
        derive = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
        seed = derive.derive(settings.SECRET_KEY.encode())
    return Ed25519PrivateKey.from_private_bytes(seed)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()
