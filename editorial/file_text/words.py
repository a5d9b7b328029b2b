"""What people are told about the text of a file."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial.models import PortalDocument
from editorial.models.file_text import FileText, ReadFile, TextFault, TextState

from .recognition import PACKAGES


def said_of_text(document: PortalDocument) -> str:
    """Return how far the reading of a file is and what would help, in a sentence or two. One query."""
    read = (
        ReadFile.objects.filter(document=document)
        .select_related("text")
        .defer("text__text")
        .first()
    )
    if read is None:
        return _("Its text will be read within minutes.")
    if read.text is None:
        return _("The file is missing from the storage: upload it anew.")
    return reading_in_words(read.text)


def reading_in_words(text: FileText) -> str:
    """The same of a text."""
    state = TextState(text.state)
    if state == TextState.FAILED:
        return _said_of_fault(text.fault)
    if state == TextState.OCR_WAITING and text.fault == TextFault.NO_OCR:
        return _(
            "A scan: its pages are pictures. No recognition of scans is installed here, so its words are not known; the"
            " operator installs %(packages)s."
        ) % {"packages": PACKAGES}
    if state in (TextState.READ, TextState.OCR):
        return " ".join(filter(None, (_said_of_words(text), _said_of_cut(text))))
    return {
        TextState.WAITING: _("Its text will be read within minutes."),
        TextState.OCR_WAITING: _(
            "A scan: its pages are pictures. Their words are being recognised; the newest scans come first."
        ),
        TextState.EMPTY: _("No words were found in it."),
        TextState.UNSUPPORTED: _(
            "The words of this kind of file are not read. Save it as PDF or .docx, so that it can be searched."
        ),
    }[state]


def _said_of_words(text: FileText) -> str:
    if text.state == TextState.OCR:
        return _(
            "A scan: its words were recognised by machine, with errors that nobody corrected. Readers cannot search the"
            " file itself; publish the digital original where there is one."
        )
    if text.encoding:
        return _(
            "Its text was read, from an old encoding (%(encoding)s). Readers who search the file itself do not find"
            " words with accents; save it anew in Unicode."
        ) % {"encoding": text.encoding.upper()}
    return _("Its text was read.")


def _said_of_cut(text: FileText) -> str:
    if not text.is_cut:
        return ""
    if text.pages and text.pages_read:
        return ngettext(
            "Only %(count)s page of %(pages)s was read: the file is very long.",
            "Only %(count)s pages of %(pages)s were read: the file is very long.",
            text.pages_read,
        ) % {"count": text.pages_read, "pages": text.pages}
    return _("Only its beginning was read: the file is very long.")


def _said_of_fault(fault: str) -> str:
    return {
        TextFault.LOCKED: _("Its text cannot be read: it is locked with a password."),
        TextFault.DAMAGED: _("Its text cannot be read: the file is damaged. Save it anew."),
        TextFault.TOO_MUCH: _(
            "Its text cannot be read: that takes more than any file may. Split it."
        ),
    }.get(
        TextFault(fault),
        _("Its text could not be read in several tries. The operator finds out why."),
    )
