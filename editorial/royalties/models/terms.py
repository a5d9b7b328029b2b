"""What is paid for which work, as dated data of the province; and what a portal may spend in a year."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.royalties.enums import RoyaltyKind
from portals.models import Portal
from portals.querysets import DatedQuerySet, manager_of

LONGEST_SOURCE = 300


class RoyaltyRule(models.Model):
    """Holds while `period`, by a `source`. Without `entered_by` it came with the install."""

    period = DateRangeField(_("period"))
    source = models.CharField(_("source"), max_length=LONGEST_SOURCE)
    is_provisional = models.BooleanField(_("provisional"), default=False)
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="+",
        verbose_name=_("entered by"),
    )
    entered_at = models.DateTimeField(_("entered at"))

    class Meta:
        abstract = True


class RoyaltyTerms(RoyaltyRule):
    """What a unit is worth and what is withheld, while `period`. Money in whole đồng.

    A unit is `unit_percent` of the base salary (Decree 18/2014, article 7). From persons without a labour contract
    `tax_percent` is withheld where one payment reaches `tax_from` (Circular 111/2013, article 25).
    """

    base_salary = models.PositiveIntegerField(_("base salary"))
    unit_percent = models.PositiveSmallIntegerField(_("unit, in percent of the base salary"))
    tax_percent = models.PositiveSmallIntegerField(_("tax withheld, in percent"))
    tax_from = models.PositiveIntegerField(_("withheld from payments of"))

    objects: ClassVar[DatedQuerySet[RoyaltyTerms]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("terms of royalties")
        verbose_name_plural = _("terms of royalties")
        constraints = [
            ExclusionConstraint(
                name="one_royalty_terms_at_a_time",
                expressions=[("period", RangeOperators.OVERLAPS)],
            ),
            models.CheckConstraint(
                condition=Q(base_salary__gt=0, unit_percent__gte=1, unit_percent__lte=100),
                name="royalty_unit_is_some",
            ),
            models.CheckConstraint(condition=Q(tax_percent__lt=100), name="royalty_tax_is_a_part"),
            models.CheckConstraint(condition=~Q(source=""), name="royalty_terms_name_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} đ: {self.source}"

    @property
    def unit(self) -> int:
        """What one unit is worth, in đồng; a part of a đồng is not paid."""
        return self.base_salary * self.unit_percent // 100


class RoyaltyRate(RoyaltyRule):
    """How many units a kind of work is paid, while `period`: from `least` to `most`, and `usual` is proposed.

    It is proposed for stories of `story_kinds` from `from_words` words on; of several that fit, the one that asks for
    most words.
    """

    kind = models.CharField(_("kind of work"), max_length=16, choices=RoyaltyKind)
    least = models.DecimalField(_("least units"), max_digits=4, decimal_places=1)
    most = models.DecimalField(_("most units"), max_digits=4, decimal_places=1)
    usual = models.DecimalField(_("units proposed"), max_digits=4, decimal_places=1)
    story_kinds = ArrayField(
        models.CharField(max_length=16), default=list, blank=True, verbose_name=_("kinds of texts")
    )
    from_words = models.PositiveIntegerField(_("from so many words"), default=0)

    objects: ClassVar[DatedQuerySet[RoyaltyRate]] = manager_of(DatedQuerySet)

    class Meta:
        verbose_name = _("royalty rate")
        verbose_name_plural = _("royalty rates")
        constraints = [
            ExclusionConstraint(
                name="one_royalty_rate_a_kind_at_a_time",
                expressions=[
                    ("kind", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(
                condition=Q(least__gt=0, usual__gte=F("least"), most__gte=F("usual")),
                name="royalty_rate_lies_between",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="royalty_rate_names_a_source"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.least}–{self.most}"


class RoyaltyFund(models.Model):
    """What a portal may pay in royalties in a year, and what of it approved sheets have spent. Whole đồng."""

    portal = models.ForeignKey(
        Portal, models.PROTECT, db_index=False, related_name="+", verbose_name=_("portal")
    )
    year = models.PositiveSmallIntegerField(_("year"))
    ceiling = models.PositiveBigIntegerField(_("ceiling"))
    spent = models.BigIntegerField(_("spent"), default=0)
    decision = models.CharField(_("decision"), max_length=LONGEST_SOURCE)

    objects: ClassVar[models.Manager[RoyaltyFund]]

    class Meta:
        verbose_name = _("royalty fund")
        verbose_name_plural = _("royalty funds")
        constraints = [
            models.UniqueConstraint(fields=["portal", "year"], name="one_royalty_fund_a_year"),
            models.CheckConstraint(
                condition=Q(spent__lte=F("ceiling")), name="royalty_fund_is_not_exceeded"
            ),
            models.CheckConstraint(
                condition=~Q(decision=""), name="royalty_fund_names_its_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id} {self.year}: {self.ceiling}"

    @property
    def left(self) -> int:
        return self.ceiling - self.spent
