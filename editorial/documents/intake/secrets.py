"""Scans that turn out to be secret after they were taken in: nobody has to look for them to go."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import ModelLogEntry

from editorial.documents.proposing.marks import secrecy_of
from editorial.file_text.queries import texts_of
from editorial.models import PortalDocument
from editorial.tenancy.deletion import is_used
from portals.boards.enums import Position
from portals.boards.queries import holders
from portals.clock import local_date
from portals.mail.actions import post
from portals.mail.enums import MailKind
from portals.models import Portal

from .actions import CAME_IN, delete_file

if TYPE_CHECKING:
    from portals.boards.models import User

# Whoever sent it may be looking at it and deletes it by hand; after so long nobody comes back.
LEFT_FOR = timedelta(hours=1)
# What was not read in so long a time is not read any more.
LOOKED_BACK = timedelta(days=30)


def drop_secret_scans(*, now: datetime) -> int:
    """Delete files that were taken in to be read, bear a mark of secrecy, and of which nothing was made.

    Whoever sent it and the head of the board are told by mail, without a word of what it is. Returns how many. Safe to
    repeat.
    """
    came_in = {
        int(one.object_id): one.data[CAME_IN]
        for one in ModelLogEntry.objects.get_for_model(PortalDocument).filter(
            action="wagtail.create",
            data__has_key=CAME_IN,
            timestamp__gt=now - LOOKED_BACK,
            timestamp__lte=now - LEFT_FOR,
        )
    }
    files = {
        file.pk: file
        for file in PortalDocument.objects.filter(pk__in=came_in).select_related("uploaded_by_user")
    }
    dropped = 0
    for pk, text in texts_of(files.values()).items():
        read_long_ago = text.read_at is not None and text.read_at <= now - LEFT_FOR
        if read_long_ago and secrecy_of(text.text) and not is_used(files[pk]):
            _drop(files[pk], Portal.objects.get(pk=came_in[pk]), now)
            dropped += 1
    return dropped


def _drop(file: PortalDocument, portal: Portal, now: datetime) -> None:
    sender = file.uploaded_by_user
    heads = holders(portal, now, frozenset({Position.HEAD}))
    told = {held.user.pk: held.user for held in heads}
    if sender is not None and sender.is_active:
        told[sender.pk] = sender
    with transaction.atomic():
        delete_file(file, None)
        for person in told.values():
            _tell(person, file, portal, sender, now)


def _tell(
    person: User, file: PortalDocument, portal: Portal, sender: User | None, now: datetime
) -> None:
    # Mailboxes are shared: neither the name of the file nor a word of it.
    post(
        kind=MailKind.URGENT,
        person=person,
        address=person.email,
        subject=_("A file was deleted from the portal"),
        text=_(
            "A PDF that %(sender)s sent to “%(portal)s” on %(day)s to be entered as a document bears the mark of a "
            "state secret. It was deleted, and nothing was published. Tell whoever keeps the secrets of your office. "
            "If the mark was lifted, upload the version without it."
        )
        % {
            "sender": sender or "—",
            "portal": portal.name,
            "day": f"{local_date(file.created_at):%d/%m/%Y}",
        },
        now=now,
    )
