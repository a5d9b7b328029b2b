"""A second person's word on a penalty that weighs much."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from editorial.models import PortalDocument
from portals.boards.models import User

from .scorecard import FactEntry


class PenaltyConfirmation(models.Model):
    """Another person than who entered a heavy penalty found it right, with the file that shows it.

    It holds for the entry as it was seen: one that is entered anew waits for a person again.
    """

    entry = models.OneToOneField(
        FactEntry,
        models.CASCADE,
        primary_key=True,
        related_name="confirmation",
        verbose_name=_("entered fact"),
    )
    # The entry that was seen.
    value = models.DecimalField(_("value"), max_digits=12, decimal_places=4)
    source = models.CharField(_("source"), max_length=300)
    entered_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("entered by")
    )
    entered_at = models.DateTimeField(_("entered at"))
    # Nobody and no file: of a month that was decided on before heavy penalties took two persons.
    file = models.ForeignKey(
        PortalDocument, models.PROTECT, null=True, related_name="+", verbose_name=_("file")
    )
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("confirmed by")
    )
    confirmed_at = models.DateTimeField(_("confirmed at"))

    objects: ClassVar[models.Manager[PenaltyConfirmation]]

    class Meta:
        verbose_name = _("confirmation of a penalty")
        verbose_name_plural = _("confirmations of penalties")
        constraints = [
            models.CheckConstraint(
                condition=~Q(entered_by=F("confirmed_by")), name="penalty_takes_two_persons"
            ),
            models.CheckConstraint(
                condition=Q(file=None, confirmed_by=None)
                | Q(file__isnull=False, confirmed_by__isnull=False),
                name="confirmed_penalty_has_its_file",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.value}"

    def is_of(self, entry: FactEntry) -> bool:
        """Whether `entry` is still the one that was seen."""
        return all(
            getattr(self, name) == getattr(entry, name)
            for name in ("value", "source", "entered_by_id", "entered_at")
        )
