"""The floor of what is published: pages, placements, workflow, search."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = _("Editorial work")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals import schedules
        from portals.operations.demo import registry
        from portals.visits import known

        from . import home_page, jobs, receivers, site_roots  # noqa: F401  (receivers connects Wagtail's signals)
        from .demo import checks
        from .guarding import jobs as guard_jobs
        from .inbox import jobs as mail_jobs
        from .inbox.sources import register_all as register_inbox_sources
        from .queries.readers import standing

        site_roots.install()
        home_page.register()
        register_inbox_sources()
        known.register(standing)
        registry.register(checks.READING)
        schedules.register(jobs.publish_what_is_due, every_seconds=60, queue=schedules.HASTY)
        schedules.register(jobs.place_what_is_missing, every_seconds=600, queue=schedules.ROUTINE)
        schedules.register(jobs.record_what_is_missing, every_seconds=600, queue=schedules.ROUTINE)
        schedules.register(jobs.sign_what_is_missing, every_seconds=600, queue=schedules.ROUTINE)
        schedules.register(jobs.examine_files, every_seconds=120, queue=schedules.ROUTINE)
        schedules.register(jobs.read_documents, every_seconds=120, queue=schedules.ROUTINE)
        schedules.register(jobs.scan_files, every_seconds=120, queue=schedules.ROUTINE)
        schedules.register(guard_jobs.ensure_round, every_seconds=1800, queue=schedules.ROUTINE)
        schedules.register(mail_jobs.ensure_digests, every_seconds=600, queue=schedules.ROUTINE)
        schedules.register(
            mail_jobs.tell_what_is_urgent, every_seconds=120, queue=schedules.ROUTINE
        )
        schedules.register(
            mail_jobs.forget_what_is_old, every_seconds=6 * 3600, queue=schedules.ROUTINE
        )
