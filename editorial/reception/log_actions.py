"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    (
        "reception.keep_rules",
        _("Set the days of citizen reception"),
        _("Days of citizen reception set"),
    ),
    ("reception.move_day", _("Move a day of reception"), _("Day of reception moved")),
    ("reception.cancel_day", _("Cancel a day of reception"), _("Day of reception cancelled")),
    ("reception.hold_day", _("Tell of a day of reception"), _("Day of reception told")),
)
