"""Prices of land, plans of compensation and of land use."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LandConfig(AppConfig):
    name = "editorial.land"
    label = "land"
    verbose_name = _("Land")
