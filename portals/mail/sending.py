"""Handing mails to the mail server: each once, as far as anybody can know.

A mail that the server did not take waits and is tried again, less and less often, until it is of no use. One of which
nobody knows whether it was taken is not sent again: its row says so. Only what comes in numbers is, under the same
Message-ID: there one too few is worse than one twice.
"""

from __future__ import annotations

import re
import smtplib
import time
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import EmailMultiAlternatives, mailers
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from portals.database.quiet import is_quiet_copy
from portals.operations.mending import note_mended

from . import listeners
from .enums import IN_TURN, OF_CITIZENS, REPEATABLE, UNSENT, SendingState
from .models import MailAttachment, OutgoingMail

FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(minutes=10)
MAILS_A_ROUND = 100
# A round ends well before the job's time does: what is cut off in the middle of a mail is lost.
ROUND_SECONDS = 30.0
# Longer than a server may take for one mail (`MAIL_TIMEOUT` for each of its answers).
STUCK_AFTER = timedelta(minutes=10)
SERVER_AWAY = (smtplib.SMTPException, OSError)
PERMANENT = 500
# As long as anybody asks why a mail did not come.
KEPT = timedelta(days=30)

logger = structlog.get_logger(__name__)


def send_due(*, now: datetime, limit: int = MAILS_A_ROUND, only: OutgoingMail | None = None) -> int:
    """Send what may be tried at `now`, or `only` one; return how many the server took.

    Nobody is asked where nothing is due. On a practice install all mails stay as they were written, for the list that
    shows them, until the next clone; on a restored copy until a person confirms it.
    """
    if settings.PORTALS_PRACTICE_OF or is_quiet_copy():
        return 0
    _give_up_useless(now)
    mails = OutgoingMail.objects.due(now)
    if only is not None:
        mails = mails.filter(pk=only.pk)
    due = _in_turn(mails, limit)
    if not due:
        return 0
    server = mailers.default
    try:
        server.open()
    except SERVER_AWAY as error:
        _all_wait(due, error, now)
        return 0
    try:
        return _send_each(server, due, now)
    finally:
        with suppress(*SERVER_AWAY):
            # What it was told is known; how it says goodbye does not matter.
            server.close()


def mend_stuck(*, now: datetime) -> int:
    """Say of mails whose worker died while it sent them that nobody knows; return how many.

    Those that may come twice wait again.
    """
    rows = OutgoingMail.objects.filter(state=SendingState.HANDING, state_at__lte=now - STUCK_AFTER)
    words = _("The worker was stopped meanwhile.")
    again = rows.filter(kind__in=REPEATABLE).update(
        state=SendingState.WAITING, state_at=now, next_try_at=now, reason=words, may_have_come=True
    )
    stuck = _end(rows.exclude(kind__in=REPEATABLE), SendingState.UNKNOWN, words, now)
    return note_mended("mails left by a killed worker", stuck + again)


def end_mails_of_before(moment: datetime, *, now: datetime) -> int:
    """Say of mails that were written before `moment` and wait that nobody knows; return how many.

    For a copy restored from a backup: the install that was has sent them since, as a rule.
    """
    waiting = OutgoingMail.objects.filter(state__in=UNSENT, written_at__lt=moment)
    words = _("The install was restored from a backup meanwhile.")
    return _end(waiting, SendingState.UNKNOWN, words, now)


def forget_old_mails(*, now: datetime) -> int:
    """Delete what is left of mails that nobody asks for any more; return how many.

    Addresses go once more that nodes of the release before kept.
    """
    _forget_citizens(OutgoingMail.objects.exclude(state__in=UNSENT))
    count, _by_model = (
        OutgoingMail.objects.exclude(state__in=UNSENT).filter(written_at__lt=now - KEPT).delete()
    )
    return count


def _in_turn(mails: Any, limit: int) -> list[OutgoingMail]:
    """The next mails: what comes in numbers last."""
    due: list[OutgoingMail] = []
    for kinds in IN_TURN:
        if len(due) < limit:
            of_them = mails.filter(kind__in=sorted(kinds)).prefetch_related("attachments")
            due += of_them.order_by("next_try_at", "pk")[: limit - len(due)]
    return due


def _send_each(server: Any, due: Iterable[OutgoingMail], now: datetime) -> int:
    sent = 0
    began = time.monotonic()
    for mail in due:
        if time.monotonic() - began > ROUND_SECONDS:
            break
        if not _claim(mail, now) or not _may_leave(mail, now):
            continue
        try:
            sent += _send(server, mail, now)
        except SERVER_AWAY:
            # The others wait for the next round.
            break
    return sent


def _send(server: Any, mail: OutgoingMail, now: datetime) -> int:
    """Send a mail that was claimed; return whether the server took it. Raises where it would take no other either."""
    try:
        server.send_messages([_message(mail)])
    except smtplib.SMTPSenderRefused as error:
        # Not the mail is at fault but who sends it: nothing would be taken until somebody mends that.
        _broke_off(mail, error, now, taken=False)
        raise
    except (smtplib.SMTPResponseException, smtplib.SMTPRecipientsRefused, ValueError) as error:
        _refused(mail, error, now)
        return 0
    except BaseException as error:
        # The connection is broken, or the job's time is over.
        _broke_off(mail, error, now, taken=getattr(server, "may_have_been_taken", True))
        raise
    return _end(_claimed(mail), SendingState.SENT, "", now)


