"""What an official statement says of a claim."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Verdict(models.TextChoices):
    """Each headline begins with its words, so that a claim is never repeated without them."""

    FALSE = "false", _("False news")
    ALTERED = "altered", _("Altered picture or video")
    IMPERSONATED = "posing", _("Posing as an agency")
    MISLEADING = "misleading", _("Misleading news")
    UNPROVEN = "unproven", _("Unproven rumour")

    @property
    def rating(self) -> int:
        """From 1, all of it is false, to 5, all of it is true, as schema.org's ClaimReview counts."""
        return {"misleading": 2, "unproven": 3}.get(self.value, 1)
