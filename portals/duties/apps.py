"""The app of what portals owe the public."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class DutiesConfig(AppConfig):
    name = "portals.duties"
    label = "duties"
    verbose_name = _("Duties")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.inbox import registry as inbox
        from portals.jobs import schedules
        from portals.operations.doctor import registry as doctor
        from portals.overview import parts
        from portals.reforms.endings import (
            periods_end,
            register_endings,
            register_made_by_the_clock,
        )
        from portals.reforms.registry import Fate, declare_fates

        from .checks import CHECKS
        from .inbox import OverdueBelow, OwedThings
        from .jobs import keep_what_is_owed
        from .models import DutyExemption
        from .overview import OWED

        inbox.register(OwedThings())
        inbox.register(OverdueBelow())
        schedules.register(keep_what_is_owed, every_seconds=300, queue=schedules.ROUTINE)
        doctor.register("duties", lambda: CHECKS, rank=108)
        register_made_by_the_clock("duties.Obligation.portal")
        register_endings(
            periods_end(
                "duties.DutyExemption.portal",
                lambda portals: DutyExemption.objects.filter(portal__in=portals),
            )
        )
        declare_fates(
            "duties",
            {
                "DutyExemption.portal": (Fate.CLOSE, "the successor is another agency"),
                "Obligation.portal": (Fate.KEEP, "what was owed then was owed by that body"),
            },
        )
        parts.register(OWED)
