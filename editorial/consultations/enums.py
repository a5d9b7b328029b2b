"""Where a draft stands that was laid open, and what was decided on a comment."""

from __future__ import annotations

from enum import Enum

from django.db import models
from django.utils.translation import pgettext_lazy


class Openness(Enum):
    COMING = "coming"
    OPEN = "open"
    CLOSED = "closed"


class Moderation(models.TextChoices):
    """Nothing of a comment is public but what was approved."""

    WAITING = "waiting", pgettext_lazy("comment on a draft", "Not decided")
    APPROVED = "approved", pgettext_lazy("comment on a draft", "Shown to the public")
    KEPT_BACK = "kept_back", pgettext_lazy("comment on a draft", "Not shown to the public")
