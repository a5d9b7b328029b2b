"""The app of the throw-away kind."""

from django.apps import AppConfig


class LeafletsConfig(AppConfig):
    name = "tests.editorial.kinds.leaflets"
    label = "leaflets"

    def ready(self) -> None:
        from editorial.kinds import registry

        from .models import LEAFLETS

        registry.register(LEAFLETS)
