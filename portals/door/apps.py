"""The app of the door."""

from django.apps import AppConfig


class DoorConfig(AppConfig):
    name = "portals.door"
    label = "door"

    def ready(self) -> None:
        from . import receivers  # noqa: F401
