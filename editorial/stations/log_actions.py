"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("stations.open", _("Open a station"), _("Station opened")),
    ("stations.close", _("Close a station"), _("Station closed")),
    ("stations.keep_week", _("Set a station's schedule"), _("Station's schedule set")),
    ("stations.off", _("Call off an airing"), _("Airing called off")),
    ("stations.aired", _("Tell that a bulletin was aired"), _("Bulletin aired")),
    (
        "stations.make_key",
        _("Make a key of a station's system"),
        _("Key of a station's system made"),
    ),
    (
        "stations.revoke_key",
        _("Revoke a key of a station's system"),
        _("Key of a station's system revoked"),
    ),
    (
        "stations.not_aired",
        _("Tell that a recalled bulletin was not aired"),
        _("Recalled bulletin not aired"),
    ),
    ("stations.corrected", _("Correct a bulletin on air"), _("Bulletin corrected on air")),
    ("stations.extra", _("Enter an extra airing"), _("Extra airing entered")),
)
