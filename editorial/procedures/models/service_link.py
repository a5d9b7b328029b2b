"""Addresses on the service portal, and when they did not answer."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .procedure import LONGEST_LINK


class ServiceLink(models.Model):
    """An address that procedures lead to. `status` is what it answered last; None: nobody answered."""

    url = models.URLField(_("address"), max_length=LONGEST_LINK, unique=True)
    checked_at = models.DateTimeField(_("checked at"), null=True)
    status = models.PositiveSmallIntegerField(_("answer"), null=True)
    # Checks in a row that found a fault.
    failures = models.PositiveSmallIntegerField(_("failures in a row"), default=0)
    next_check_at = models.DateTimeField(_("next check"))

    objects: ClassVar[models.Manager[ServiceLink]]

    class Meta:
        verbose_name = _("link to the service portal")
        verbose_name_plural = _("links to the service portal")
        indexes = [models.Index(fields=["next_check_at"], name="service_link_by_next_check")]

    def __str__(self) -> str:
        return self.url


class ServiceOutage(models.Model):
    """A time in which an address led to no service, from the check that made it sure to the first good one."""

    link = models.ForeignKey(
        ServiceLink,
        models.CASCADE,
        db_index=False,
        related_name="outages",
        verbose_name=_("link to the service portal"),
    )
    since = models.DateTimeField(_("since"))
    until = models.DateTimeField(_("until"), null=True)

    objects: ClassVar[models.Manager[ServiceOutage]]

    class Meta:
        verbose_name = _("outage of a service")
        verbose_name_plural = _("outages of services")
        constraints = [
            models.UniqueConstraint(
                fields=["link"], condition=Q(until=None), name="one_service_outage_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(until=None) | Q(until__gte=F("since")),
                name="service_outage_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["link", "since"], name="service_outage_by_link")]

    def __str__(self) -> str:
        return f"{self.link_id}: {self.since}"
