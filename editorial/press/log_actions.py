"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (("press.keep_corner", _("Change the press corner"), _("Press corner changed")),)
