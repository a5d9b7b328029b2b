"""What anybody may read of scores, and the ranks that were counted of what is published."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User
from portals.models import Tier

from .proceeding import Proceeding
from .scorecard import Round


class PublicScores(models.Model):
    """The published scores of portals of a tier are shown to anybody. Without a row they are not."""

    tier = models.OneToOneField(
        Tier, models.PROTECT, primary_key=True, related_name="+", verbose_name=_("tier")
    )
    shown_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("shown by"))
    shown_at = models.DateTimeField(_("shown at"))

    objects: ClassVar[models.Manager[PublicScores]]

    class Meta:
        verbose_name = _("scores shown in public")
        verbose_name_plural = _("scores shown in public")

    def __str__(self) -> str:
        return self.tier_id


class PublishedRanks(models.Model):
    """Ranks and their ranges among the published cards of a tier: those of one scorer, or (None) of the whole month.

    They take seconds, so no request counts them. `of` is the newest publication or correction that they count.
    """

    round = models.ForeignKey(
        Round, models.CASCADE, db_index=False, related_name="+", verbose_name=_("round")
    )
    proceeding = models.ForeignKey(
        Proceeding, models.CASCADE, null=True, related_name="+", verbose_name=_("proceeding")
    )
    tier = models.ForeignKey(
        Tier, models.PROTECT, db_index=False, related_name="+", verbose_name=_("tier")
    )
    # By the number of the card: rank, from, to, of how many.
    ranks = models.JSONField(_("ranks"))
    # What is told of all of them together (`scoring.published.together`).
    together = models.JSONField(_("told together"))
    of = models.DateTimeField(_("counted as of"))

    objects: ClassVar[models.Manager[PublishedRanks]]

    class Meta:
        verbose_name = _("ranks in public")
        verbose_name_plural = _("ranks in public")
        constraints = [
            models.UniqueConstraint(
                fields=["round", "proceeding", "tier"],
                name="ranks_are_kept_once",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.tier_id}"
