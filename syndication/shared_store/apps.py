"""Stories going up and across: what the standing editors above pick, what any board takes, and their ways."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AcrossConfig(AppConfig):
    name = "syndication.shared_store"
    label = "across"
    verbose_name = _("Stories going up and across")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from editorial.editor import row_links

        from .links import links_of_rows

        row_links.register(links_of_rows)
