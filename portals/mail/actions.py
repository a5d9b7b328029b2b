"""Writing a mail. It leaves once the transaction holds, by a worker."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

from .enums import MailKind, SendingState
from .jobs import send_mail_now
from .models import MailAttachment, OutgoingMail

if TYPE_CHECKING:
    from portals.boards.models import User

# A notice that did not leave within a day tells nothing that is not known by then.
USEFUL_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail of many. `id` is its Message-ID; `unsubscribe` is where one click ends such mails."""

    address: str
    subject: str
    text: str
    html: str = ""
    unsubscribe: str = ""
    id: UUID = field(default_factory=uuid4)


def post_many(
    *, kind: MailKind, letters: Iterable[Letter], useful_until: datetime, now: datetime
) -> None:
    """Write mails to be sent as soon as the running transaction holds. One nudge for all.

    A letter whose id was written already is left as that stands.
    """
    OutgoingMail.objects.bulk_create(
        (
            OutgoingMail(
                id=letter.id,
                kind=kind,
                address=letter.address,
                subject=_one_line(letter.subject),
                text=letter.text,
                html=letter.html,
                unsubscribe=letter.unsubscribe,
                written_at=now,
                useful_until=useful_until,
                state=SendingState.WAITING,
                state_at=now,
                next_try_at=now,
            )
            for letter in letters
        ),
        ignore_conflicts=True,
    )
    send_mail_now.delay()


def post(
    *,
    kind: MailKind,
    address: str,
    subject: str,
    text: str,
    html: str = "",
    person: User | None = None,
    attachments: Mapping[str, str] | None = None,
    useful_until: datetime | None = None,
    now: datetime,
) -> OutgoingMail:
    """Write a mail to `address`, to be sent as soon as the running transaction holds.

    It is tried until `useful_until`, or for a day. `attachments` has plain texts by the names of their files. Called
    inside the transaction of the act that it tells of, so that there is no act without its mail and no mail without
    its act.
    """
    mail = OutgoingMail.objects.create(
        kind=kind,
        person=person,
        address=address,
        subject=_one_line(subject),
        text=text,
        html=html,
        written_at=now,
        useful_until=useful_until or now + USEFUL_FOR,
        state=SendingState.WAITING,
        state_at=now,
        next_try_at=now,
    )
    MailAttachment.objects.bulk_create(
        MailAttachment(mail=mail, name=name, content=content)
        for name, content in (attachments or {}).items()
    )
    send_mail_now.delay()
    return mail


def _one_line(subject: str) -> str:
    # A line break in it would begin a header.
    return " ".join(subject.split())[:300]
