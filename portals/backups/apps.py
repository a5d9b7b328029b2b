"""The app of backups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackupsConfig(AppConfig):
    name = "portals.backups"
    label = "backups"
    verbose_name = _("Backups")

    def ready(self) -> None:
        from portals.database.quiet import is_quiet_copy
        from portals.operations import alarms
        from portals.operations.doctor import registry as doctor

        from .age import backup_checks, backup_notes, is_backup_overdue, quiet_notes

        alarms.register(
            "backup",
            _("The last whole backup is too old, or there is none: see manage.py backup."),
            is_backup_overdue,
        )
        doctor.register("backup", backup_checks, rank=129)
        doctor.register_notes(backup_notes)
        alarms.register(
            "quiet",
            _(
                "This is a restored copy: no mail leaves, nothing is fetched or signed, until an operator confirms it."
            ),
            is_quiet_copy,
        )
        doctor.register_notes(quiet_notes)
