"""The app of initiatives."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InitiativesConfig(AppConfig):
    name = "portals.initiatives"
    label = "initiatives"
    verbose_name = _("Initiatives")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.inbox import registry as inbox
        from portals.reforms.registry import Fate, declare_fates

        from .inbox import InitiativesToAnswer

        inbox.register(InitiativesToAnswer())
        declare_fates(
            "initiatives",
            {
                "Initiative.portal": (Fate.KEEP, "it says whose idea it was"),
                "InitiativeRemark.portal": (Fate.KEEP, "it says from where it was said"),
                "WorkshopGuests.portal": (Fate.KEEP, "they came from there"),
            },
        )
