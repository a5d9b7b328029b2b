"""The floor of what is published: pages, placements, workflow, search."""

from pathlib import Path

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EditorialConfig(AppConfig):
    name = "editorial"
    verbose_name = _("Editorial work")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.admin_kit import pocket
        from portals.jobs import schedules
        from portals.learning import first_steps
        from portals.learning.pages import register_folder
        from portals.operations import alarms, gauges
        from portals.operations.bench import registry as bench
        from portals.operations.doctor import registry as doctor
        from portals.overview import sources as overview_sources
        from portals.reforms.contents import register_content_mover
        from portals.reforms.endings import register_opener
        from portals.reforms.registry import register_under_way
        from portals.reforms.rehearsal import register_old_addresses

        from . import deeds, fates, jobs, receivers, reform_endings  # noqa: F401  (receivers connects Wagtail's signals)
        from .alerting import registration as alerting
        from .answers import registration as answers
        from .appearance import own_blocks
        from .archiving import registration as archiving
        from .asking import registration as asking
        from .broadcasts import registration as broadcasts
        from .conclusions import registration as conclusions
        from .consultations import registration as consultations
        from .content_scan import jobs as guard_jobs
        from .contested import registration as contested
        from .demo import registration as demo
        from .disclosures import registration as disclosures
        from .documents import registration as documents
        from .editor import registration as editor
        from .english import registration as english
        from .file_text import registration as file_text
        from .inbox_sources import register_all as register_inbox_sources
        from .integrity_watch import checks as watch_checks
        from .integrity_watch.jobs import watch_what_is_public
        from .integrity_watch.old_addresses import some_addresses_of
        from .integrity_watch.sources import WATCH
        from .kinds import registration as kinds
        from .land import registration as land
        from .media import examining
        from .moving import chapters as moving
        from .moving.for_reforms import MOVER
        from .open_data import registration as open_data
        from .opening.for_reforms import OPENER
        from .owed import registration as owed
        from .petitions import registration as petitions
        from .placements import taken_again
        from .placements.checks import CHECKS as PLACEMENTS
        from .placements.first_steps import OWN_STORY, SECTIONS_FILLED
        from .plans import registration as plans
        from .press import registration as press
        from .procedures import registration as procedures
        from .public import registration as public
        from .public_record import checks as record_checks
        from .public_record import registration as public_record
        from .public_record import waiting as waiting_acts
        from .read_api import registration as read_api
        from .reception import registration as reception
        from .recordings import registration as recordings
        from .remarks import registration as remarks
        from .review import subjects
        from .review.reforming import TEXTS_IN_REVIEW
        from .royalties import registration as royalties
        from .schedules import registration as schedules_room
        from .search import registration as search
        from .social_posts import registration as social_posts
        from .stations import registration as stations
        from .wagtail_patches import site_roots, unused_api

        # Before Wagtail's apps are ready, which stand below ours.
        unused_api.leave_out()
        taken_again.install()
        fates.declare_all()
        deeds.tell_deeds()
        register_folder(Path(__file__).parent / "handbook")
        first_steps.register(OWN_STORY)
        first_steps.register(SECTIONS_FILLED)
        reform_endings.register_endings_of_editorial()
        register_opener(OPENER)
        register_content_mover(MOVER)
        register_old_addresses(some_addresses_of)
        register_under_way(TEXTS_IN_REVIEW)
        bench.register("editorial.bench.chapters")
        site_roots.install()
        kinds.install()
        documents.install()
        disclosures.install()
        procedures.install()
        schedules_room.install()
        stations.install()
        land.install()
        plans.install()
        royalties.install()
        owed.install()
        reception.install()
        remarks.install()
        asking.install()
        alerting.install()
        conclusions.install()
        consultations.install()
        broadcasts.install()
        contested.install()
        press.install()
        english.install()
        answers.install()
        petitions.install()
        open_data.install()
        read_api.install()
        moving.install()
        archiving.install()
        editor.install()
        file_text.install()
        recordings.install()
        public.install()
        subjects.install()
        social_posts.install()
        public_record.install()
        procedures.install_blocks()
        own_blocks.register()
        documents.install_blocks()
        broadcasts.install_blocks()
        answers.install_blocks()
        register_inbox_sources()
        pocket.register(pocket.PocketPage("quick_write", _("Quick write"), order=20))
        pocket.register(pocket.PocketPage("post_bulletin", _("Bulletin"), order=25))
        demo.install()
        doctor.register("placements", lambda: PLACEMENTS, rank=20)
        doctor.register("record", lambda: record_checks.CHECKS, rank=105)
        search.install()
        schedules.register(jobs.publish_what_is_due, every_seconds=60, queue=schedules.HASTY)
        schedules.register(jobs.place_what_is_missing, every_seconds=600, queue=schedules.ROUTINE)
        schedules.register(jobs.record_what_is_missing, every_seconds=600, queue=schedules.ROUTINE)
        schedules.register(jobs.sign_what_is_missing, every_seconds=600, queue=schedules.ROUTINE)
        schedules.register(jobs.find_missing_numbers, every_seconds=1800, queue=schedules.ROUTINE)
        schedules.register(jobs.read_for_mentions, every_seconds=600, queue=schedules.ROUTINE)
        overview_sources.register(WATCH)
        doctor.register("watch", lambda: watch_checks.CHECKS, rank=120)
        schedules.register(
            watch_what_is_public, every_seconds=60, queue=schedules.WATCH, in_practice=False
        )
        gauges.register(
            "portals_watch_oldest_look_seconds",
            "Since the public address was looked at that waits longest.",
            watch_checks.oldest_look_seconds,
        )
        gauges.register(
            "portals_watch_findings",
            "Findings of the watch that are open.",
            watch_checks.open_findings,
        )
        gauges.register(
            "portals_files_given_up",
            "Uploads that no try could examine.",
            examining.given_up_count,
        )
        alarms.register(
            "files",
            _("Uploads cannot be examined: find out why, then manage.py examine_files_anew."),
            lambda: examining.given_up_count() > 0,
        )
        gauges.register(
            "portals_acts_unrecorded",
            "Acts on texts that should stand in the ledger by now.",
            record_checks.late_count,
        )
        alarms.register(
            "record",
            _("Acts are missing in the ledger: find out why, then manage.py record_anew."),
            lambda: waiting_acts.given_up_count() > 0,
        )
        schedules.register(jobs.record_publications, every_seconds=60, queue=schedules.ROUTINE)
        schedules.register(jobs.examine_files, every_seconds=120, queue=schedules.ROUTINE)
        schedules.register(jobs.read_documents, every_seconds=120, queue=schedules.ROUTINE)
        schedules.register(jobs.scan_files, every_seconds=120, queue=schedules.ROUTINE)
        schedules.register(guard_jobs.ensure_round, every_seconds=1800, queue=schedules.ROUTINE)
