"""Writing a mail. It leaves once the transaction holds, by a worker."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from .enums import MailKind, SendingState
from .jobs import send_mail_now
from .models import MailAttachment, OutgoingMail

if TYPE_CHECKING:
    from portals.boards.models import User

# A notice that did not leave within a day tells nothing that is not known by then.
USEFUL_FOR = timedelta(days=1)


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
        # A line break in it would begin a header.
        subject=" ".join(subject.split())[:300],
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
