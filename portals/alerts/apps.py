"""The app of alerts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    name = "portals.alerts"
    label = "alerts"
    verbose_name = _("Alerts by mail")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database.cloned import keep_from_clone
        from portals.database.rights import keep_secret
        from portals.jobs import schedules
        from portals.mail import listeners
        from portals.mail.enums import MailKind
        from portals.operations import gauges
        from portals.operations.doctor import registry as doctor
        from portals.overview import sources
        from portals.reforms.registry import Fate, declare_fates

        from . import checks, jobs, queries
        from .overview import ALERTS
        from .queueing import AlertMails

        keep_secret("alerts_subscriber", "address", "address_hash", "link_nonce")
        # A key may hold words that somebody looks for.
        keep_secret("alerts_follow", "about", "name")
        keep_secret("alerts_alertplace", "about")
        listeners.register(MailKind.ALERT, AlertMails())
        listeners.register(MailKind.FOLLOWED, AlertMails())
        # Nobody is mailed from an install for practice.
        keep_from_clone(
            "alerts_subscriber",
            "alerts_alertitem",
            "alerts_digestrun",
            "alerts_departure",
            "alerts_followertally",
        )
        schedules.register(
            jobs.write_alerts, every_seconds=60, queue=schedules.ROUTINE, in_practice=False
        )
        schedules.register(jobs.forget_alerts, every_seconds=6 * 3600, queue=schedules.ROUTINE)
        doctor.register("alerts", lambda: checks.CHECKS, rank=92)
        sources.register(ALERTS)
        gauges.register(
            "portals_alerts_waiting", "Mails of alerts not queued yet.", queries.waiting_count
        )
        gauges.register(
            "portals_alerts_oldest_seconds",
            "Age of the oldest mail of alerts not queued yet.",
            queries.oldest_waiting_seconds,
        )
        gauges.register(
            "portals_alerts_suspended",
            "Mailboxes that refuse mail of alerts for good.",
            queries.suspended_count,
        )
        declare_fates(
            "alerts",
            {
                "Subscriber.portal": (Fate.KEEP, "links in their mails stand on those hosts"),
                "Follow.portal": (Fate.KEEP, "its readers are told of what stands there still"),
                "Departure.portal": (Fate.KEEP, "it was left there"),
                "FollowerTally.portal": (Fate.KEEP, "so many followed it then"),
                "AlertPlace.portal": (Fate.KEEP, "it says where something stood"),
            },
        )
