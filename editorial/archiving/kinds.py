"""The kind of entries by which the ledger knows an archive (docs/ledger-format.md, section 7)."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portals.ledger.fields import is_digest, is_ordinal, is_text
from portals.ledger.registry import LedgerKind

ARCHIVE = LedgerKind(
    name="archive",
    # Translators: kept as it is: {office}, {files}, {archive}
    sentence=_("{office} wrote the archive {archive} of {files} public files."),
    subject="archive",
    must={"archive": is_text, "sha256": is_digest, "files": is_ordinal},
    may={"since": is_digest},
)
