"""What of this room stands in the log, with the words for it."""

from django.utils.translation import gettext_lazy as _

LOG_ACTIONS = (
    ("plans.add", _("List a plan"), _("Document listed among the plans")),
    ("plans.add_target", _("Enter a target"), _("Target entered")),
    ("plans.enter_value", _("Enter a value of a target"), _("Value of a target entered")),
    ("plans.end_target", _("End a target"), _("Target ended")),
    ("plans.promise_confirm", _("Confirm a promise"), _("Promise confirmed")),
    ("plans.promise_reject", _("Decline a promise"), _("Sentence is no promise")),
    ("plans.promise_keep", _("Say that a promise was kept"), _("Promise kept")),
    ("plans.promise_postpone", _("Put a promise off"), _("Promise put off")),
    ("plans.promise_drop", _("Drop a promise"), _("Promise dropped")),
)
