"""What the running month would give a portal if it ended now."""

from __future__ import annotations

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portals.models import Portal
from scoring.enums import Provisional

from .rubric import Rubric


class Forecast(models.Model):
    """One portal's running month as it stood when it was last looked at. Its own board reads it, and nobody else.

    `lines` are written as those of a `Scorecard`; `fixes` names criteria by what each would add to the total.
    It counts for nothing: each new look writes over it.
    """

    portal = models.OneToOneField(
        Portal,
        models.CASCADE,
        primary_key=True,
        related_name="forecast",
        verbose_name=_("portal"),
    )
    month = models.DateField(_("month"))
    looked_at = models.DateTimeField(_("looked at"))
    rubric = models.ForeignKey(
        Rubric, models.CASCADE, db_index=False, related_name="+", verbose_name=_("rubric")
    )
    earned = models.DecimalField(_("points earned"), max_digits=6, decimal_places=2)
    applicable = models.DecimalField(_("points that apply"), max_digits=6, decimal_places=2)
    bonus = models.DecimalField(_("bonus"), max_digits=5, decimal_places=2)
    penalty = models.DecimalField(_("penalty"), max_digits=5, decimal_places=2)
    total = models.DecimalField(_("total"), max_digits=5, decimal_places=2)
    provisional = models.CharField(_("provisional"), max_length=12, choices=Provisional, blank=True)
    band = models.CharField(_("band"), max_length=40, blank=True)
    lines = models.JSONField(_("lines"), encoder=DjangoJSONEncoder)
    fixes = models.JSONField(_("fixes"), encoder=DjangoJSONEncoder, default=list)

    objects: ClassVar[models.Manager[Forecast]]

    class Meta:
        verbose_name = _("forecast")
        verbose_name_plural = _("forecasts")
        constraints = [
            models.CheckConstraint(condition=Q(month__day=1), name="forecast_is_of_a_month"),
            models.CheckConstraint(
                condition=Q(total__gte=0, total__lte=100), name="forecast_is_of_a_hundred"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id} {self.month:%Y-%m}: {self.total}"
