"""What a bulletin is, and in which language it is spoken."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class BulletinClass(models.TextChoices):
    """The classes of bulletins of Circular 39/2020."""

    ORDINARY = "ordinary", _("Ordinary bulletin")
    PRIORITY = "priority", _("Priority bulletin")
    URGENT = "urgent", _("Urgent bulletin")


class SpokenLanguage(models.TextChoices):
    """Languages that are spoken in the province, and English. The codes are those of BCP 47."""

    VIETNAMESE = "vi", pgettext_lazy("spoken language", "Vietnamese")
    TAY = "tyz", pgettext_lazy("spoken language", "Tày")
    NUNG = "nut", pgettext_lazy("spoken language", "Nùng")
    CAO_LAN = "mlc", pgettext_lazy("spoken language", "Cao Lan")
    DAO = "ium", pgettext_lazy("spoken language", "Dao")
    CHINESE = "zh", pgettext_lazy("spoken language", "Chinese (Hoa)")
    ENGLISH = "en", pgettext_lazy("spoken language", "English")
