"""What came to a portal from another install or an older platform: which things became which, and what is only kept."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portals.models import Portal
from portals.querysets import manager_of

from .media import PortalDocument, PortalImage

# What placements say (`via`) of stories that came so: measures leave them out.
MOVED = "moved"
FOR_READERS = r"^record/[^/]+/(answers/|scores/|views\.json$)"
LONGEST_SOURCE, LONGEST_KEY, LONGEST_NAME = 200, 120, 300


class MovedThing(models.Model):
    """A page, picture or file that came with an archive: an archive that comes again finds it and changes nothing.

    `source` and `key` are the archive's own names for where it was and what it is; `sha256` is of what came. Measures
    ask this table for what was never written here.
    """

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    source = models.CharField(_("source"), max_length=LONGEST_SOURCE)
    key = models.CharField(_("key"), max_length=LONGEST_KEY)
    sha256 = models.CharField(max_length=64)
    page = models.ForeignKey(Page, models.CASCADE, null=True, related_name="+")
    image = models.ForeignKey(PortalImage, models.CASCADE, null=True, related_name="+")
    document = models.ForeignKey(PortalDocument, models.CASCADE, null=True, related_name="+")
    moved_at = models.DateTimeField(_("moved at"))

    objects: ClassVar[models.Manager[MovedThing]]

    class Meta:
        verbose_name = _("thing that was moved here")
        verbose_name_plural = _("things that were moved here")
        constraints = [
            models.UniqueConstraint(fields=["portal", "source", "key"], name="moved_here_once"),
            models.CheckConstraint(
                condition=Q(page__isnull=False, image=None, document=None)
                | Q(page=None, image__isnull=False, document=None)
                | Q(page=None, image=None, document__isnull=False),
                name="moved_is_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key}"


class CarriedRecordQuerySet(models.QuerySet["CarriedRecord"]):
    def for_readers(self, portal: Portal) -> CarriedRecordQuerySet:
        """What anybody is shown; proofs and former versions are for whoever checks them, in the archive."""
        return self.filter(portal=portal, name__regex=FOR_READERS)


class CarriedRecord(models.Model):
    """A file about a portal's time elsewhere (scores, answers, proofs), kept byte for byte and never counted."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    name = models.CharField(_("name of the file"), max_length=LONGEST_NAME)
    content = models.BinaryField()
    sha256 = models.CharField(max_length=64)
    arrived_at = models.DateTimeField(_("arrived at"))

    objects: ClassVar[CarriedRecordQuerySet] = manager_of(CarriedRecordQuerySet)

    class Meta:
        verbose_name = _("record from elsewhere")
        verbose_name_plural = _("records from elsewhere")
        constraints = [
            models.UniqueConstraint(fields=["portal", "name"], name="record_carried_once")
        ]

    def __str__(self) -> str:
        return self.name
