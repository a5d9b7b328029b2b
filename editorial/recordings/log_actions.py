"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    (
        "recordings.leave_original",
        _("Delete the original of a recording"),
        _("Original of a recording deleted; what is heard of it stays"),
    ),
)
