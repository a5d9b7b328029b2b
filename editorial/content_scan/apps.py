"""The guard over what is public."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuardingConfig(AppConfig):
    name = "editorial.content_scan"
    label = "guarding"
    verbose_name = _("Guard over what is public")
