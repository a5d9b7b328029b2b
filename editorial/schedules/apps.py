"""The app of leaders' weekly schedules."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchedulesConfig(AppConfig):
    name = "editorial.schedules"
    label = "schedules"
    verbose_name = _("Leaders' schedules")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database.rights import append_only

        append_only("schedules_schedulechange")
