"""The host names of portals, with the days on which each is theirs."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ..querysets import DatedQuerySet, manager_of
from .portal import Portal


class PortalAddress(models.Model):
    """A host name that leads to a portal during a period. Closed portals keep theirs, so old links still answer."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="addresses", verbose_name=_("portal")
    )
    hostname = models.CharField(_("host name"), max_length=253)
    is_main = models.BooleanField(
        _("main address"), default=True, help_text=_("The other host names redirect to this one.")
    )
    period = DateRangeField(_("period"))

    objects: ClassVar[DatedQuerySet[PortalAddress]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        constraints = [
            models.CheckConstraint(
                condition=Q(hostname=Lower("hostname")), name="hostname_is_lower_case"
            ),
            ExclusionConstraint(
                name="hostname_leads_to_one_portal",
                expressions=[
                    ("hostname", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            ExclusionConstraint(
                name="portal_has_one_main_address",
                expressions=[("portal", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=Q(is_main=True),
            ),
        ]

    def __str__(self) -> str:
        return self.hostname
