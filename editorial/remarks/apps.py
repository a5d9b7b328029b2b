"""The app of what readers missed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RemarksConfig(AppConfig):
    name = "editorial.remarks"
    label = "remarks"
    verbose_name = _("What readers missed")
