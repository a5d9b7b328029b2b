"""How far the examination of a stored file is."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Examination(TextChoices):
    EXAMINING = "examining", _("being examined")
    FINE = "fine", _("examined")
    REFUSED = "refused", _("refused")
