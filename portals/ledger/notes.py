"""Keys, checkpoints and who signed them: C2SP's signed-note, tlog-checkpoint and tlog-cosignature (section 4)."""

from __future__ import annotations

import re
from base64 import b64decode, b64encode
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum
from hashlib import sha256

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

MOST_SIGNATURES = 32
LARGEST_SIZE = 2**63 - 1
_NAME = re.compile(r"[^\s+]+")
_SIZE = re.compile(r"[1-9][0-9]{0,18}", re.ASCII)
_KEY_ID = re.compile(r"[0-9a-f]{8}", re.ASCII)
_MARK = "— "
_PRIVATE = "PRIVATE+KEY+"


class BadNote(ValueError):
    """A key or checkpoint that is malformed, or not signed as it must be; the message says in what."""


class Algorithm(IntEnum):
    LEDGER = 1
    WITNESS = 4


@dataclass(frozen=True, slots=True)
class Key:
    """A public key with a name; written as C2SP's verifier key."""

    name: str
    algorithm: Algorithm
    public: bytes

    @property
    def key_id(self) -> bytes:
        told = self.name.encode() + b"\n" + bytes([self.algorithm]) + self.public
        return sha256(told).digest()[:4]

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{_base64(bytes([self.algorithm]) + self.public)}"

    @classmethod
    def parse(cls, text: str) -> Key:
        """Read a verifier key. Raises BadNote."""
        name, key_id, data = _key_parts(text)
        key = cls(name, _algorithm(data), data[1:])
        if key.key_id.hex() != key_id:
            raise BadNote("the key id is not that of the key")
        return key

    def verifies(self, signature: bytes, message: bytes) -> bool:
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs. Its text is a secret."""

    name: str
    algorithm: Algorithm
    seed: bytes

    def __repr__(self) -> str:
        return f"<Signer {self.name}>"

    @classmethod
    def generate(cls, name: str, algorithm: Algorithm) -> Signer:
        """Make a new key. Raises BadNote where the name cannot be one."""
        _check_name(name)
        return cls(name, algorithm, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def parse(cls, text: str) -> Signer:
        """Read what `secret_text` wrote. Raises BadNote."""
        if not text.startswith(_PRIVATE):
            raise BadNote("no private key")
        name, key_id, data = _key_parts(text.removeprefix(_PRIVATE))
        signer = cls(name, _algorithm(data), data[1:])
        if signer.key.key_id.hex() != key_id:
            raise BadNote("the key id is not that of the key")
        return signer

    @property
    def secret_text(self) -> str:
        data = _base64(bytes([self.algorithm]) + self.seed)
        return f"{_PRIVATE}{self.name}+{self.key.key_id.hex()}+{data}"

    @property
    def key(self) -> Key:
        public = self._private().public_key().public_bytes_raw()
        return Key(self.name, self.algorithm, public)

    def sign(self, message: bytes) -> bytes:
        return self._private().sign(message)

    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """That the first `size` entries of the ledger named `origin` have this root."""

    origin: str
    size: int
    root: bytes

    @property
    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{_base64(self.root)}\n"

    @classmethod
    def parse(cls, text: str) -> Checkpoint:
        lines = text.split("\n")
        if len(lines) != 4 or lines[3]:
            raise BadNote("a checkpoint has three lines of text")
        origin, size, root = lines[:3]
        _check_name(origin)
        if not _SIZE.fullmatch(size) or int(size) > LARGEST_SIZE:
            raise BadNote("the size is no number from 1")
        return cls(origin, int(size), _unbase64(root, 32))


@dataclass(frozen=True, slots=True)
class Signature:
    """One line below a checkpoint, not yet checked. `data` is what follows the key id."""

    name: str
    key_id: bytes
    data: bytes

    @property
    def line(self) -> str:
        return f"{_MARK}{self.name} {_base64(self.key_id + self.data)}\n"

    def is_of(self, key: Key) -> bool:
        return self.name == key.name and self.key_id == key.key_id


@dataclass(frozen=True, slots=True)
class Given:
    """A signature that was checked; `at` is when a witness gave it."""

    key: Key
    at: datetime | None


@dataclass(frozen=True, slots=True)
class SignedCheckpoint:
    checkpoint: Checkpoint
    signatures: tuple[Signature, ...]

    def to_bytes(self) -> bytes:
        return (self.checkpoint.text + "\n" + "".join(one.line for one in self.signatures)).encode()

    @classmethod
    def parse(cls, data: bytes) -> SignedCheckpoint:
        """Read a checkpoint with its lines, without checking any signature. Raises BadNote."""
        try:
            text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            raise BadNote("no UTF-8") from error
        body, separator, lines = text.partition("\n\n")
        if not separator or not lines.endswith("\n"):
            raise BadNote(
                "text and signatures are not parted by an empty line, or the last line does not end"
            )
        signatures = tuple(_signature(line) for line in lines[:-1].split("\n"))
        if len(signatures) > MOST_SIGNATURES:
            raise BadNote(f"more than {MOST_SIGNATURES} signatures")
        return cls(Checkpoint.parse(body + "\n"), signatures)

    def verify(self, keys: Collection[Key]) -> list[Given]:
        """Return the signatures by those of `keys` that signed; the ledger's own is among them, or BadNote is raised.

        Lines of other keys are passed over; a line of one of these keys that does not verify is BadNote too.
        """
        given = [
            Given(key, _checked(self.checkpoint, signature, key))
            for signature in self.signatures
            for key in keys
            if signature.is_of(key)
        ]
        if not any(
            one.key.algorithm == Algorithm.LEDGER and one.key.name == self.checkpoint.origin
            for one in given
        ):
            raise BadNote("no signature of the ledger's key")
        return given

    def with_signature(self, signature: Signature) -> SignedCheckpoint:
        return replace(self, signatures=(*self.signatures, signature))


def sign_checkpoint(checkpoint: Checkpoint, signer: Signer) -> SignedCheckpoint:
    """Sign as the ledger. Raises BadNote where the key is not the one of this ledger."""
    if signer.algorithm != Algorithm.LEDGER or signer.name != checkpoint.origin:
        raise BadNote("the key is not the one of this ledger")
    data = signer.sign(checkpoint.text.encode())
    return SignedCheckpoint(checkpoint, (Signature(signer.name, signer.key.key_id, data),))


def countersign(checkpoint: Checkpoint, signer: Signer, at: datetime) -> Signature:
    """Sign as a witness who, at this moment, had seen no larger tree of this ledger."""
    if signer.algorithm != Algorithm.WITNESS:
        raise BadNote("the key is not one of a witness")
    seconds = int(at.timestamp())
    data = seconds.to_bytes(8, "big") + signer.sign(_witnessed(checkpoint, seconds))
    return Signature(signer.name, signer.key.key_id, data)


def _checked(checkpoint: Checkpoint, signature: Signature, key: Key) -> datetime | None:
    message, data, at = checkpoint.text.encode(), signature.data, None
    if key.algorithm == Algorithm.WITNESS:
        seconds, data = int.from_bytes(data[:8], "big"), data[8:]
        message = _witnessed(checkpoint, seconds)
        try:
            at = datetime.fromtimestamp(seconds, UTC)
        except (ValueError, OverflowError, OSError) as error:
            raise BadNote(f"the moment of {key.name} is none") from error
    if len(data) != 64 or not key.verifies(data, message):
        raise BadNote(f"the signature of {key.name} is not good")
    return at


def _witnessed(checkpoint: Checkpoint, seconds: int) -> bytes:
    return f"cosignature/v1\ntime {seconds}\n{checkpoint.text}".encode()


def _signature(line: str) -> Signature:
    name, separator, data = line.removeprefix(_MARK).partition(" ")
    if not line.startswith(_MARK) or not separator:
        raise BadNote("a line that is no signature")
    _check_name(name)
    raw = _unbase64(data)
    if len(raw) < 5:
        raise BadNote("a signature that is too short")
    return Signature(name, raw[:4], raw[4:])


def _key_parts(text: str) -> tuple[str, str, bytes]:
    # The base64 may hold a plus too.
    parts = text.split("+", 2)
    if len(parts) != 3 or not _KEY_ID.fullmatch(parts[1]):
        raise BadNote("a key is a name, a key id and base64, with a plus between")
    _check_name(parts[0])
    return parts[0], parts[1], _unbase64(parts[2], 33)


def _algorithm(data: bytes) -> Algorithm:
    try:
        return Algorithm(data[0])
    except ValueError as error:
        raise BadNote("a key of an unknown algorithm") from error


def _check_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise BadNote(f"{name!r} is no name of a key")


def _base64(data: bytes) -> str:
    return b64encode(data).decode()


def _unbase64(text: str, length: int | None = None) -> bytes:
    try:
        data = b64decode(text, validate=True)
    except ValueError as error:
        raise BadNote("no base64") from error
    # Bits beyond the last byte, and other ways to write the same.
    if _base64(data) != text or length not in (None, len(data)):
        raise BadNote("base64 of another length, or not as it is written")
    return data
