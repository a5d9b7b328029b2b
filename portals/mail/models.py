"""Mail on its way out."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.querysets import manager_of

from .enums import UNSENT, MailKind, SendingState


class OutgoingMailQuerySet(models.QuerySet["OutgoingMail"]):
    def due(self, now: datetime) -> OutgoingMailQuerySet:
        """Those that may be tried at `now`."""
        return self.filter(state=SendingState.WAITING, next_try_at__lte=now)

    def unsent(self) -> OutgoingMailQuerySet:
        return self.filter(state__in=UNSENT)


class OutgoingMail(models.Model):
    """One mail to one person, written by the act that it tells of, in its transaction.

    What it says is kept until it is sent or given up and not a moment longer: it holds links that open things.
    So is the address of news of a request, and of what somebody follows.
    """

    # Also its Message-ID, so that a server that gets it twice may know it again.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    kind = models.CharField(_("about"), max_length=12, choices=MailKind)
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="outgoing_mails",
        verbose_name=_("person"),
    )
    address = models.EmailField(_("mail address"), max_length=254, blank=True)
    subject = models.CharField(max_length=300, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    # Where one click of the reader's mail program ends such mails (RFC 8058).
    unsubscribe = models.CharField(max_length=300, blank=True, default="", db_default="")
    written_at = models.DateTimeField(_("written"))
    # When its links stop to work: later it is of no use to anybody.
    useful_until = models.DateTimeField()
    state = models.CharField(_("state"), max_length=10, choices=SendingState)
    state_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(_("attempts"), default=0)
    next_try_at = models.DateTimeField(_("next attempt"))
    # Once at least nobody could say whether the server took it: sent again, it comes perhaps for the second time.
    may_have_come = models.BooleanField(default=False, db_default=False)
    # What the mail server answered last.
    reason = models.CharField(_("reason"), max_length=300, blank=True)

    objects: ClassVar[OutgoingMailQuerySet] = manager_of(OutgoingMailQuerySet)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=sorted(UNSENT)) | Q(subject="", text="", html=""),
                name="mail_says_nothing_once_it_left",
            ),
            models.CheckConstraint(
                condition=Q(state__in=sorted(UNSENT)) | Q(unsubscribe=""),
                name="mail_has_no_way_out_once_it_left",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=[SendingState.UNKNOWN, SendingState.GIVEN_UP])
                | ~Q(reason=""),
                name="unsent_mail_says_why",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                name="mail_unsent",
                condition=Q(state__in=sorted(UNSENT)),
            ),
            models.Index(
                fields=["kind", "next_try_at"],
                name="mail_unsent_by_kind",
                condition=Q(state__in=sorted(UNSENT)),
            ),
            models.Index(fields=["-written_at"], name="mail_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.pk} ({self.state})"


class MailAttachment(models.Model):
    """A file that goes with a mail, kept as long as what the mail says."""

    mail = models.ForeignKey(OutgoingMail, models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=100)
    content = models.TextField()

    objects: ClassVar[models.Manager[MailAttachment]]

    class Meta:
        verbose_name = _("attachment of a mail")
        verbose_name_plural = _("attachments of mails")

    def __str__(self) -> str:
        return self.name
