"""All checks of a text. A pure function of what it is given: the same for the editor, the submission and a test."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .findings import CheckedText, Finding, Severity, place_of_field
from .names import check_names
from .numbers import check_numbers
from .pictures import check_pictures
from .structure import check_headings, check_length, check_links, check_tables
from .threats import check_threats
from .uploads import check_uploads

CHECKS = (
    check_threats,
    check_numbers,
    check_uploads,
    check_pictures,
    check_headings,
    check_tables,
    check_links,
    check_names,
    check_length,
)


def check(text: CheckedText) -> list[Finding]:
    """Return what is to be looked at in `text`, what blocks it first."""
    found = [finding for one in CHECKS for finding in one(text)]
    found += _check_copies(text)
    return sorted(found, key=lambda finding: finding.severity != Severity.BLOCK)


def _check_copies(text: CheckedText) -> Iterator[Finding]:
    for copy in text.copies:
        message = _(
            "This text is %(percent)s%% the same as “%(title)s” of %(portal)s. If it is that story, republish it "
            "instead of copying it: corrections then reach you too."
        ) % {"percent": copy.percent, "title": copy.title, "portal": copy.portal}
        yield Finding(
            "near-duplicate",
            Severity.WARNING,
            message,
            place_of_field("body"),
            link=copy.address,
            link_text=_("Open the story"),
            offer=copy.republish,
            offer_text=_("Republish that story instead"),
        )
