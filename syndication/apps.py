"""The floor of how stories travel: dispatches go down, proposals up, recalls everywhere."""

from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SyndicationConfig(AppConfig):
    name = "syndication"
    verbose_name = _("Stories between portals")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from editorial.checking import offers
        from editorial.integrity_watch import grounds
        from editorial.placements import withdrawals
        from editorial.read_api import classes
        from editorial.stations import deadlines
        from portals.jobs import schedules
        from portals.learning import first_steps
        from portals.learning.pages import register_folder
        from portals.operations import gauges
        from portals.operations.bench import registry as bench
        from portals.operations.doctor import registry as doctor
        from portals.overview import parts
        from portals.reforms.registry import register_under_way

        from . import deeds, fates, jobs, practising, reform_endings
        from .deliveries import checks
        from .deliveries.first_step import FROM_ABOVE_DECIDED
        from .deliveries.reforming import DELIVERIES_WAITING, PROPOSALS_WAITING
        from .deliveries.republishing_views import republish_address
        from .deliveries.withdrawals import TravelsEnd
        from .demo import registration as demo
        from .dispatches.airings import air_by_of_placement
        from .inbox import register_sources
        from .overview import DELIVERIES
        from .placement_grounds import GROUNDS
        from .queries import waiting_deliveries
        from .sent_classes import sent_classes

        classes.register(sent_classes)
        fates.declare_all()
        deeds.tell_deeds()
        practising.offer_story()
        register_folder(Path(__file__).parent / "handbook")
        first_steps.register(FROM_ABOVE_DECIDED)
        reform_endings.register_endings_of_syndication()
        register_under_way(DELIVERIES_WAITING)
        register_under_way(PROPOSALS_WAITING)
        bench.register("syndication.bench.chapters")
        withdrawals.register(TravelsEnd())
        register_sources()
        offers.register(republish_address)
        deadlines.register(air_by_of_placement())
        gauges.register(
            "portals_deliveries_waiting", "Deliveries that stand nowhere yet.", waiting_deliveries
        )
        demo.install()
        for via, exists in GROUNDS.items():
            grounds.register(via, exists)
        doctor.register("deliveries", lambda: checks.CHECKS, rank=30)
        schedules.register(jobs.sweep, every_seconds=60, queue=schedules.HASTY)
        # The time to undo is half a minute; a plan or a deadline is kept to the quarter of one.
        schedules.register(jobs.carry_out_times, every_seconds=10, queue=schedules.HASTY)
        parts.register(DELIVERIES)