def _claim(mail: OutgoingMail, now: datetime) -> bool:
    """Take the mail for sending; of two workers one succeeds."""
    waiting = OutgoingMail.objects.filter(pk=mail.pk, state=SendingState.WAITING, tries=mail.tries)
    return bool(waiting.update(state=SendingState.HANDING, state_at=now, tries=F("tries") + 1))


def _may_leave(mail: OutgoingMail, now: datetime) -> bool:
    """Ask whose mail it is; what may not leave any more is deleted in the transaction of the answer."""
    listener = listeners.listener_of(mail.kind)
    if listener is None:
        return True
    with transaction.atomic():
        if listener.may_leave(mail.pk, now=now):
            return True
        _claimed(mail).delete()
    return False


def _claimed(mail: OutgoingMail) -> Any:
    return OutgoingMail.objects.filter(pk=mail.pk, state=SendingState.HANDING)


def _message(mail: OutgoingMail) -> EmailMultiAlternatives:
    one_click = {}
    if mail.unsubscribe:
        one_click = {
            "List-Unsubscribe": f"<{mail.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2]
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        to=[mail.address],
        headers={
            "Message-ID": f"<{mail.pk}@{domain}>",
            # So that answers by machines of people on leave are not sent back.
            "Auto-Submitted": "auto-generated",
            **one_click,
        },
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    for one in mail.attachments.all():
        # Bytes: programs that mail passes through write the ends of lines of a text anew.
        message.attach(one.name, one.content.encode(), "application/octet-stream")
    return message


def _refused(mail: OutgoingMail, error: smtplib.SMTPException | ValueError, now: datetime) -> None:
    """The server said no, for now or for good; or the address is none at all."""
    if _code(error) >= PERMANENT:
        _end(_claimed(mail), SendingState.GIVEN_UP, _reason(error), now, refused=True)
        logger.warning("mail.refused", mail=str(mail.pk), code=_code(error))
    else:
        _wait(_claimed(mail), mail.tries + 1, error, now)


def _broke_off(mail: OutgoingMail, error: BaseException, now: datetime, *, taken: bool) -> None:
    if taken and mail.kind not in REPEATABLE:
        _end(_claimed(mail), SendingState.UNKNOWN, _reason(error), now)
        logger.warning("mail.unknown", mail=str(mail.pk), error=type(error).__name__)
    else:
        if taken:
            _claimed(mail).update(may_have_come=True)
        _wait(_claimed(mail), mail.tries + 1, error, now)


def _all_wait(due: Iterable[OutgoingMail], error: BaseException, now: datetime) -> None:
    logger.warning("mail.server_away", error=type(error).__name__)
    for mail in due:
        unclaimed = OutgoingMail.objects.filter(
            pk=mail.pk, state=SendingState.WAITING, tries=mail.tries
        )
        _wait(unclaimed, mail.tries + 1, error, now)


def _wait(rows: Any, tries: int, error: BaseException, now: datetime) -> None:
    pause = min(FIRST_PAUSE * 2 ** min(tries - 1, 10), LONGEST_PAUSE)
    rows.update(
        state=SendingState.WAITING,
        state_at=now,
        tries=tries,
        next_try_at=now + pause,
        reason=_reason(error),
    )


def _give_up_useless(now: datetime) -> None:
    """End what arrived in nobody's time: its links are dead."""
    useless = OutgoingMail.objects.filter(state=SendingState.WAITING, useful_until__lte=now)
    words = _("The mail server did not take it in time.")
    given_up = _end(useless, SendingState.GIVEN_UP, words, now)
    if given_up:
        logger.error("mail.given_up", count=given_up)


def _end(
    rows: Any, state: SendingState, reason: str, now: datetime, *, refused: bool = False
) -> int:
    """Say of mails that they left or never will, and forget what they said; return how many."""
    with transaction.atomic():
        ended = dict(rows.select_for_update().values_list("pk", "kind"))
        if ended:
            MailAttachment.objects.filter(mail__in=ended).delete()
            OutgoingMail.objects.filter(pk__in=ended).update(
                state=state,
                state_at=now,
                reason=reason,
                subject="",
                text="",
                html="",
                unsubscribe="",
            )
            listeners.tell_ended(ended, state=state, refused=refused, now=now)
            _forget_citizens(OutgoingMail.objects.filter(pk__in=ended))
    return len(ended)


def _forget_citizens(left: Any) -> None:
    """Forget which citizens got mail: nobody has to know, and what is erased must not be found here.

    What the server said quotes the address as a rule, in large letters or small ones.
    """
    for mail in left.filter(kind__in=sorted(OF_CITIZENS)).exclude(address=""):
        mail.reason = re.sub(re.escape(mail.address), "…", mail.reason, flags=re.IGNORECASE)
        mail.address = ""
        mail.save(update_fields=["address", "reason"])


def _code(error: smtplib.SMTPException | ValueError) -> int:
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return max((code for code, _said in error.recipients.values()), default=PERMANENT)
    return int(getattr(error, "smtp_code", PERMANENT))


def _reason(error: BaseException) -> str:
    return (str(error) or type(error).__name__)[:300]
