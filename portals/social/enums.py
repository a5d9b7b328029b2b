"""What a look at an account's page found."""

from django.db import models
from django.utils.translation import pgettext_lazy


class SocialFinding(models.TextChoices):
    DECLARED = "declared", pgettext_lazy("found of a social account", "entered by the board")
    NAMES_US = "names-us", pgettext_lazy("found of a social account", "its page names the portal")
    SEEN = "seen", pgettext_lazy("found of a social account", "verified by hand")
    UNNAMED = (
        "unnamed",
        pgettext_lazy("found of a social account", "its page does not name the portal"),
    )
    GONE = "gone", pgettext_lazy("found of a social account", "its page is gone")
    MOVED = (
        "moved",
        pgettext_lazy("found of a social account", "its address leads to another account"),
    )
    UNREADABLE = (
        "unreadable",
        pgettext_lazy("found of a social account", "the service shows its page to people alone"),
    )
    UNREACHED = "unreached", pgettext_lazy("found of a social account", "its page did not answer")
    UNLISTED = (
        "unlisted",
        pgettext_lazy("found of a social account", "the portal's page does not list it"),
    )
