"""The ledger on paper, which survives: a checkpoint as text and as a QR code, and the sheet of a month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import MAXYEAR, datetime, time
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import segno
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portals.clock import LOCAL_ZONE
from portals.typeset import typeset

from .keys import known_keys
from .models import LedgerCheckpoint
from .notes import Algorithm, SignedCheckpoint
from .queries import note_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from portals.models import Portal

SHEET, PART, CODE = "portals/ledger/closing_sheet.typ", "checkpoint.typ", "checkpoint.svg"


@dataclass(frozen=True)
class OnPaper:
    """A checkpoint for a sheet of one's own, which imports `checkpoint.typ` and gives it `told`.

    `files` go to `typeset`.
    """

    told: Mapping[str, Any]
    files: Mapping[str, bytes]


def last_checkpoint_of(month: date) -> LedgerCheckpoint | None:
    """Return the last checkpoint that was signed in the month that begins with the day `month`, as days are here."""
    if month.year == MAXYEAR:
        # The next year cannot be said.
        return None
    begin = datetime.combine(month.replace(day=1), time(), LOCAL_ZONE)
    later = begin.replace(year=begin.year + begin.month // 12, month=begin.month % 12 + 1)
    signed = LedgerCheckpoint.objects.filter(signed_at__gte=begin, signed_at__lt=later)
    return signed.order_by("-pk").first()


def months_signed(limit: int = 12) -> list[datetime]:
    """Return the first days of the months in which something was signed, the newest first. One query."""
    months = LedgerCheckpoint.objects.datetimes("signed_at", "month", "DESC", tzinfo=LOCAL_ZONE)
    return list(months[:limit])


def checkpoint_on_paper(checkpoint: LedgerCheckpoint) -> OnPaper:
    """Return what prints a checkpoint: its three lines, its time, the key, and all of the signed note as a QR code."""
    signed = SignedCheckpoint.parse(checkpoint.note.encode())
    origin, size, root = signed.checkpoint.text.splitlines()
    keys = [
        str(one.key) for one in signed.verify(known_keys()) if one.key.algorithm == Algorithm.LEDGER
    ]
    facts = [
        [_("Ledger"), origin],
        [_("Entries"), size],
        [_("Root"), root],
        [_("Signed at"), _in_words(checkpoint.signed_at)],
        *([_("Key of the ledger"), key] for key in keys),
    ]
    code = BytesIO()
    # As a file is: what a scanner reads, saved, is the checkpoint.
    segno.make(checkpoint.note, mode="byte", encoding="utf-8", error="m", micro=False).save(
        code, kind="svg", border=4
    )
    told = {"facts": facts, "code": CODE, "under_code": _("The signed checkpoint, as it is filed")}
    return OnPaper(told, {CODE: code.getvalue(), PART: part_of_sheets()})


def part_of_sheets() -> bytes:
    """Return the part of a template by which sheets print a checkpoint."""
    return (Path(settings.ROOT) / "templates/portals/ledger" / PART).read_bytes()


def closing_sheet(checkpoint: LedgerCheckpoint, *, province: Portal, month: date) -> bytes:
    """Return the PDF that is printed, signed and attached to a month's notice. The same content, the same bytes."""
    on_paper = checkpoint_on_paper(checkpoint)
    told = {
        "title": _("Closing sheet of the ledger, %(month)s") % {"month": f"{month:%m/%Y}"},
        "agency": province.agency,
        "intro": ngettext(
            "At the end of this month the ledger held %(count)d entry. Nothing of it can be changed any more without "
            "contradicting this sheet.",
            "At the end of this month the ledger held %(count)d entries. Nothing of them can be changed any more "
            "without contradicting this sheet.",
            checkpoint.pk,
        )
        % {"count": checkpoint.pk},
        "checkpoint": on_paper.told,
        "witnesses_heading": _("Countersigned by"),
        "witnesses": _witnesses_of(checkpoint),
        "how": _(
            "To check: read the code with a telephone or a scanner, save what it says as a file, and give it with the "
            "files of the ledger to the verifier: verify.py so-cai --checkpoint FILE --key KEY."
        ),
        "place": "……, …… / …… / ………",
        "signer": _("For the editorial board of the province"),
        "sign_here": _("(signature and seal)"),
    }
    return typeset(SHEET, told, at=checkpoint.signed_at, files=on_paper.files)


def _witnesses_of(checkpoint: LedgerCheckpoint) -> list[str]:
    given = SignedCheckpoint.parse(note_of(checkpoint)).verify(known_keys())
    return [f"{one.key.name}, {_in_words(one.at)}" for one in given if one.at is not None]


def _in_words(at: datetime) -> str:
    return at.astimezone(LOCAL_ZONE).strftime("%d/%m/%Y %H:%M:%S")
