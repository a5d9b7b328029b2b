"""How a clone for practice stands."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class CloneState(models.TextChoices):
    RUNNING = "running", _("Under way")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Failed")
