"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("schedules.keep", _("Write a weekly schedule"), _("Weekly schedule written")),
    ("schedules.publish", _("Publish a weekly schedule"), _("Weekly schedule published")),
    ("schedules.change", _("Change a published schedule"), _("Published schedule changed")),
)
