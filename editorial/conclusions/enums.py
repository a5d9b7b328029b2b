"""What a recommendation came to, what a decision gives, and whom it names."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class FollowUp(models.TextChoices):
    """Where a recommendation of an inspection stands."""

    OPEN = "open", pgettext_lazy("recommendation of an inspection", "Not done yet")
    DONE = "done", pgettext_lazy("recommendation of an inspection", "Done")


class Matter(models.TextChoices):
    REWARD = "reward", _("Reward")
    SANCTION = "sanction", _("Sanction")


class Party(models.TextChoices):
    ORGANISATION = "organisation", _("Organisation")
    PERSON = "person", pgettext_lazy("whom a decision names", "Person")
