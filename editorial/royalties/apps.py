"""The app of royalties."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RoyaltiesConfig(AppConfig):
    name = "editorial.royalties"
    label = "royalties"
    verbose_name = _("Royalties")
