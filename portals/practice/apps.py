"""The app of practice."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PracticeConfig(AppConfig):
    name = "portals.practice"
    label = "practice"
    verbose_name = _("Practice")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database.cloned import keep_from_clone
        from portals.operations import alarms
        from portals.operations.doctor import registry as doctor

        from .checks import practice_checks
        from .queries import is_overdue

        keep_from_clone("practice_practiceclone")
        alarms.register(
            "practice",
            _("The practice install was not cloned for 36 hours: see clone_practice."),
            is_overdue,
        )
        doctor.register("practice", practice_checks, rank=128)
