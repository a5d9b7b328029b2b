"""Which posts of a board need a person of their own, by tier."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from portals.models import Tier
from portals.querysets import DatedQuerySet, manager_of

from ..enums import Position


class RequiredPostQuerySet(DatedQuerySet["RequiredPost"]):
    def by_tier(self, day: date) -> Mapping[str, frozenset[str]]:
        """Return the posts that each tier must fill on `day`; none for a tier without a row. One query."""
        found: dict[str, set[str]] = defaultdict(set)
        for tier, position in self.in_force(day).values_list("tier", "position"):
            found[tier].add(position)
        return defaultdict(
            frozenset, {tier: frozenset(positions) for tier, positions in found.items()}
        )


class RequiredPost(models.Model):
    """Boards of a tier must fill this post, with a person who holds no other post on the board, during a period.

    A post without a row may be one that somebody holds beside another, as communes lawfully do, so that nothing is
    missing where nobody holds it alone.
    """

    tier = models.ForeignKey(
        Tier, models.PROTECT, db_index=False, related_name="+", verbose_name=_("tier")
    )
    position = models.CharField(_("position"), max_length=12, choices=Position)
    period = DateRangeField(_("period"))

    objects: ClassVar[RequiredPostQuerySet] = manager_of(RequiredPostQuerySet)

    class Meta:
        verbose_name = _("post that must be filled")
        verbose_name_plural = _("posts that must be filled")
        constraints = [
            ExclusionConstraint(
                name="post_is_required_once_at_a_time",
                expressions=[
                    ("tier", RangeOperators.EQUAL),
                    ("position", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tier_id}: {self.position}"
