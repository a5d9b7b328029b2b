"""Signs of life of the queues."""

from __future__ import annotations

from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _


class Tick(models.Model):
    """When a job last went all the way: queued by the clock, kept by the queue, done by a worker of that queue."""

    queue = models.CharField(_("queue"), max_length=20, primary_key=True)
    at = models.DateTimeField(_("last sign of life"))

    objects: ClassVar[models.Manager[Tick]]

    class Meta:
        verbose_name = _("sign of life")
        verbose_name_plural = _("signs of life")

    def __str__(self) -> str:
        return f"{self.queue}: {self.at:%Y-%m-%d %H:%M:%S}"
