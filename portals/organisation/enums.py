"""The fixed vocabularies of what a portal says about the body behind it."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class OfficialRole(models.TextChoices):
    """Why somebody is named: the law asks for the leaders and for whom to turn to."""

    LEADER = "leader", _("Leader")
    CONTACT = "contact", _("Contact officer")


class Subject(models.TextChoices):
    """What a board confirms to be still correct."""

    CONTACT = "contact", _("Contact details")
    ORGANISATION = "organisation", _("Organisation and leaders")
