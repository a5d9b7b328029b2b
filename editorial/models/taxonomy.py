"""The standard sections of portals, per tier and with dates (basis: art. 4 of Decree 42/2022 and its successors)."""

from __future__ import annotations

from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from portals.models import Tier
from portals.querysets import DatedQuerySet, manager_of


class SectionType(models.Model):
    """A kind of section that means the same on every portal; its code is also the section's address."""

    code = models.SlugField(_("code"), max_length=40, primary_key=True)
    name = models.CharField(_("name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("order"))

    objects: ClassVar[models.Manager[SectionType]]

    class Meta:
        verbose_name = _("kind of section")
        verbose_name_plural = _("kinds of section")

    def __str__(self) -> str:
        return self.name


class SectionRequirement(models.Model):
    """A tier has (or may have) a section during a period; older than `max_age_days`, it is out of date."""

    section_type = models.ForeignKey(
        SectionType, models.PROTECT, related_name="requirements", verbose_name=_("kind of section")
    )
    tier = models.ForeignKey(Tier, models.PROTECT, related_name="+", verbose_name=_("tier"))
    required = models.BooleanField(_("required"))
    max_age_days = models.PositiveSmallIntegerField(
        _("greatest age in days"), null=True, blank=True, help_text=_("Empty: no fixed age.")
    )
    period = DateRangeField(_("period"))

    objects: ClassVar[DatedQuerySet[SectionRequirement]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("section requirement")
        verbose_name_plural = _("section requirements")
        constraints = [
            ExclusionConstraint(
                name="one_requirement_a_section_and_tier",
                expressions=[
                    ("section_type", RangeOperators.EQUAL),
                    ("tier", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tier_id}: {self.section_type_id}"
