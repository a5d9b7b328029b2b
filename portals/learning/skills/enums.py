"""How well a person has a skill, and how it is known that somebody came."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class SkillState(models.TextChoices):
    BEGUN = "begun", _("Done once")
    HAS = "has", _("Has it")
    REFRESH = "refresh", _("To refresh")


class CameBy(models.TextChoices):
    CODE = "code", _("by the code on the screen")
    HAND = "hand", _("entered by hand")
    SHEET = "sheet", _("from a sheet")
