"""What became of a portal: merged, split, renamed or dissolved."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from .portal import Portal


class Succession(models.Model):
    """`successor` takes over from `portal` on the day `happened_on`. A dissolved portal may have several."""

    class Kind(models.TextChoices):
        MERGE = "merge", _("merged")
        SPLIT = "split", _("split")
        RENAME = "rename", _("renamed")
        DISSOLVE = "dissolve", _("dissolved")

    portal = models.ForeignKey(
        Portal, models.PROTECT, related_name="successions", verbose_name=_("portal")
    )
    successor = models.ForeignKey(
        Portal, models.PROTECT, related_name="predecessions", verbose_name=_("successor")
    )
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    happened_on = models.DateField(_("date"))
    mandate = models.CharField(_("decision"), max_length=200, blank=True)

    objects: ClassVar[models.Manager[Succession]]

    class Meta:
        verbose_name = _("succession")
        verbose_name_plural = _("successions")
        constraints = [
            models.UniqueConstraint(
                fields=["portal", "successor", "happened_on"], name="succession_once"
            ),
            models.CheckConstraint(
                condition=~Q(portal=F("successor")), name="nobody_succeeds_itself"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal_id} → {self.successor_id} ({self.kind})"
