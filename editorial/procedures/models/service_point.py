"""Where people hand in their papers: a body's one-stop centre, its hours, and who sits there."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.procedures.enums import Weekday
from portals.models import Portal


class ServicePoint(models.Model):
    """The centre of the body behind `portal`, kept by that portal's board. One stands at a time."""

    portal = models.ForeignKey(Portal, models.PROTECT, related_name="+", verbose_name=_("portal"))
    name = models.CharField(_("name of the centre"), max_length=200)
    address = models.CharField(_("address"), max_length=300)
    phone = models.CharField(_("phone"), max_length=60, blank=True)
    email = models.EmailField(_("email"), blank=True)
    map_link = models.URLField(_("link to a map"), max_length=300, blank=True)
    note = models.TextField(_("what visitors should know"), max_length=500, blank=True)
    ended_on = models.DateField(_("ended on"), null=True, blank=True)
    changed_at = models.DateTimeField(_("changed at"))
    # As it is searched: name, address and name of the portal, without accents.
    folded_words = models.TextField()

    objects: ClassVar[models.Manager[ServicePoint]]

    class Meta:
        verbose_name = _("one-stop centre")
        verbose_name_plural = _("one-stop centres")
        constraints = [
            models.UniqueConstraint(
                fields=["portal"], condition=Q(ended_on=None), name="one_centre_a_portal"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PointHours(models.Model):
    """When a centre is open on one day of the week: in the morning, in the afternoon, or both."""

    point = models.ForeignKey(
        ServicePoint,
        models.CASCADE,
        db_index=False,
        related_name="hours",
        verbose_name=_("one-stop centre"),
    )
    weekday = models.PositiveSmallIntegerField(_("day of the week"), choices=Weekday)
    morning_from = models.TimeField(_("opens in the morning"), null=True, blank=True)
    morning_to = models.TimeField(_("closes in the morning"), null=True, blank=True)
    afternoon_from = models.TimeField(_("opens in the afternoon"), null=True, blank=True)
    afternoon_to = models.TimeField(_("closes in the afternoon"), null=True, blank=True)

    objects: ClassVar[models.Manager[PointHours]]

    class Meta:
        verbose_name = _("hours of a centre")
        verbose_name_plural = _("hours of a centre")
        constraints = [
            models.UniqueConstraint(fields=["point", "weekday"], name="hours_once_a_weekday"),
            models.CheckConstraint(
                condition=Q(weekday__gte=1, weekday__lte=7), name="hours_of_a_weekday"
            ),
            models.CheckConstraint(
                condition=Q(morning_from=None, morning_to=None)
                | Q(
                    morning_from__isnull=False,
                    morning_to__isnull=False,
                    morning_to__gt=F("morning_from"),
                ),
                name="morning_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(afternoon_from=None, afternoon_to=None)
                | Q(
                    afternoon_from__isnull=False,
                    afternoon_to__isnull=False,
                    afternoon_to__gt=F("afternoon_from"),
                ),
                name="afternoon_ends_after_it_began",
            ),
            models.CheckConstraint(
                condition=Q(morning_to=None)
                | Q(afternoon_from=None)
                | Q(afternoon_from__gte=F("morning_to")),
                name="afternoon_follows_the_morning",
            ),
            models.CheckConstraint(
                condition=Q(morning_from__isnull=False) | Q(afternoon_from__isnull=False),
                name="hours_open_at_all",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.point_id}: {self.weekday}"


class PointOfficer(models.Model):
    """Somebody whom visitors of a centre may ask, by post."""

    point = models.ForeignKey(
        ServicePoint,
        models.CASCADE,
        db_index=False,
        related_name="officers",
        verbose_name=_("one-stop centre"),
    )
    position = models.PositiveSmallIntegerField(_("position"))
    post = models.CharField(_("post or counter"), max_length=120)
    name = models.CharField(_("name"), max_length=80, blank=True)
    phone = models.CharField(_("phone"), max_length=60, blank=True)

    objects: ClassVar[models.Manager[PointOfficer]]

    class Meta:
        verbose_name = _("officer of a centre")
        verbose_name_plural = _("officers of a centre")
        constraints = [
            models.UniqueConstraint(fields=["point", "position"], name="officer_in_their_place")
        ]

    def __str__(self) -> str:
        return self.post
