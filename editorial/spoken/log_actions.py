"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("spoken.keep", _("Say how an abbreviation is read"), _("Reading of an abbreviation set")),
)
