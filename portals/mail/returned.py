"""Mails that come back: reports of other servers (RFC 3464) that a mail of ours reached nobody.

They are read from the Maildir (`RETURNED_MAIL`) to which the mail server delivers what is sent to our sender's address.
A report is believed where it holds the Message-ID of a mail that was sent: nobody else knows that.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import Message
from pathlib import Path
from uuid import UUID

import structlog
from django.db import transaction
from django.utils.translation import gettext as _

from . import listeners
from .enums import SendingState
from .models import OutgoingMail

# A report may hold the whole mail; what is larger is none of ours.
LARGEST = 2_000_000
# Replies of people to a sender that nobody reads, and reports that may pass: long enough for an operator who looks.
LETTERS_KEPT = timedelta(days=30)
# A round ends well before the job's time does.
MOST_A_ROUND, ROUND_SECONDS = 500, 30.0
# Of the mailbox: there is none, it was closed, it never took mail. Others are of the mail or of who sends it, or pass.
OF_THE_MAILBOX = re.compile(r"5\.(?:1\.\d{1,3}|2\.1|0\.0)")
# What the library makes of letters that are none: parts within parts without end, signs of no alphabet.
UNREADABLE = (RecursionError, ValueError, LookupError, TypeError, AttributeError)
_MESSAGE_ID = re.compile(r"<([0-9a-f-]{36})@[^<>\s]+>")

logger = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class ReturnReport:
    """That mail of ours came back for good; `status` is what the other server said (RFC 3463)."""

    mail: UUID
    status: str


def read_report(content: bytes) -> ReturnReport | None:
    """Return what a letter reports of a mail of ours; None where it says no such thing, or that it may pass."""
    letter = message_from_bytes(content, policy=policy.compat32)
    if letter.get_content_type() != "multipart/report":
        return None
    # The report itself has an id as well, which is none of ours.
    parts = list(letter.walk())[1:]
    status = next(filter(None, map(_status, parts)), "")
    mail = next(filter(None, map(_mail, parts)), None)
    return ReturnReport(mail, status) if mail and status else None


def _status(part: Message) -> str:
    """Return why a mailbox takes nothing. The blocks of a report are messages of their own."""
    if str(part.get("Action", "")).strip().lower() != "failed":
        return ""
    found = OF_THE_MAILBOX.match(str(part.get("Status", "")).strip())
    return found.group() if found else ""


def _mail(part: Message) -> UUID | None:
    """Return whose mail it was, by the mail or its head that the report quotes."""
    told = part.get("Message-ID", "")
    if part.get_content_type() == "text/rfc822-headers":
        head = part.get_payload(decode=True)
        told = message_from_bytes(head).get("Message-ID", "") if isinstance(head, bytes) else ""
    found = _MESSAGE_ID.search(str(told))
    with suppress(ValueError):
        return UUID(found[1]) if found else None
    return None


@transaction.atomic
def note_returned(report: ReturnReport, *, now: datetime) -> bool:
    """Say of a mail that was sent that it came back; return whether there was one. Safe to repeat."""
    mails = OutgoingMail.objects.select_for_update().filter(pk=report.mail, state=SendingState.SENT)
    kind = mails.values_list("kind", flat=True).first()
    if kind is None:
        return False
    words = _("It came back: %(status)s.") % {"status": report.status}
    mails.update(state=SendingState.GIVEN_UP, state_at=now, reason=words)
    listeners.tell_came_back({report.mail: kind}, now=now)
    return True


def take_returned(folder: Path, *, now: datetime) -> int:
    """Read the new letters of a Maildir; return how many mails of ours came back by them.

    A report is deleted, since it names a mailbox; what else came is left, marked as seen, for `LETTERS_KEPT`.
    """
    _forget_letters(folder, before=now - LETTERS_KEPT)
    count, began = 0, time.monotonic()
    for key in _new_of(folder):
        if time.monotonic() - began > ROUND_SECONDS:
            break
        # Before it is read: whatever a letter does to this process, it does so once.
        letter = (folder / "new" / key).rename(folder / "cur" / f"{key}:2,S")
        report = _report_in(letter)
        if report is not None:
            count += note_returned(report, now=now)
            letter.unlink()
    if count:
        logger.info("mail.came_back", count=count)
    return count


def _forget_letters(folder: Path, *, before: datetime) -> None:
    for letter in (folder / "cur").iterdir():
        # Whoever else reads the folder may have taken it away.
        with suppress(FileNotFoundError):
            if letter.stat().st_mtime < before.timestamp():
                letter.unlink()


def _new_of(folder: Path) -> Iterator[str]:
    there = sorted(one.name for one in (folder / "new").iterdir() if one.is_file())
    return iter(there[:MOST_A_ROUND])


def _report_in(letter: Path) -> ReturnReport | None:
    if letter.stat().st_size > LARGEST:
        return None
    try:
        return read_report(letter.read_bytes())
    except UNREADABLE as error:
        # Anybody may send such a one, and it must not keep back the others.
        logger.warning("mail.unreadable_letter", letter=letter.name, error=type(error).__name__)
        return None
