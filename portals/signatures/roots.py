"""Which authorities are trusted: certificates in a folder of the operator, named in a list with their dates.

None is shipped: whom a province trusts is its own to say. Certificates in the folder that the list does not name only
help to find the way up to a root.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from asn1crypto import pem, x509

LIST = "roots.toml"
ENDINGS = frozenset({".crt", ".cer", ".pem", ".der"})
LARGEST = 64 * 1024


class UnreadableRoots(Exception):
    """The folder of trusted authorities is not as it must be; its text says where."""


@dataclass(frozen=True)
class TrustRoot:
    """An authority, trusted for what was signed from `since` on and until `until`; None: without end."""

    certificate: x509.Certificate
    since: date
    until: date | None

    def is_trusted_on(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class TrustedAuthorities:
    roots: tuple[TrustRoot, ...] = ()
    others: tuple[x509.Certificate, ...] = ()


def read_roots(folder: str) -> TrustedAuthorities:
    """Read the folder; nothing is trusted where it is empty. Raises UnreadableRoots."""
    if not folder:
        return TrustedAuthorities()
    place = Path(folder)
    try:
        listed = tomllib.loads((place / LIST).read_text(encoding="utf-8")).get("root", [])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UnreadableRoots(f"{place / LIST}: {error}") from error
    roots = tuple(_root(place, one) for one in listed)
    named = {one.get("file") for one in listed}
    return TrustedAuthorities(
        roots,
        tuple(
            read_certificate(path)
            for path in sorted(place.iterdir())
            if path.suffix.lower() in ENDINGS and path.name not in named
        ),
    )


def _root(place: Path, given: dict[str, object]) -> TrustRoot:
    name, since, until = given.get("file"), given.get("from"), given.get("until")
    if not isinstance(name, str) or Path(name).name != name:
        raise UnreadableRoots(f"{place / LIST}: each root has a `file` of this folder.")
    if type(since) is not date or not (until is None or type(until) is date):
        raise UnreadableRoots(
            f"{place / LIST}: {name} has a day in `from`, and one or none in `until`."
        )
    return TrustRoot(read_certificate(place / name), since, until)


def read_certificate(path: Path) -> x509.Certificate:
    """Read one certificate, in either form. Raises UnreadableRoots."""
    try:
        held = path.read_bytes()[:LARGEST]
        if pem.detect(held):
            held = pem.unarmor(held)[2]
        found = x509.Certificate.load(held, strict=True)
        # Read at once: else what is wrong inside shows only when it is needed.
        _ = found.native
    except (OSError, ValueError, TypeError) as error:
        raise UnreadableRoots(f"{path}: {error}") from error
    return found
