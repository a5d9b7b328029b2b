"""Where else a portal's body speaks: its own accounts with social services."""

from __future__ import annotations

from datetime import date
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portals.clock import months_before
from portals.querysets import manager_of

from .portal import Portal


class SocialService(models.TextChoices):
    FACEBOOK = "facebook", "Facebook"
    ZALO = "zalo", "Zalo"
    YOUTUBE = "youtube", "YouTube"
    TIKTOK = "tiktok", "TikTok"
    INSTAGRAM = "instagram", "Instagram"
    LOTUS = "lotus", "Lotus"


class SocialState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("state of a social account", "not verified yet")
    VERIFIED = "verified", pgettext_lazy("state of a social account", "verified")
    ALARM = "alarm", pgettext_lazy("state of a social account", "alarm")


class SocialProof(models.TextChoices):
    """By what an account was verified last."""

    NONE = "", pgettext_lazy("how a social account was verified", "not yet")
    PAGE = "page", pgettext_lazy("how a social account was verified", "by its page, by machine")
    HAND = "hand", pgettext_lazy("how a social account was verified", "by hand, with evidence")


class SocialAccountQuerySet(models.QuerySet["SocialAccount"]):
    def open(self) -> SocialAccountQuerySet:
        """Accounts that the portal still has."""
        return self.filter(closed_on=None)

    def had_in(self, month: date) -> SocialAccountQuerySet:
        """Accounts that the portal had for some of the month that begins on `month`."""
        return self.filter(
            Q(closed_on=None) | Q(closed_on__gte=month),
            Q(opened_on=None) | Q(opened_on__lt=months_before(month, -1)),
        )

    def in_alarm(self) -> SocialAccountQuerySet:
        return self.open().filter(state=SocialState.ALARM)


class SocialAccount(models.Model):
    """One account of a portal with a service: who answers for it, and whether it is known to be the portal's.

    Public pages lead to verified ones alone. Verbs are in `portals/social/actions`.
    """

    portal = models.ForeignKey(
        Portal,
        models.CASCADE,
        related_name="social_accounts",
        db_index=False,
        verbose_name=_("portal"),
    )
    service = models.CharField(_("service"), max_length=12, choices=SocialService)
    address = models.URLField(_("address"), max_length=200)
    # The address as it is compared. Empty where a node of an earlier release wrote the row.
    compared = models.CharField(max_length=200, default="", db_default="", editable=False)
    name = models.CharField(_("name"), max_length=120, blank=True, default="", db_default="")
    # An office, never a person.
    holder = models.CharField(
        _("office that holds it"), max_length=160, blank=True, default="", db_default=""
    )
    opened_on = models.DateField(_("opened on"), null=True, blank=True)
    closed_on = models.DateField(_("closed on"), null=True, blank=True)
    closed_because = models.CharField(
        _("closed because"), max_length=300, blank=True, default="", db_default=""
    )
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=SocialState,
        default=SocialState.WAITING,
        db_default=SocialState.WAITING.value,
    )
    state_at = models.DateTimeField(_("in this state since"), null=True, blank=True)
    verified_by = models.CharField(
        _("verified"), max_length=4, choices=SocialProof, blank=True, default="", db_default=""
    )
    verified_at = models.DateTimeField(_("verified at"), null=True, blank=True)
    # Since when its page was not reached, for a reason that may pass.
    silent_since = models.DateTimeField(_("silent since"), null=True, blank=True)
    # Empty: as soon as may be.
    probe_at = models.DateTimeField(_("to be looked at"), null=True, blank=True)

    objects: ClassVar[SocialAccountQuerySet] = manager_of(SocialAccountQuerySet)

    class Meta:
        verbose_name = _("social account")
        verbose_name_plural = _("social accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["compared"],
                condition=Q(closed_on=None) & ~Q(compared=""),
                name="open_social_account_once",
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, closed_because="")
                | (Q(closed_on__isnull=False) & ~Q(closed_because="")),
                name="closed_social_account_says_why",
            ),
            models.CheckConstraint(
                condition=Q(verified_by="", verified_at=None)
                | (Q(verified_by__in=["page", "hand"]) & Q(verified_at__isnull=False)),
                name="verified_social_account_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(state=SocialState.VERIFIED) | ~Q(verified_by=""),
                name="social_account_is_verified_by_something",
            ),
        ]
        indexes = [
            models.Index(
                fields=["portal"], condition=Q(closed_on=None), name="open_social_accounts"
            )
        ]

    def __str__(self) -> str:
        return self.name or f"{self.get_service_display()} @ {self.portal_id}"

    @property
    def is_verified(self) -> bool:
        return self.closed_on is None and self.state == SocialState.VERIFIED

    @property
    def is_in_alarm(self) -> bool:
        return self.closed_on is None and self.state == SocialState.ALARM
