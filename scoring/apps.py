"""The floor of how portals are judged. It stands on all the others; nothing imports it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = _("Scoring")

    def ready(self) -> None:
        # Needs models, which load after this module.
        from .measures import catalogue

        catalogue.fill()
