"""What this room registers."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from portals.duties import registry as duties
from portals.jobs import schedules
from portals.operations import alarms, gauges
from portals.operations.doctor import registry as doctor

from .fulfilment import PostedWeeks, StationWeeks
from .source_system.checks import CHECKS, amiss_count
from .source_system.jobs import hand_over_bulletins


def install() -> None:
    duties.register(PostedWeeks())
    duties.register_events(StationWeeks())
    schedules.register(
        hand_over_bulletins, every_seconds=60, queue=schedules.ROUTINE, in_practice=False
    )
    doctor.register("stations", lambda: CHECKS, rank=104)
    gauges.register(
        "portals_source_system_amiss",
        "Bulletins that the source information system did not take, cancel or answer for.",
        amiss_count,
    )
    alarms.register(
        "source-system",
        _("Bulletins do not reach the source information system of loudspeakers: see doctor."),
        lambda: amiss_count() > 0,
    )
