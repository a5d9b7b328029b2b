"""The floor of what is published: pages, placements, workflow, search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = _("Editorial work")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals import schedules

        from . import jobs, receivers, site_roots  # noqa: F401  (receivers connects Wagtail's signals)

        site_roots.install()
        schedules.register(jobs.publish_what_is_due, every_seconds=60)
        schedules.register(jobs.place_what_is_missing, every_seconds=600)
        schedules.register(jobs.sign_what_is_missing, every_seconds=600)
