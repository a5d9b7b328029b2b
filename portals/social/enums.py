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


class SocialPostState(models.TextChoices):
    """Where a post stands. Of `SENT` the service says that it took it; only what was read there again is more."""

    PROPOSED = "proposed", pgettext_lazy("state of a social post", "waits for approval")
    REFUSED = "refused", pgettext_lazy("state of a social post", "not posted")
    QUEUED = "queued", pgettext_lazy("state of a social post", "approved, waits to be sent")
    SENT = "sent", pgettext_lazy("state of a social post", "sent, not read again yet")
    CONFIRMED = "confirmed", pgettext_lazy("state of a social post", "stands there, read again")
    CORRECTING = "correcting", pgettext_lazy("state of a social post", "is being corrected")
    CORRECTED = (
        "corrected",
        pgettext_lazy("state of a social post", "corrected there, read again"),
    )
    WITHDRAWING = "withdrawing", pgettext_lazy("state of a social post", "is being taken down")
    WITHDRAWN = "withdrawn", pgettext_lazy("state of a social post", "taken down")
    FAILED = "failed", pgettext_lazy("state of a social post", "failed")


class SocialFault(models.TextChoices):
    """Why a service did not do what it was asked for: by this it is decided who does what next."""

    NONE = "", pgettext_lazy("fault of a social service", "none")
    TOKEN = "token", pgettext_lazy("fault of a social service", "token")
    PERMISSION = "permission", pgettext_lazy("fault of a social service", "permission")
    CONTENT = "content", pgettext_lazy("fault of a social service", "content")
    RATE = "rate", pgettext_lazy("fault of a social service", "too many posts")
    OUTAGE = "outage", pgettext_lazy("fault of a social service", "no answer")
    GONE = "gone", pgettext_lazy("fault of a social service", "the account cannot be posted to")
    UNPROVEN = "unproven", pgettext_lazy("fault of a social service", "not as it was approved")


# What passes by itself; all else is for a person, at once.
PASSING = frozenset({SocialFault.RATE, SocialFault.OUTAGE})
