"""Own versions: a board rewrites another board's story and stays bound to it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AdaptingConfig(AppConfig):
    name = "syndication.adaptations"
    label = "adapting"
    verbose_name = _("Own versions of others' stories")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from editorial.placements import publications, withdrawals
        from editorial.public import notes
        from portals.inbox import registry
        from portals.jobs import schedules
        from portals.operations.doctor import registry as doctor

        from . import checks, jobs
        from .actions.following import follow_in_own_versions, tell_of_the_note
        from .ending import SourceEnds
        from .inbox import SourcesChanged
        from .queries import notes_for_readers

        withdrawals.register(SourceEnds())
        publications.register(follow_in_own_versions)
        publications.register_for_notes(tell_of_the_note)
        notes.register(notes_for_readers)
        registry.register(SourcesChanged())
        doctor.register("adaptations", lambda: checks.CHECKS, rank=40)
        schedules.register(jobs.follow_what_is_missing, every_seconds=600, queue=schedules.ROUTINE)
