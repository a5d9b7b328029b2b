"""Prices of land as they are looked up: one for each position of each line of a public price table."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.models import DisclosurePage
from editorial.models.disclosure import LONGEST_CODE_IN_SHEET

LONGEST_STREET = 500
LONGEST_NAME = 160


class LandPrice(models.Model):
    """What a square metre costs, in đồng, at one position of one segment of a street.

    Made of a table that is public, and gone with it (`editorial/land/prices/deriving.py`). `words` and `folded_words`
    are what is searched, with accents and without, each word between two spaces. `segment_key` is the same for the
    same segment and kind of land in the tables of all years.
    """

    page = models.ForeignKey(
        DisclosurePage,
        models.CASCADE,
        related_name="land_prices",
        db_index=False,
        verbose_name=_("price table"),
    )
    row = models.CharField(_("row"), max_length=LONGEST_CODE_IN_SHEET)
    position = models.PositiveSmallIntegerField(_("position behind the street"))
    price = models.PositiveBigIntegerField(_("price of a square metre in đồng"))
    # Whether the segment has a position before this one, so that a list of segments need not look at it. Where somebody
    # left it false no segment is missed: each is listed once all the same.
    is_further = models.BooleanField(default=False, db_default=False)
    # Of the row among all of its table.
    line = models.PositiveIntegerField(_("place in the table"))
    street = models.CharField(_("street"), max_length=LONGEST_STREET)
    begins_at = models.CharField(_("segment from"), max_length=LONGEST_STREET, blank=True)
    ends_at = models.CharField(_("segment to"), max_length=LONGEST_STREET, blank=True)
    commune = models.CharField(_("commune or ward"), max_length=LONGEST_NAME, blank=True)
    commune_key = models.CharField(max_length=LONGEST_NAME, blank=True)
    land_type = models.CharField(_("kind of land"), max_length=LONGEST_NAME)
    land_type_key = models.CharField(max_length=LONGEST_NAME)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid through"))
    words = models.TextField()
    folded_words = models.TextField()
    segment_key = models.CharField(max_length=32)

    objects: ClassVar[models.Manager[LandPrice]]

    class Meta:
        verbose_name = _("price of land")
        verbose_name_plural = _("prices of land")
        constraints = [
            models.UniqueConstraint(
                fields=["page", "row", "position"], name="land_price_once_a_position"
            ),
            models.CheckConstraint(condition=Q(price__gt=0), name="land_price_is_something"),
            models.CheckConstraint(
                condition=Q(position__gte=1, position__lte=9), name="land_price_has_a_position"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__gte=F("valid_from")), name="land_price_ends_after_it_begins"
            ),
        ]
        indexes = [
            # The same segment in an older table.
            models.Index(fields=["page", "segment_key"], name="land_price_segment"),
            models.Index(fields=["page", "commune_key", "line"], name="land_price_of_commune"),
            # A list of segments: one row of each, in its order.
            models.Index(
                fields=["page", "commune_key", "line"],
                condition=Q(is_further=False),
                name="land_price_of_segment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.street} {self.position}: {self.price}"
