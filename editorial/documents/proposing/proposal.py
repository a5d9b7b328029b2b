"""What is proposed, and on what it rests."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum


class Sureness(IntEnum):
    """How sure a value is, for whoever confirms it."""

    # Read as it is printed, where the decree has it.
    READ = 3
    # Signs were mended that recognition of scans often takes for others, or one of two signs of it is missing.
    MENDED = 2
    # Put together from what stands near.
    GUESSED = 1


@dataclass(frozen=True, slots=True)
class Proposed[Value]:
    """A value, and the line of the text that says it."""

    value: Value
    evidence: str
    sureness: Sureness = Sureness.READ


@dataclass(slots=True)
class DocumentProposal:
    """The fields of a document as far as they were found; None is not found.

    `secrecy` is the mark of a state secret ("MẬT", "TỐI MẬT", "TUYỆT MẬT"): such a document is taken by no portal.
    `is_internal`: it says of itself that it is for internal use.
    """

    number: Proposed[str] | None = None
    document_kind: Proposed[str] | None = None
    issuer: Proposed[str] | None = None
    issued_on: Proposed[date] | None = None
    effective_on: Proposed[date] | None = None
    abstract: Proposed[str] | None = None
    signer: Proposed[str] | None = None
    signing_capacity: Proposed[str] | None = None
    signer_position: Proposed[str] | None = None
    recipients: Proposed[str] | None = None
    secrecy: Proposed[str] | None = None
    is_internal: bool = False
    # Of the heading, which the fields after it need.
    kind_line: int | None = field(default=None, repr=False)
