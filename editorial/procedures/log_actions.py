"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("procedures.send", _("Send procedures"), _("Catalogue of procedures sent")),
    ("procedures.drop", _("Drop procedures"), _("Catalogue of procedures dropped")),
    ("procedures.import", _("Bring in procedures"), _("Catalogue of procedures brought in")),
    ("procedures.keep_centre", _("Change a one-stop centre"), _("One-stop centre changed")),
    ("procedures.end_centre", _("Close a one-stop centre"), _("One-stop centre closed")),
)
