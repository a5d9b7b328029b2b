"""Administrative procedures and one-stop centres."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProceduresConfig(AppConfig):
    name = "editorial.procedures"
    label = "procedures"
    verbose_name = _("Administrative procedures")
