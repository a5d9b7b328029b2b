"""The app of changes of units."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReformsConfig(AppConfig):
    name = "portals.reforms"
    label = "reforms"
    verbose_name = _("Changes of units")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.inbox import registry
        from portals.jobs import schedules
        from portals.operations.doctor import registry as doctor

        from . import ending_rows
        from .checks import reform_checks
        from .inbox import PostsThatEnd, ReformsToConfirm
        from .jobs import carry_out_confirmed, make_waiting_plans
        from .registry import Fate, declare_fates

        ending_rows.register_endings_of_portals()
        registry.register(ReformsToConfirm())
        registry.register(PostsThatEnd())
        doctor.register("reforms", reform_checks, rank=116)
        schedules.register(make_waiting_plans, every_seconds=300, queue=schedules.BULK)
        schedules.register(carry_out_confirmed, every_seconds=60, queue=schedules.ROUTINE)
        declare_fates(
            "reforms",
            {
                "ReformRow.original": (Fate.KEEP, "it is the record of the reform"),
                "ReformUnit.portal": (Fate.KEEP, "it is the record of the reform"),
            },
        )
