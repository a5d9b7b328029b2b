"""What other provinces published of a month, from their signed files: figures by tier and nothing of any portal."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.boards.models import User


class NeighbourMonth(models.Model):
    """One month of another province, verified by the key that was pinned here. A newer file takes its place.

    `figures`: by tier a sorted list of totals in hundredths, provisional ones left out.
    """

    # The name of its ledger's key, as it was pinned by hand.
    ledger = models.CharField(_("ledger"), max_length=255)
    month = models.DateField(_("month"))
    figures: models.JSONField[dict[str, Any]] = models.JSONField(_("figures"))
    # How many entries its ledger had: a file of fewer is an older one.
    size = models.PositiveBigIntegerField(_("entries of the ledger"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    imported_by = models.ForeignKey(
        User, models.PROTECT, related_name="+", verbose_name=_("imported by")
    )
    verified_at = models.DateTimeField(_("verified at"))

    objects: ClassVar[models.Manager[NeighbourMonth]]

    class Meta:
        verbose_name = _("month of another province")
        verbose_name_plural = _("months of other provinces")
        constraints = [
            models.UniqueConstraint(
                fields=["ledger", "month"], name="one_file_a_neighbour_and_month"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="neighbour_tells_of_a_month"),
            models.CheckConstraint(
                condition=Q(sha256__regex=r"^[0-9a-f]{64}$"), name="neighbours_file_has_a_hash"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.ledger} {self.month:%Y-%m}"
