"""How often pages of the portals are looked at."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class VisitsConfig(AppConfig):
    name = "portals.visits"
    label = "visits"
    verbose_name = _("Visits")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database.cloned import keep_from_clone
        from portals.jobs import schedules

        from . import jobs

        keep_from_clone("visits_writtenbatch")
        schedules.register(jobs.write_down_views, every_seconds=60, queue=schedules.ROUTINE)
        schedules.register(
            jobs.keep_months_of_old_days, every_seconds=6 * 3600, queue=schedules.ROUTINE
        )
