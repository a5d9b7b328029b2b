"""The watch over what is public."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrityWatchConfig(AppConfig):
    name = "editorial.integrity_watch"
    label = "watch"
    verbose_name = _("Watch over what is public")
