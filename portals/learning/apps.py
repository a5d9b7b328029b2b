"""The app of the handbook."""

from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "portals.learning"
    label = "learning"
    verbose_name = _("Handbook")

    def ready(self) -> None:
        from .pages import register_folder

        register_folder(Path(__file__).parents[1] / "handbook")
