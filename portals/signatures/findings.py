"""What was found of the signatures of a PDF, as plain data that a row can keep."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any


class Standing(StrEnum):
    """What the file is, of all its signatures together."""

    # No signature at all: what was scanned, or saved anew.
    COPY = "copy"
    # Every signature holds, and what stands in the file is what was signed. Says nothing of who signed.
    SIGNED = "signed"
    # Something was changed after it was signed, or a signature is not that of its content.
    ALTERED = "altered"
    # Signatures are there that cannot be read.
    UNREADABLE = "unreadable"


class Trust(StrEnum):
    """Whether an authority that is trusted here vouches for the signer."""

    TRUSTED = "trusted"
    # Issued by an authority that is not among the trusted ones.
    UNKNOWN = "unknown"
    SELF_SIGNED = "self_signed"
    # The certificate, or one above it, was not valid when it was signed.
    EXPIRED = "expired"
    REVOKED = "revoked"
    # The certificate is not for signing papers, or its chain breaks a rule.
    UNFIT = "unfit"


class Clock(StrEnum):
    """Whose clock says when it was signed."""

    # A time stamp that holds, by an authority that is trusted here.
    AUTHORITY = "authority"
    # A time stamp that holds, by an authority that is not.
    UNKNOWN_AUTHORITY = "unknown_authority"
    SIGNER = "signer"
    NONE = "none"


class Revocation(StrEnum):
    """Whether the file itself carries word of the certificate's revocation. Nobody is asked over the network."""

    UNCHECKED = "unchecked"
    NOT_REVOKED = "not_revoked"
    REVOKED = "revoked"


@dataclass(frozen=True)
class FoundSignature:
    """One signature. Names are those of the certificate: words of whoever issued it."""

    holds: bool
    # Of a signature that holds: whether what was added later is more than signing leaves behind.
    changed_since: bool
    signer: str
    organisation: str
    issuer: str
    serial: str
    valid_until: str
    signed_at: str
    clock: Clock
    trust: Trust
    revocation: Revocation

    @property
    def at(self) -> datetime | None:
        return datetime.fromisoformat(self.signed_at) if self.signed_at else None


@dataclass(frozen=True)
class SignatureReport:
    """What a check found of one file, which is known by its hash."""

    sha256: str
    checked_at: str
    standing: Standing
    signatures: Sequence[FoundSignature] = field(default=())
    # Whether any authority is trusted here: without, none of the signers can be.
    has_roots: bool = False

    @property
    def is_trusted(self) -> bool:
        """Whether it is signed, and every signer vouched for."""
        return self.standing == Standing.SIGNED and all(
            one.trust == Trust.TRUSTED for one in self.signatures
        )

    def as_values(self) -> dict[str, Any]:
        """Plain values, of which `report_of` makes the same report again."""
        return {**asdict(self), "signatures": [asdict(one) for one in self.signatures]}


def report_of(values: Mapping[str, Any]) -> SignatureReport:
    """Return the report of which `as_values` made `values`."""
    return SignatureReport(
        sha256=values["sha256"],
        checked_at=values["checked_at"],
        standing=Standing(values["standing"]),
        has_roots=values["has_roots"],
        signatures=tuple(
            FoundSignature(
                **{
                    **one,
                    "clock": Clock(one["clock"]),
                    "trust": Trust(one["trust"]),
                    "revocation": Revocation(one["revocation"]),
                }
            )
            for one in values["signatures"]
        ),
    )
