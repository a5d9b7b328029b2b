"""The app of the journal."""

from django.apps import AppConfig


class JournalConfig(AppConfig):
    name = "portals.audit_log"
    label = "journal"

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database.rights import append_only, written_by_owner

        from . import receivers  # noqa: F401
        from .models import LOG_TABLES

        append_only(*LOG_TABLES)
        written_by_owner("journal_retention", "journal_retentionrun")
