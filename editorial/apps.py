"""The floor of what is published: pages, placements, workflow, search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = _("Editorial work")

    def ready(self) -> None:
        from . import receivers  # noqa: F401  (connects Wagtail's signals)
