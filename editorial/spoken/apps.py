"""The app of spoken Vietnamese."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SpokenConfig(AppConfig):
    name = "editorial.spoken"
    label = "spoken"
    verbose_name = _("Spoken Vietnamese")
