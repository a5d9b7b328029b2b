"""How a province says what the shipped table does not know, or says otherwise."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portals.boards.models import User

LONGEST_WRITTEN, LONGEST_SPOKEN = 40, 160


class SpokenForm(models.Model):
    """How an abbreviation is said on the loudspeakers of the province. Capitals count."""

    written = models.CharField(
        pgettext_lazy("abbreviation", "written"), max_length=LONGEST_WRITTEN, unique=True
    )
    said = models.CharField(_("said"), max_length=LONGEST_SPOKEN)
    changed_at = models.DateTimeField(_("changed at"))
    changed_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", verbose_name=_("changed by")
    )

    objects: ClassVar[models.Manager[SpokenForm]]

    class Meta:
        verbose_name = _("spoken form")
        verbose_name_plural = _("spoken forms")
        constraints = [
            models.CheckConstraint(
                condition=~Q(written="") & ~Q(said=""), name="spoken_form_has_both"
            )
        ]

    def __str__(self) -> str:
        return f"{self.written}: {self.said}"
