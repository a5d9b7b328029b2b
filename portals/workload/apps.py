"""The app of the workload."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WorkloadConfig(AppConfig):
    name = "portals.workload"
    label = "workload"
    verbose_name = _("Workload of boards")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.jobs import schedules

        from .jobs import count_last_week

        schedules.register(count_last_week, every_seconds=21_600, queue=schedules.ROUTINE)
