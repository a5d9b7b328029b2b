"""The nested app of probes; it has models of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ProbesConfig(AppConfig):
    name = "scoring.probes"
    label = "probes"
    verbose_name = _("Probes")
