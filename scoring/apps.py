"""The floor of how portals are judged. It stands on all the others; nothing imports it."""

from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ScoringConfig(AppConfig):
    name = "scoring"
    verbose_name = _("Scoring")

    def ready(self) -> None:
        # Needs models, which load after this module.
        from wagtail import hooks

        from portals.database import rights
        from portals.jobs import schedules
        from portals.learning.pages import register_folder
        from portals.ledger import registry as ledger
        from portals.operations.bench import registry as bench
        from portals.operations.doctor import registry as doctor
        from portals.overview import parts
        from portals.overview import sources as overview_sources

        from . import deeds, fates, inbox, jobs, practising, reform_endings
        from .auditing import jobs as audit_jobs
        from .auditing.urls import open_pages
        from .course import own_work
        from .course.ledger_entries import OWN_CARD, PUBLICATION, ROUND_ACT
        from .demo import registration as demo
        from .forecast import panel
        from .measures import catalogue
        from .measures import registry as measures
        from .models import FROZEN_TABLES
        from .overview import OUTAGES, SCORES_BELOW
        from .probes import jobs as probe_jobs
        from .published import registration as published
        from .rounds import checks
        from .rounds.facts_in_ledger import FACTS
        from .rounds.ledger_entries import CORRECTED_CARD, MONTH
        from .rubrics.ledger_entries import RUBRIC
        from .sources import CHECKS_OF_LINKS, MEASURING

        rights.append_only(*FROZEN_TABLES)
        fates.declare_all()
        deeds.tell_deeds()
        practising.leave_auditors_out()
        register_folder(Path(__file__).parent / "handbook")
        reform_endings.register_endings_of_scoring()
        bench.register("scoring.bench.chapters")
        catalogue.fill()
        measures.register("own.reviews", own_work.reviews)
        measures.register("own.steps", own_work.steps)
        ledger.register(RUBRIC)
        ledger.register(MONTH)
        ledger.register(FACTS)
        doctor.register("scores", checks.score_checks, rank=125)
        ledger.register(ROUND_ACT)
        ledger.register(PUBLICATION)
        ledger.register(CORRECTED_CARD)
        ledger.register(OWN_CARD)
        inbox.register_sources()
        open_pages()
        demo.install()
        published.install()
        hooks.register("construct_homepage_panels", panel.show_forecast)
        schedules.register(jobs.read_what_is_new, every_seconds=600, queue=schedules.BULK)
        schedules.register(jobs.score_the_month, every_seconds=600, queue=schedules.BULK)
        schedules.register(jobs.forecast_the_month, every_seconds=3600, queue=schedules.BULK)
        schedules.register(jobs.count_published_ranks, every_seconds=60, queue=schedules.BULK)
        schedules.register(audit_jobs.make_what_waits, every_seconds=300, queue=schedules.BULK)
        schedules.register(jobs.move_rounds_on, every_seconds=600, queue=schedules.ROUTINE)
        schedules.register(jobs.make_waiting_packs, every_seconds=600, queue=schedules.BULK)
        schedules.register(jobs.judge_waiting_notices, every_seconds=120, queue=schedules.ROUTINE)
        schedules.register(
            probe_jobs.gather_what_is_new, every_seconds=600, queue=schedules.ROUTINE
        )
        schedules.register(
            probe_jobs.check_what_is_due,
            every_seconds=600,
            queue=schedules.ROUTINE,
            in_practice=False,
        )
        schedules.register(probe_jobs.read_new_files, every_seconds=600, queue=schedules.ROUTINE)
        parts.register(SCORES_BELOW)
        parts.register(OUTAGES)
        overview_sources.register(CHECKS_OF_LINKS)
        overview_sources.register(MEASURING)
