"""The app of backups."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class BackupsConfig(AppConfig):
    name = "portals.backups"
    label = "backups"
    verbose_name = _("Backups")

    def ready(self) -> None:
        from portals.operations import alarms
        from portals.operations.doctor import registry as doctor

        from .age import backup_checks, backup_notes, is_backup_overdue

        alarms.register(
            "backup",
            _("The last whole backup is too old, or there is none: see manage.py backup."),
            is_backup_overdue,
        )
        doctor.register("backup", backup_checks, rank=129)
        doctor.register_notes(backup_notes)
