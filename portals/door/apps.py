"""The app of the door."""

from django.apps import AppConfig


class DoorConfig(AppConfig):
    name = "portals.door"
    label = "door"

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals import schedules
        from portals.database.rights import secret

        from . import jobs, receivers  # noqa: F401

        schedules.register(jobs.answer_password_requests, every_seconds=60, queue=schedules.MAIL)
        secret("door_knowndevice", "digest")
        secret("door_passwordrequest")
