"""The app of the witnesses."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WitnessesConfig(AppConfig):
    name = "portals.witnesses"
    label = "witnesses"
    verbose_name = _("Witnesses of the ledger")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.inbox import registry as inbox
        from portals.jobs import schedules
        from portals.operations import gauges
        from portals.operations.doctor import registry as doctor

        from . import checks, jobs, queries
        from .inbox import SilentWitnesses

        doctor.register("witnesses", checks.witness_checks, rank=115)
        inbox.register(SilentWitnesses())
        schedules.register(
            jobs.send_witnesses_the_newest,
            every_seconds=600,
            queue=schedules.ROUTINE,
            in_practice=False,
        )
        gauges.register(
            "portals_ledger_countersigned_seconds",
            "Age of the newest countersignature of the ledger; -1 where there is none.",
            queries.countersigned_seconds,
        )
