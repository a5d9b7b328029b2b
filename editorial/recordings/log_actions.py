"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    (
        "recordings.want_voice",
        _("Have a synthetic voice"),
        _("Synthetic voice of the text wanted"),
    ),
    (
        "recordings.drop_voice",
        _("Do without the synthetic voice"),
        _("Synthetic voice of the text taken off"),
    ),
    (
        "recordings.leave_original",
        _("Delete the original of a recording"),
        _("Original of a recording deleted; what is heard of it stays"),
    ),
)
