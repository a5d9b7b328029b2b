"""Files of the text whose examination is not over, or ended badly."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from .findings import CheckedText, Finding, OpenFile, Severity, place_of_field


def check_uploads(text: CheckedText) -> Iterator[Finding]:
    place = place_of_field("body")
    for file in text.open_files:
        if file.refusal:
            yield Finding("file-refused", Severity.BLOCK, said_of(file), place)
        else:
            # The text may be submitted meanwhile; it is not approved before.
            yield Finding("file-examined", Severity.WARNING, said_of(file), place)


def said_of(file: OpenFile) -> str:
    """Say why the text cannot be published with `file`, and what to do."""
    if file.refusal:
        return _(
            "“%(title)s” was refused: %(reason)s Take it out of the text, or upload it anew."
        ) % {"title": file.title, "reason": file.refusal}
    return _(
        "“%(title)s” is still being examined. Publish the text once that is over; it takes a few minutes at most."
    ) % {"title": file.title}
