"""Who follows what, what happened, and which mail was written of it."""

from __future__ import annotations

import secrets
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from portals.models import Portal
from portals.querysets import manager_of
from portals.sealing.fields import SealedTextField

from .enums import HASTY, AlertFrequency, AlertMailKind, LeavingReason

LONGEST_ABOUT, LONGEST_NAME, LONGEST_TITLE, LONGEST_ADDRESS = 240, 300, 300, 1000


def fresh_link_nonce() -> str:
    return secrets.token_hex(16)


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def mailed(self) -> SubscriberQuerySet:
        """Those who confirmed, and whose mailbox takes mail."""
        return self.exclude(confirmed_at=None).filter(suspended_at=None)


class Subscriber(models.Model):
    """One mailbox. The row is deleted when its person leaves, and with it all that tells of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = SealedTextField(_("mail address"), bound_to="id")
    # Keyed, so that nobody finds out by it which address stands here.
    address_hash = models.CharField(max_length=64, unique=True)
    # On whose hosts the links of mails stand.
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    language = models.CharField(
        _("language"), max_length=10, choices=settings.LANGUAGES, default=settings.LANGUAGE_CODE
    )
    # Changed, it makes all links of earlier mails worthless.
    link_nonce = models.CharField(max_length=32, default=fresh_link_nonce)
    # Questions whether the address is right, since `asked_at`.
    asked_at = models.DateTimeField(_("asked"))
    asked_times = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)
    # Mails in a row that its server refused for good.
    refused_mails = models.PositiveSmallIntegerField(default=0)
    # Mails that its server took, and that came back; the last of them.
    returned_mails = models.PositiveSmallIntegerField(default=0, db_default=0)
    returned_at = models.DateTimeField(null=True, blank=True)
    suspended_at = models.DateTimeField(_("suspended"), null=True, blank=True)

    objects: ClassVar[SubscriberQuerySet] = manager_of(SubscriberQuerySet)

    class Meta:
        verbose_name = _("subscriber")
        verbose_name_plural = _("subscribers")
        constraints = [
            models.CheckConstraint(
                condition=Q(suspended_at=None) | Q(refused_mails__gte=1) | Q(returned_mails__gte=1),
                name="subscriber_suspended_for_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Follow(models.Model):
    """What one subscriber follows: a key of the registry, with the name that it had then."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="follows")
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    about = models.CharField(_("followed"), max_length=LONGEST_ABOUT)
    name = models.CharField(_("name"), max_length=LONGEST_NAME)
    frequency = models.CharField(_("how often"), max_length=8, choices=AlertFrequency)
    asked_at = models.DateTimeField(_("asked"))
    confirmed_at = models.DateTimeField(_("confirmed"), null=True, blank=True)

    objects: ClassVar[models.Manager[Follow]]

    class Meta:
        verbose_name = _("follow")
        verbose_name_plural = _("follows")
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "about"], name="followed_once_by_a_subscriber"
            ),
        ]
        indexes = [
            models.Index(
                fields=["about", "frequency"],
                name="follow_confirmed",
                condition=Q(confirmed_at__isnull=False),
            ),
            models.Index(
                fields=["asked_at"],
                name="follow_unconfirmed",
                condition=Q(confirmed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about} ({self.frequency})"


class AlertItemQuerySet(models.QuerySet["AlertItem"]):
    def to_fan_out(self) -> AlertItemQuerySet:
        """Those that came to places of which nobody was told yet."""
        places = AlertPlace.objects.filter(item=OuterRef("pk"), fanned_at=None, ended_at=None)
        return self.filter(Exists(places), taken_back_at=None)


class AlertItem(models.Model):
    """Something that happened and that somebody follows. Taken back, it is in no mail any more."""

    # What it is, in the words of the floor that noted it: "story:12".
    thing = models.CharField(max_length=60)
    title = models.CharField(_("title"), max_length=LONGEST_TITLE)
    urgent = models.BooleanField(_("urgent"), default=False)
    noted_at = models.DateTimeField(_("noted"))
    taken_back_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    objects: ClassVar[AlertItemQuerySet] = manager_of(AlertItemQuerySet)

    class Meta:
        verbose_name = _("alert")
        verbose_name_plural = _("alerts")
        constraints = [
            models.UniqueConstraint(
                fields=["thing"],
                condition=Q(taken_back_at=None),
                name="alert_of_a_thing_stands_once",
            ),
        ]
        indexes = [
            models.Index(
                fields=["taken_back_at"],
                name="alert_taken_back",
                condition=Q(taken_back_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class AlertPlace(models.Model):
    """By which followed key an item is found, and where it stands then."""

    item = models.ForeignKey(AlertItem, models.CASCADE, related_name="places")
    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    about = models.CharField(_("followed"), max_length=LONGEST_ABOUT)
    address = models.CharField(_("address"), max_length=LONGEST_ADDRESS)
    noted_at = models.DateTimeField(_("noted"))
    # Since when mails at once are written to who follows it.
    fanned_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects: ClassVar[models.Manager[AlertPlace]]

    class Meta:
        verbose_name = _("place of an alert")
        verbose_name_plural = _("places of alerts")
        constraints = [
            models.UniqueConstraint(fields=["item", "about"], name="alert_once_at_a_place"),
        ]
        indexes = [
            models.Index(fields=["about", "noted_at"], name="alert_place_newest"),
            models.Index(
                fields=["item"],
                name="alert_place_to_fan_out",
                condition=Q(fanned_at__isnull=True, ended_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.about}: {self.address}"


class DigestRun(models.Model):
    """A day's or a week's mails, and to whom they are written already: begun again, a run goes on from there."""

    name = models.CharField(max_length=40, unique=True)
    frequency = models.CharField(_("how often"), max_length=8, choices=AlertFrequency)
    due_at = models.DateTimeField(_("due"))
    written_up_to = models.UUIDField(null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    objects: ClassVar[models.Manager[DigestRun]]

    class Meta:
        verbose_name = _("run of digests")
        verbose_name_plural = _("runs of digests")

    def __str__(self) -> str:
        return self.name


class AlertMailing(models.Model):
    """One mail to one subscriber: written before it is queued, under the id that is its Message-ID."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="mailings")
    # What it is of: an item or a period. Of each a subscriber has one mail.
    run = models.CharField(max_length=60)
    kind = models.CharField(max_length=8, choices=AlertMailKind)
    # Of which it is told that it is gone.
    gone = models.ForeignKey(AlertItem, models.CASCADE, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(_("written"))
    queued_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(_("sent"), null=True, blank=True)

    objects: ClassVar[models.Manager[AlertMailing]]

    class Meta:
        verbose_name = _("mail of alerts")
        verbose_name_plural = _("mails of alerts")
        constraints = [
            models.UniqueConstraint(fields=["subscriber", "run"], name="alert_mailed_once_a_run"),
            models.CheckConstraint(
                condition=Q(kind=AlertMailKind.GONE, gone__isnull=False)
                | (~Q(kind=AlertMailKind.GONE) & Q(gone__isnull=True)),
                name="alert_mail_names_what_is_gone",
            ),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(queued_at__isnull=False),
                name="alert_mail_is_sent_once_queued",
            ),
        ]
        indexes = [
            models.Index(
                fields=["written_at"],
                name="alert_mail_to_queue",
                condition=Q(queued_at__isnull=True),
            ),
            models.Index(
                fields=["written_at"],
                name="alert_mail_to_queue_first",
                condition=Q(queued_at__isnull=True, kind__in=sorted(HASTY)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.run}: {self.pk}"


class AlertTold(models.Model):
    """That an item is in a subscriber's mail: in one, whatever and however often they follow."""

    subscriber = models.ForeignKey(Subscriber, models.CASCADE, related_name="+")
    item = models.ForeignKey(AlertItem, models.CASCADE, related_name="told")
    mailing = models.ForeignKey(AlertMailing, models.CASCADE, related_name="told")

    objects: ClassVar[models.Manager[AlertTold]]

    class Meta:
        verbose_name = _("alert in a mail")
        verbose_name_plural = _("alerts in mails")
        constraints = [
            models.UniqueConstraint(
                fields=["subscriber", "item"], name="alert_told_once_to_a_subscriber"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id}: {self.mailing_id}"


class Departure(models.Model):
    """That somebody left, and why: nothing of who. On the portal whose pages they had begun on."""

    portal = models.ForeignKey(
        Portal,
        models.PROTECT,
        null=True,
        blank=True,
        db_index=False,
        related_name="+",
        verbose_name=_("portal"),
    )
    reason = models.CharField(_("reason"), max_length=10, choices=LeavingReason)
    left_at = models.DateTimeField(_("left"))

    objects: ClassVar[models.Manager[Departure]]

    class Meta:
        verbose_name = _("departure")
        verbose_name_plural = _("departures")

    def __str__(self) -> str:
        return self.reason


class FollowerTally(models.Model):
    """How many followed something of a portal in a month, at the last count of it."""

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    month = models.DateField(_("month"))
    followers = models.PositiveIntegerField(_("followers"))

    objects: ClassVar[models.Manager[FollowerTally]]

    class Meta:
        verbose_name = _("number of followers")
        verbose_name_plural = _("numbers of followers")
        constraints = [
            models.UniqueConstraint(fields=["portal", "month"], name="followers_once_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id} {self.month:%Y-%m}: {self.followers}"
