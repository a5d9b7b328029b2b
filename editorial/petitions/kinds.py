"""The kind of entries about results that came by a council's sheet (docs/ledger-format.md, section 7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portals.ledger.fields import is_commitment, is_text
from portals.ledger.registry import LedgerKind

PETITION_RESULT = LedgerKind(
    name="petition-result",
    # Translators: kept as it is: {office}, {address}
    sentence=_("{office} published the result of a petition at {address}."),
    subject="petition",
    must={"petition": is_text, "address": is_text, "text": is_commitment},
)
