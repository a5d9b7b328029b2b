"""When an act that could not be carried out is tried again, and who is told: once for each reason."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from portals.mail.actions import post
from portals.mail.enums import MailKind

from .models import ReformAct

# The clock runs each minute; what stands against an act is often mended within some.
EACH_MINUTE_FOR = timedelta(minutes=15)
THEN_EACH = timedelta(hours=1)
_NUMBERS = re.compile(r"\d+")


def is_due(act: ReformAct, now: datetime) -> bool:
    return act.next_try_at is None or act.next_try_at <= now


def note_failure(act: ReformAct, reason: str, now: datetime, *, is_error: bool = False) -> bool:
    """Keep why `act` could not be carried out, and when it is tried again; return whether the reason is new.

    Who asked for it and who confirmed it get a mail where it is. An error is the same whatever numbers it names; a
    refusal is not, since units and lines are told apart by theirs. The caller has the transaction.
    """
    told_as = _NUMBERS.sub("#", reason) if is_error else reason
    is_new = told_as not in act.failures_told
    if is_new:
        act.failures_told = [*act.failures_told, told_as]
    since = act.failed_since = act.failed_since or now
    act.failure = reason
    act.next_try_at = now if now - since < EACH_MINUTE_FOR else now + THEN_EACH
    act.save(update_fields=["failure", "failed_since", "next_try_at", "failures_told"])
    if is_new:
        _tell(act, now)
    return is_new


def try_soon(act: ReformAct, now: datetime) -> None:
    """Have `act` tried at once, and again each minute for a while, as when it failed first."""
    act.failed_since = act.next_try_at = now
    act.save(update_fields=["failed_since", "next_try_at"])


def _tell(act: ReformAct, now: datetime) -> None:
    for person in (act.wanted_by, act.confirmed_by):
        if person is not None and person.email:
            post(
                kind=MailKind.URGENT,
                person=person,
                address=person.email,
                subject=_("A change of units could not be carried out"),
                text=_(
                    "“%(change)s” could not be carried out, and nothing was changed. What stands against it:\n\n"
                    "%(reason)s\n\nIt is tried again each minute for a quarter of an hour, then each hour, and at once"
                    " when somebody asks for it on its page."
                )
                % {"change": act.reform, "reason": act.failure},
                now=now,
            )
