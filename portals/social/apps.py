"""The app of social accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SocialConfig(AppConfig):
    name = "portals.social"
    label = "social"
    verbose_name = _("Social accounts")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database.cloned import keep_from_clone
        from portals.database.rights import keep_secret
        from portals.inbox import registry as inbox
        from portals.jobs import schedules
        from portals.operations.doctor import registry as doctor
        from portals.reforms.registry import Fate, declare_fates

        from . import jobs
        from .checks import CHECKS
        from .inbox import SocialAlarms
        from .posting_inbox import SocialMonthsUntold, SocialPostFaults, SocialTokens

        # Pictures of screens, which may show more than they are for.
        keep_from_clone("social_socialevidence", "social_socialcheck", "social_socialmonth")
        # What was to leave from the real install leaves from no other.
        keep_from_clone("social_socialtoken", "social_socialpost")
        keep_secret("social_socialtoken", "access", "refresh")
        doctor.register("social", lambda: CHECKS, rank=117)
        inbox.register(SocialAlarms())
        inbox.register(SocialPostFaults())
        inbox.register(SocialTokens())
        inbox.register(SocialMonthsUntold())
        schedules.register(
            jobs.look_after_social_posts,
            every_seconds=60,
            queue=schedules.ROUTINE,
            in_practice=False,
        )
        schedules.register(
            jobs.read_social_months,
            every_seconds=3600,
            queue=schedules.ROUTINE,
            in_practice=False,
        )
        schedules.register(
            jobs.look_at_social_accounts,
            every_seconds=600,
            queue=schedules.ROUTINE,
            in_practice=False,
        )
        declare_fates(
            "social",
            {
                "SocialEvidence.portal": (Fate.KEEP, "it shows what was true of that portal"),
                "SocialFormerYear.portal": (Fate.KEEP, "its accounts reached them"),
            },
        )
