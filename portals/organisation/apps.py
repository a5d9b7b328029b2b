"""The body behind a portal, as the public may know it."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationConfig(AppConfig):
    name = "portals.organisation"
    label = "organisation"
    verbose_name = _("Organisation")
