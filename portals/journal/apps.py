"""The app of the journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "portals.journal"
    label = "journal"

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals import schedules

        from . import jobs, receivers  # noqa: F401

        schedules.register(
            jobs.forget_what_is_past_keeping, every_seconds=24 * 3600, queue=schedules.ROUTINE
        )
