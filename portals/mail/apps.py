"""The app of the mail."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "portals.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database.cloned import keep_from_clone
        from portals.database.rights import keep_secret
        from portals.jobs import schedules
        from portals.operations import gauges
        from portals.operations.doctor import registry as doctor

        from . import checks, jobs, queries

        # What is mailed opens doors.
        keep_secret("mail_outgoingmail", "text", "html", "unsubscribe")
        keep_secret("mail_mailattachment", "content")
        keep_from_clone("mail_outgoingmail")
        schedules.register(jobs.send_what_waits, every_seconds=60, queue=schedules.MAIL)
        schedules.register(jobs.forget_what_is_old, every_seconds=6 * 3600, queue=schedules.ROUTINE)
        schedules.register(jobs.read_what_came_back, every_seconds=300, queue=schedules.ROUTINE)
        doctor.register("mail", checks.mail_checks, rank=90)
        gauges.register("portals_mail_waiting", "Mails not sent yet.", queries.waiting_count)
        gauges.register(
            "portals_mail_oldest_seconds",
            "Age of the oldest mail not sent yet.",
            queries.oldest_seconds,
        )
        gauges.register(
            "portals_mail_unsent_day",
            "Mails of the last day that were given up, or of which nobody knows whether they were taken.",
            queries.unsent_of_the_day,
        )
