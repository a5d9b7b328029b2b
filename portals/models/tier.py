"""The tiers of administration, as data with dates: the district tier ended on 30 June 2025."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField, DateRangeField
from django.db import models
from django.utils.translation import gettext_lazy as _


class Tier(models.Model):
    """A tier of administration. `level` counts down from the nation (0); an overseer stands strictly higher."""

    code = models.CharField(_("code"), max_length=20, primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    level = models.PositiveSmallIntegerField(_("level"))
    name_prefixes = ArrayField(
        models.CharField(max_length=40),
        verbose_name=_("how names of this tier begin"),
        help_text=_("Uniform naming: the name of a unit begins with one of these."),
    )
    period = DateRangeField(_("period"))

    objects: ClassVar[models.Manager["Tier"]]

    class Meta:
        verbose_name = _("tier")
        verbose_name_plural = _("tiers")

    def __str__(self) -> str:
        return self.name
