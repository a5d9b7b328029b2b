"""The kinds of entries about stories and standing pages (docs/ledger-format.md, section 7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portals.ledger.fields import is_commitment, is_digest, is_text
from portals.ledger.registry import LedgerKind

_TOLD = {
    **dict.fromkeys(("content", "address", "title", "origin"), is_text),
    "text": is_digest,
}

PUBLICATION = LedgerKind(
    name="publication",
    # Translators: kept as it is: {office}, {title}, {address}
    sentence=_("{office} published “{title}” at {address}."),
    subject="content",
    must=_TOLD,
    may={"approved": is_commitment},
)
CORRECTION = LedgerKind(
    name="correction",
    # Translators: kept as it is: {office}, {title}, {note}
    sentence=_("{office} corrected “{title}”: {note}"),
    subject="content",
    must={**_TOLD, "note": is_text},
    may={"approved": is_commitment},
)
PAGE = LedgerKind(
    name="page",
    # Translators: kept as it is: {office}, {title}, {address}
    sentence=_("{office} published the page “{title}” at {address}."),
    subject="content",
    must={**dict.fromkeys(("content", "address", "title"), is_text), "text": is_digest},
    may={"approved": is_commitment},
)
WITHDRAWAL = LedgerKind(
    name="withdrawal",
    # Translators: kept as it is: {office}, {address}, {reason}
    sentence=_("{office} withdrew what stood at {address}: {reason}"),
    subject="content",
    must=dict.fromkeys(("content", "address", "reason"), is_text),
    may={"decided": is_commitment},
)
PAPER = LedgerKind(
    name="paper",
    # Translators: kept as it is: {office}, {sha256}
    sentence=_("{office} made the PDF of what it had published, with the fingerprint {sha256}."),
    subject="content",
    must={"content": is_text, "text": is_digest, "sha256": is_digest},
)
STANDING = LedgerKind(
    name="standing",
    # Translators: kept as it is: {office}, {title}, {address}
    sentence=_("{office} recorded that “{title}” stood at {address}."),
    subject="content",
    must=_TOLD,
)
KINDS = (PUBLICATION, CORRECTION, PAGE, WITHDRAWAL, PAPER, STANDING)
