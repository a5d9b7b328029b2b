"""The floor of who publishes: portals, addresses, oversight and boards."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalsConfig(AppConfig):
    name = "portals"
    verbose_name = _("Portals")

    def ready(self) -> None:
        from .forms import name_link_fields

        name_link_fields()
