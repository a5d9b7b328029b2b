"""How long the log is kept, as data."""

from __future__ import annotations

from typing import ClassVar

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

LOG_TABLES = ("wagtailcore_pagelogentry", "wagtailcore_modellogentry")


class Retention(models.Model):
    """How many months acts are kept whose name begins with `begins_with`; the longest beginning that fits counts."""

    begins_with = models.CharField(
        _("acts that begin with"), max_length=60, unique=True, blank=True
    )
    months = models.PositiveSmallIntegerField(_("months kept"), validators=[MinValueValidator(12)])
    basis = models.CharField(_("by which rule"), max_length=200)
    set_at = models.DateTimeField(db_default=Now(), editable=False)

    objects: ClassVar[models.Manager[Retention]]

    class Meta:
        verbose_name = _("retention of the log")
        verbose_name_plural = _("retention of the log")
        constraints = [
            models.CheckConstraint(name="log_kept_a_year", condition=models.Q(months__gte=12)),
        ]

    def __str__(self) -> str:
        return f"{self.begins_with or '*'}: {self.months}"


class RetentionRun(models.Model):
    """That the owner looked for what is past keeping, and how many lines went. The application cannot write it."""

    ran_at = models.DateTimeField(_("ran at"))
    removed = models.PositiveIntegerField(_("lines removed"))

    objects: ClassVar[models.Manager[RetentionRun]]

    class Meta:
        verbose_name = _("run of the retention")
        verbose_name_plural = _("runs of the retention")

    def __str__(self) -> str:
        return f"{self.ran_at:%Y-%m-%d}: {self.removed}"
