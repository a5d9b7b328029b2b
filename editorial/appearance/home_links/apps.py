"""The app of the home page's links, figures and shortcuts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class HomeLinksConfig(AppConfig):
    name = "editorial.appearance.home_links"
    label = "front"
    verbose_name = _("Home page")
