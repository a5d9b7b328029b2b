"""The floor of how portals are judged. It stands on all the others; nothing imports it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = _("Scoring")

    def ready(self) -> None:
        # Needs models, which load after this module.
        from portals import schedules

        from . import jobs
        from .measures import catalogue

        catalogue.fill()
        schedules.register(jobs.read_what_is_new, every_seconds=600)
        schedules.register(jobs.score_the_month, every_seconds=600)
