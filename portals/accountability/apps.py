"""The app of what citizens ask, and of the answers that they are owed."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

DAY = 24 * 60 * 60


class AccountabilityConfig(AppConfig):
    name = "portals.accountability"
    label = "accountability"
    verbose_name = _("Requests of citizens")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database.cloned import keep_from_clone
        from portals.database.rights import append_only, keep_secret
        from portals.inbox import registry as inbox
        from portals.jobs import schedules
        from portals.operations.doctor import registry as doctor
        from portals.overview import parts
        from portals.reforms.endings import register_ends_by_itself, register_following
        from portals.reforms.registry import Fate, declare_fates, register_under_way

        from . import deeds
        from . import inbox as told
        from .checks import request_checks
        from .jobs import (
            carry_on_left_requests,
            draw_files_for_the_public,
            draw_refusals_of_the_month,
            erase_old_requests,
            follow_the_calendar,
            let_overdue_requests_go_up,
            mend_chains,
            scan_letters,
            sweep_request_files,
            tell_late_senders,
            tell_moved_days,
        )
        from .national.inbox import HandoversStillHere
        from .overview import LATE
        from .owed_texts import TextsToSetRight
        from .practising import offer_requests
        from .reforming import REQUESTS_FOLLOW, REQUESTS_OPEN

        deeds.tell_deeds()
        offer_requests()
        append_only("accountability_caseevent", "accountability_calendarnotice")
        for job in (follow_the_calendar, tell_moved_days):
            schedules.register(job, every_seconds=60, queue=schedules.ROUTINE)
        schedules.register(scan_letters, every_seconds=120, queue=schedules.ROUTINE)
        schedules.register(draw_files_for_the_public, every_seconds=30, queue=schedules.ROUTINE)
        schedules.register(draw_refusals_of_the_month, every_seconds=DAY, queue=schedules.BULK)
        for job in (erase_old_requests, mend_chains, sweep_request_files):
            schedules.register(job, every_seconds=DAY, queue=schedules.BULK)
        hourly = (carry_on_left_requests, let_overdue_requests_go_up, tell_late_senders)
        for job in hourly:
            schedules.register(job, every_seconds=3600, queue=schedules.ROUTINE)
        for source in (*told.SOURCES, TextsToSetRight, HandoversStillHere):
            inbox.register(source())
        keep_secret("accountability_citizencase", "link_nonce")
        # With all that belongs to a request: answers, promises, petitions, what was released of them.
        keep_from_clone("accountability_citizencase")
        doctor.register("requests", request_checks, rank=114)
        register_under_way(REQUESTS_OPEN)
        register_following(REQUESTS_FOLLOW)
        register_ends_by_itself(
            {
                "accountability.CaseConsult.portal": "an answer waits for no other agency's word",
                "accountability.AnswerTemplate.portal": "only that board could begin with it",
            }
        )
        declare_fates(
            "accountability",
            {
                "CitizenCase.portal": (
                    Fate.FOLLOW,
                    "who takes over the tasks owes the answers, with clocks that go on",
                ),
                "CitizenCase.received_by": (Fate.KEEP, "it came to that body"),
                "CaseEvent.portal": (Fate.KEEP, "that body did it"),
                "CaseEvent.office": (Fate.KEEP, "it went to that body"),
                "RefusalCheck.portal": (Fate.KEEP, "that body refused the request"),
                "CaseConsult.portal": (Fate.CLOSE, "a body that is gone knows nothing any more"),
                "CorrectionRuling.portal": (
                    Fate.FOLLOW,
                    "who takes over the texts owes what was ruled; that body's act stays its event",
                ),
                "CaseStatement.portal": (Fate.KEEP, "the head of that body said it"),
                "AnswerPromise.portal": (Fate.FOLLOW, "what was promised is promised"),
                "NationalHandover.portal": (Fate.FOLLOW, "it has to give over what is still here"),
                "CouncilPetition.brought_by": (Fate.KEEP, "that council's office brought it in"),
                "AnswerTemplate.portal": (Fate.CLOSE, "the successor writes in its own name"),
            },
        )
        parts.register(LATE)
