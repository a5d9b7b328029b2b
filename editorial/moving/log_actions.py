"""What is done with whole portals, as the log names it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("portals.export", _("Write a portal out"), _("Portal written out as an archive")),
    ("portals.import", _("Take a portal in"), _("Archive of a portal taken in")),
    ("portals.put_back", _("Put a portal back"), _("Portal put back from a backup")),
)
