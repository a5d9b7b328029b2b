"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("consultations.approve", _("Show a comment"), _("Comment on a draft shown to the public")),
    (
        "consultations.keep_back",
        _("Keep a comment back"),
        _("Comment on a draft not shown to the public"),
    ),
    ("consultations.export", _("Export comments"), _("Comments on a draft exported")),
)
