"""The app of changes of units."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReformsConfig(AppConfig):
    name = "portals.reforms"
    label = "reforms"
    verbose_name = _("Changes of units")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.jobs import schedules

        from .jobs import make_waiting_plans
        from .registry import Fate, declare_fates

        schedules.register(make_waiting_plans, every_seconds=300, queue=schedules.BULK)
        declare_fates(
            "reforms",
            {"ReformRow.original": (Fate.KEEP, "it is the record of the reform")},
        )
