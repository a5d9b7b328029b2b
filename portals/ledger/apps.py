"""The app of the ledger."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LedgerConfig(AppConfig):
    name = "portals.ledger"
    label = "ledger"
    verbose_name = _("Ledger")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database import rights
        from portals.database.cloned import keep_from_clone
        from portals.jobs import schedules
        from portals.operations import gauges
        from portals.operations.doctor import registry as doctor
        from portals.reforms.registry import Fate, declare_fates

        from . import checks, growing, jobs, queries
        from .models import LEDGER_TABLES, SALTS

        rights.append_only(*LEDGER_TABLES)
        doctor.register("ledger", checks.ledger_checks, rank=110)
        rights.keep_secret(SALTS, "salt", "value")
        # What was entered is public, and practice goes on from it; who signed it, and what opens it, stays away.
        keep_from_clone(SALTS, "ledger_ledgercheckpoint", "ledger_ledgerkey")
        declare_fates(
            "ledger",
            {"LedgerEntry.portal": (Fate.KEEP, "what was done there was done there")},
        )
        gauges.register(
            "portals_ledger_unplaced",
            "Entries of the ledger that have no place yet.",
            growing.unplaced_count,
        )
        schedules.register(jobs.grow_the_tree, every_seconds=60, queue=schedules.ROUTINE)
        gauges.register(
            "portals_ledger_signed_seconds",
            "Age of the ledger's newest signature; -1 where there is none.",
            queries.signed_seconds,
        )
