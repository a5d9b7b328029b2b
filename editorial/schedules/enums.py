"""What stands with a row of a schedule."""

from __future__ import annotations

from django.db import models
from django.utils.translation import pgettext_lazy


class RowState(models.TextChoices):
    """As citizens read it. A row that was published is changed or cancelled in their sight, and never taken out."""

    PLANNED = "planned", pgettext_lazy("state of an appointment", "planned")
    CHANGED = "changed", pgettext_lazy("state of an appointment", "changed")
    CANCELLED = "cancelled", pgettext_lazy("state of an appointment", "cancelled")
