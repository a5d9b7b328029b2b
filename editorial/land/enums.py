"""The fixed vocabularies of plans about land."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class LandPlanKind(models.TextChoices):
    COMPENSATION = "compensation", _("Compensation, support and resettlement")
    LAND_USE = "land_use", _("Land use plan")


class PostingState(models.TextChoices):
    """How the public posting of a plan stands on a day. The values stand in addresses."""

    POSTED = "dang-niem-yet", _("Posted now")
    COMING = "sap-niem-yet", _("Posted soon")
    OVER = "het-niem-yet", _("Posting is over")
