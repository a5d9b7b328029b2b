"""Whom a page of the handbook is written for."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class HandbookReader(models.TextChoices):
    """A role as the handbook's index knows it; a person may be several."""

    EVERYBODY = "everybody", _("Everybody")
    WRITER = "writer", _("Contributors and editors")
    SECRETARY = "secretary", _("Secretaries")  # pragma: allowlist secret
    HEAD = "head", _("Heads and deputies")
    PROVINCE = "provincial", _("The province's board")
    SCORER = "scorer", _("Boards that score others")
    AUDITOR = "auditor", _("Auditors")
