"""Hosts to which links are trusted, and what the scans found."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .kinds import ThreatKind


class TrustedHost(models.Model):
    """A domain that every portal may link to without asking its head; names below it are trusted with it."""

    host = models.CharField(_("domain"), max_length=253, unique=True)
    reason = models.CharField(_("reason"), max_length=300)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("added by")
    )
    added_at = models.DateTimeField(_("added at"))

    objects: ClassVar[models.Manager[TrustedHost]]

    class Meta:
        verbose_name = _("trusted domain")
        verbose_name_plural = _("trusted domains")
        constraints = [
            models.CheckConstraint(
                condition=Q(host__regex=r"^[a-z0-9-]+(\.[a-z0-9-]+)+$"), name="trusted_host_is_one"
            )
        ]

    def __str__(self) -> str:
        return self.host


class SuspicionQuerySet(models.QuerySet["Suspicion"]):
    def open(self) -> SuspicionQuerySet:
        return self.filter(ended_at=None)


class Suspicion(models.Model):
    """Something on a portal that should not be there. It ends when a scan finds it gone, or by somebody's word."""

    portal = models.ForeignKey(
        "portals.Portal",
        models.CASCADE,
        related_name="suspicions",
        verbose_name=_("portal"),
        db_index=False,
    )
    kind = models.CharField(_("kind"), max_length=12, choices=ThreatKind)
    # Where: one of these three. An address is a path on the portal's own host.
    page = models.ForeignKey(
        "wagtailcore.Page", models.CASCADE, null=True, blank=True, related_name="+"
    )
    document = models.ForeignKey(
        "editorial.PortalDocument", models.CASCADE, null=True, blank=True, related_name="+"
    )
    address = models.CharField(_("address"), max_length=500, blank=True)
    words = models.CharField(_("what was found"), max_length=200)
    found_at = models.DateTimeField(_("found at"))
    seen_at = models.DateTimeField(_("last seen at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    # Empty where a later scan did not find it any more.
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("ended by"),
    )
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = SuspicionQuerySet.as_manager()

    class Meta:
        verbose_name = _("finding of the scan")
        verbose_name_plural = _("findings of the scan")
        constraints = [
            models.CheckConstraint(
                condition=Q(page__isnull=False, document=None, address="")
                | Q(page=None, document__isnull=False, address="")
                | (Q(page=None, document=None) & ~Q(address="")),
                name="suspicion_is_at_one_place",
            ),
            models.UniqueConstraint(
                fields=["portal", "kind", "page", "document", "address", "words"],
                condition=Q(ended_at=None),
                nulls_distinct=False,
                name="suspicion_open_once",
            ),
            models.CheckConstraint(
                condition=Q(ended_by=None, reason="")
                | (Q(ended_by__isnull=False, ended_at__isnull=False) & ~Q(reason="")),
                name="suspicion_ended_by_hand_says_why",
            ),
        ]
        indexes = [models.Index(F("portal"), F("found_at").desc(), name="suspicion_of_portal")]

    def __str__(self) -> str:
        return f"{self.portal_id}: {self.kind}"


class ScanRound(models.Model):
    """One nightly scan of everything, by day: what was looked at. A round that was cut off is taken up again."""

    day = models.DateField(_("day"), unique=True)
    begun_at = models.DateTimeField(_("begun at"))
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    texts = models.PositiveIntegerField(_("texts"), default=0)
    files = models.PositiveIntegerField(_("files"), default=0)
    addresses = models.PositiveIntegerField(_("addresses"), default=0)
    failed = models.PositiveIntegerField(_("addresses that did not answer"), default=0)
    later = models.PositiveIntegerField(
        _("stories asked for on another night"), default=0, db_default=0
    )

    objects: ClassVar[models.Manager[ScanRound]]

    class Meta:
        verbose_name = _("round of the scan")
        verbose_name_plural = _("rounds of the scan")

    def __str__(self) -> str:
        return f"{self.day}"
