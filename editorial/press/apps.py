"""The press corner, and statements on false news."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PressConfig(AppConfig):
    name = "editorial.press"
    label = "press"
    verbose_name = _("Press")
