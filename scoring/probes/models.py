"""What probes found and when: addresses that own pages lead to, their outages, and what files hold."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from editorial.models import PortalDocument
from portals.models import Portal

from .enums import Fault, FileKind


class Target(models.Model):
    """An address: of a page that own texts link to, or a portal's own front (`front_of`)."""

    LONGEST = 2000

    digest = models.CharField(_("digest of the address"), max_length=64, unique=True)
    url = models.CharField(_("address"), max_length=LONGEST)
    host = models.CharField(_("host"), max_length=253)
    front_of = models.OneToOneField(
        Portal, models.CASCADE, null=True, related_name="+", verbose_name=_("front of the portal")
    )
    checked_at = models.DateTimeField(_("checked at"), null=True)
    next_check_at = models.DateTimeField(_("next check"))
    # Checks in a row that found a fault, and when the first of them was.
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    failed_at = models.DateTimeField(_("failing since"), null=True)

    objects: ClassVar[models.Manager[Target]]

    class Meta:
        verbose_name = _("address of a link")
        verbose_name_plural = _("addresses of links")
        indexes = [models.Index(F("next_check_at"), F("id"), name="target_by_next_check")]

    def __str__(self) -> str:
        return self.url


class Outage(models.Model):
    """A time in which an address led nowhere, from the check that made it sure to the first that found it mended."""

    target = models.ForeignKey(
        Target, models.CASCADE, db_index=False, related_name="outages", verbose_name=_("address")
    )
    fault = models.CharField(_("fault"), max_length=12, choices=Fault)
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)

    objects: ClassVar[models.Manager[Outage]]

    class Meta:
        verbose_name = _("outage")
        verbose_name_plural = _("outages")
        constraints = [
            models.UniqueConstraint(
                fields=["target"], condition=Q(until__isnull=True), name="one_outage_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")),
                name="outage_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["target", "since"], name="outage_by_target")]

    def __str__(self) -> str:
        return f"{self.target_id}: {self.fault}"


class Link(models.Model):
    """An own page of `portal` leads to an address, from when it was found there to when it was gone."""

    portal = models.ForeignKey(
        Portal, models.CASCADE, db_index=False, related_name="+", verbose_name=_("portal")
    )
    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("page"))
    target = models.ForeignKey(
        Target, models.PROTECT, related_name="links", verbose_name=_("address")
    )
    words = models.CharField(_("words of the link"), max_length=200, blank=True)
    found_at = models.DateTimeField(_("found at"))
    gone_at = models.DateTimeField(_("gone at"), null=True)

    objects: ClassVar[models.Manager[Link]]

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "target"],
                condition=Q(gone_at__isnull=True),
                name="link_once_a_page",
            ),
        ]
        indexes = [models.Index(fields=["portal", "target"], name="link_by_portal")]

    def __str__(self) -> str:
        return f"{self.page_id} → {self.target_id}"


class LinkReading(models.Model):
    """The links of a page were gathered from the version published at `version_at`."""

    page = models.OneToOneField(
        Page, models.CASCADE, primary_key=True, related_name="+", verbose_name=_("page")
    )
    version_at = models.DateTimeField(_("version of"))

    objects: ClassVar[models.Manager[LinkReading]]

    class Meta:
        verbose_name = _("reading of links")
        verbose_name_plural = _("readings of links")

    def __str__(self) -> str:
        return str(self.page_id)


class FileReading(models.Model):
    """What a file holds, read once for each content."""

    document = models.OneToOneField(
        PortalDocument, models.CASCADE, primary_key=True, verbose_name=_("file")
    )
    stored_as = models.CharField(_("name in storage"), max_length=255)
    kind = models.CharField(_("kind"), max_length=8, choices=FileKind)
    pages = models.PositiveIntegerField(_("pages"), null=True)
    read_at = models.DateTimeField(_("read at"))

    objects: ClassVar[models.Manager[FileReading]]

    class Meta:
        verbose_name = _("reading of a file")
        verbose_name_plural = _("readings of files")

    def __str__(self) -> str:
        return f"{self.document_id}: {self.kind}"
