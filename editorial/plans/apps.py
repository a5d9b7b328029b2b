"""The app of plans and promises."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "editorial.plans"
    label = "plans"
    verbose_name = _("Plans and promises")

    def ready(self) -> None:
        # Models are not loaded before ready().
        from portals.database.rights import append_only

        append_only("plans_targetvalue", "plans_promisestep")
