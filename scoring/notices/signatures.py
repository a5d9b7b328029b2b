"""What was found of the signature of a notice, in words for everybody who reads it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from portals.signatures.findings import report_of
from portals.signatures.words import sentences_of
from scoring.models import RoundNotice


def signatures_told(notice: RoundNotice) -> list[str]:
    """The standing of the file, then each signature. No query."""
    if notice.signatures is None:
        if notice.proceeding.is_published:
            return [_("Entered before digital signatures were looked at.")]
        return [
            _("Its digital signature is being looked at; the scorecards are published after that.")
        ]
    return sentences_of(report_of(notice.signatures))
