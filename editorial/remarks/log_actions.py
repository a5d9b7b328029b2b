"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    (
        "remarks.note_read",
        _("Read what readers missed"),
        _("What readers missed was read"),
    ),
)
