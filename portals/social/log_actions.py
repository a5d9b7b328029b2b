"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("social.register", _("Enter a social account"), _("Social account entered")),
    (
        "social.change_holder",
        _("Change who holds a social account"),
        _("Changed who holds a social account"),
    ),
    ("social.close", _("Close a social account"), _("Social account closed")),
    ("social.verify", _("Verify a social account"), _("Social account verified")),
    (
        "social.enter_month",
        _("Enter followers and reach of a month"),
        _("Followers and reach of a month entered"),
    ),
    (
        "social.enter_year",
        _("Enter followers and reach of a former year"),
        _("Followers and reach of a former year entered"),
    ),
    ("social.alarm", _("Raise an alarm on a social account"), _("Social account in alarm")),
)
