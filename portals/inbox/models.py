"""What the inbox remembers: how a person wants mail, which mail was sent, and the links in it.

The tables were made while the inbox was part of `editorial`, and keep their names.
"""

from __future__ import annotations

import uuid
from datetime import time
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User

from .enums import MailState

QUIET_FROM = time(21, 0)
QUIET_UNTIL = time(6, 0)


class MailPreference(models.Model):
    """How a person wants to be told of what waits. Without a row: everything, outside the quiet hours."""

    user = models.OneToOneField(
        User, models.CASCADE, primary_key=True, related_name="mail_preference"
    )
    digest = models.BooleanField(
        _("one mail a day with what waits"),
        default=True,
        help_text=_("It comes in the morning, and only when something waits."),
    )
    urgent = models.BooleanField(
        _("urgent things at once"),
        default=True,
        help_text=_("A mail for each urgent thing as soon as it is there."),
    )
    urgent_at_night = models.BooleanField(
        _("urgent things also in the quiet hours"),
        default=False,
        help_text=_("Otherwise they are told when the quiet hours end."),
    )
    quiet_from = models.TimeField(
        _("quiet from"),
        default=QUIET_FROM,
        help_text=_("From this hour on no mail is sent to you."),
    )
    quiet_until = models.TimeField(
        _("quiet until"),
        default=QUIET_UNTIL,
        help_text=_("The same hour in both fields means no quiet hours."),
    )
    muted = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    objects: ClassVar[models.Manager[MailPreference]]

    class Meta:
        db_table = "editorial_mailpreference"
        verbose_name = _("mail preference")
        verbose_name_plural = _("mail preferences")

    def __str__(self) -> str:
        return f"mail:{self.user_id}"

    def is_quiet(self, local_time: time) -> bool:
        """Whether `local_time` lies in the quiet hours, which may go over midnight."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= local_time < self.quiet_until
        return local_time >= self.quiet_from or local_time < self.quiet_until


class InboxMail(models.Model):
    """One mail to one person about one thing: "digest:2026-11-25", or an urgent item.

    Claimed in the transaction that writes the mail, so it is written once.
    """

    user = models.ForeignKey(User, models.CASCADE, related_name="inbox_mails", db_index=False)
    about = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=MailState)
    state_at = models.DateTimeField()

    # Written by workers of the release before, and by nobody since: the next release drops both.
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    reason = models.CharField(max_length=300, blank=True, db_default="")

    objects: ClassVar[models.Manager[InboxMail]]

    class Meta:
        db_table = "editorial_inboxmail"
        verbose_name = _("mail about what waits")
        verbose_name_plural = _("mails about what waits")
        constraints = [
            models.UniqueConstraint(fields=["user", "about"], name="told_once"),
        ]
        indexes = [models.Index(fields=["about"], name="inbox_mail_about")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.about} ({self.state})"


class InboxSnooze(models.Model):
    """A thing that a person laid aside until the morning of a day; `about` is the item's name."""

    user = models.ForeignKey(User, models.CASCADE, related_name="inbox_snoozes", db_index=False)
    about = models.CharField(max_length=160)
    until = models.DateField()
    made_on = models.DateField()

    objects: ClassVar[models.Manager[InboxSnooze]]

    class Meta:
        verbose_name = _("thing laid aside")
        verbose_name_plural = _("things laid aside")
        constraints = [
            models.UniqueConstraint(fields=["user", "about"], name="laid_aside_once"),
            models.CheckConstraint(
                condition=models.Q(until__gt=models.F("made_on")), name="laid_aside_for_later"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.about} ({self.until})"


class MailLink(models.Model):
    """A link in a mail that opens one item, once, for one person. The address holds the signed id."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="mail_links")
    url = models.CharField(max_length=500)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[models.Manager[MailLink]]

    class Meta:
        db_table = "editorial_maillink"
        verbose_name = _("link in a mail")
        verbose_name_plural = _("links in mails")
        indexes = [models.Index(fields=["expires_at"], name="mail_link_expiry")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.url}"
