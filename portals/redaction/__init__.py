"""What a citizen wrote or attached is made fit for the public: what names or reaches a person is found, and hidden.

A program proposes, a person decides. What is hidden is in nothing that is handed out. See `docs/redaction.md`.
"""

from .findings import Hidden, PersonalFinding, PersonalKind
from .hiding import accepted, redact, uncovered, united, with_hidden, without_hidden
from .proposing import propose

__all__ = [
    "Hidden",
    "PersonalFinding",
    "PersonalKind",
    "accepted",
    "propose",
    "redact",
    "uncovered",
    "united",
    "with_hidden",
    "without_hidden",
]
