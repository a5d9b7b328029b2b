"""The body behind a portal, as the public may know it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "portals.organisation"
    label = "organisation"
    verbose_name = _("Organisation")

    def ready(self) -> None:
        from portals.database.cloned import clone_as_it_is
        from portals.learning import first_steps

        from .first_step import ORGANISATION_TOLD

        for table in ("organisation_official", "organisation_unit"):
            clone_as_it_is(table, "email", "phone", why="stands on a public page")
        first_steps.register(ORGANISATION_TOLD)
