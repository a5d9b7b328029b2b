"""Views by portal, thing and day. No address, no cookie, no browser: nothing here is about a person."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from portals.models import Portal

from .shares import Aspect

# In which Vietnam came into the Internet.
FIRST_YEAR = 1997


class PageViews(models.Model):
    """How often a page was looked at on a portal on a day; old days are kept as the first of their month."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    page = models.ForeignKey(Page, models.CASCADE, related_name="+", verbose_name=_("page"))
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"))

    objects: ClassVar[models.Manager[PageViews]]

    class Meta:
        verbose_name = _("page views")
        verbose_name_plural = _("page views")
        constraints = [
            models.UniqueConstraint(fields=["portal", "day", "page"], name="page_views_once_a_day"),
            models.CheckConstraint(condition=models.Q(views__gt=0), name="page_views_some"),
        ]

    def __str__(self) -> str:
        return f"{self.page_id} @ {self.portal_id} {self.day}: {self.views}"


class ThingViews(models.Model):
    """The same for what is no page of the tree: a file, a recording, a procedure, the search, lists."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    kind = models.CharField(_("kind"), max_length=16)
    # What floors above name it by: the number of a file, the code of a procedure, the name of an address.
    key = models.CharField(_("name"), max_length=40)
    day = models.DateField(_("day"))
    views = models.PositiveIntegerField(_("views"))

    objects: ClassVar[models.Manager[ThingViews]]

    class Meta:
        verbose_name = _("views of a thing")
        verbose_name_plural = _("views of things")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "day", "kind", "key"], name="thing_views_once_a_day"
            ),
            models.CheckConstraint(condition=models.Q(views__gt=0), name="thing_views_some"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key} @ {self.portal_id} {self.day}: {self.views}"


class DayShare(models.Model):
    """Of all views of a portal's day, how many were of one kind, section, hour ...; old days as `PageViews`."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    day = models.DateField(_("day"))
    aspect = models.CharField(_("told apart by"), max_length=8, choices=Aspect)
    value = models.CharField(_("value"), max_length=40)
    views = models.PositiveIntegerField(_("views"))

    objects: ClassVar[models.Manager[DayShare]]

    class Meta:
        verbose_name = _("share of views")
        verbose_name_plural = _("shares of views")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "day", "aspect", "value"], name="day_share_once_a_day"
            ),
            models.CheckConstraint(condition=models.Q(views__gt=0), name="day_share_some"),
            models.CheckConstraint(
                condition=models.Q(aspect__in=Aspect.values), name="day_share_of_an_aspect"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id} {self.day} {self.aspect} {self.value}: {self.views}"


class DayReaders(models.Model):
    """An estimate of how many different readers came on a day; without a portal: to all portals together."""

    portal = models.ForeignKey(
        Portal,
        models.PROTECT,
        null=True,
        db_index=False,
        related_name="+",
        verbose_name=_("portal"),
    )
    day = models.DateField(_("day"))
    readers = models.PositiveIntegerField(_("readers, estimated"))

    objects: ClassVar[models.Manager[DayReaders]]

    class Meta:
        verbose_name = _("readers of a day")
        verbose_name_plural = _("readers of days")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "day"], nulls_distinct=False, name="day_readers_once"
            ),
            models.CheckConstraint(condition=models.Q(readers__gt=0), name="day_readers_some"),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id} {self.day}: {self.readers}"


class FormerYear(models.Model):
    """The views of a year before we counted, as another system told them, with where it stands."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    views = models.PositiveBigIntegerField(_("views"))
    source = models.CharField(
        _("source"),
        max_length=200,
        help_text=_("Where the number stands: the system that counted, the report and its date."),
    )
    entered_at = models.DateTimeField(_("entered at"))

    objects: ClassVar[models.Manager[FormerYear]]

    class Meta:
        verbose_name = _("views of a former year")
        verbose_name_plural = _("views of former years")
        constraints = [
            models.UniqueConstraint(fields=["portal", "year"], name="former_year_once"),
            models.CheckConstraint(
                condition=models.Q(year__gte=FIRST_YEAR, year__lte=2100),
                name="former_year_of_our_time",
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="former_year_has_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id} {self.year}: {self.views}"


class WrittenBatch(models.Model):
    """A batch of counts that is in `PageViews`: whoever finds it in Valkey again must not add it twice."""

    token = models.CharField(_("token"), max_length=32, primary_key=True)
    written_at = models.DateTimeField(_("written at"))

    objects: ClassVar[models.Manager[WrittenBatch]]

    class Meta:
        verbose_name = _("batch of page views")
        verbose_name_plural = _("batches of page views")

    def __str__(self) -> str:
        return self.token
