"""The app of the door."""

from django.apps import AppConfig


class DoorConfig(AppConfig):
    name = "portals.sign_in"
    label = "door"

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database.cloned import keep_from_clone
        from portals.database.rights import keep_secret
        from portals.jobs import schedules

        from . import jobs, receivers  # noqa: F401

        schedules.register(jobs.answer_password_requests, every_seconds=60, queue=schedules.MAIL)
        schedules.register(jobs.forget_old_devices, every_seconds=6 * 3600, queue=schedules.ROUTINE)
        schedules.register(jobs.forget_old_attempts, every_seconds=3600, queue=schedules.ROUTINE)
        keep_secret("door_knowndevice", "digest")
        keep_secret("door_passwordrequest")
        keep_from_clone("door_knowndevice", "door_passwordrequest")
