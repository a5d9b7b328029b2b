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
    (
        "social.give_token",
        _("Give a token of a social account"),
        _("Token of a social account given"),
    ),
    (
        "social.take_token",
        _("Take away a token of a social account"),
        _("Token of a social account taken away"),
    ),
    ("social.token_fault", _("Stop using a token"), _("Token of a social account does not work")),
    ("social.propose_post", _("Propose a social post"), _("Social post proposed")),
    ("social.approve_post", _("Approve a social post"), _("Social post approved")),
    ("social.refuse_post", _("Refuse a social post"), _("Social post refused")),
    ("social.retry_post", _("Try a social post again"), _("Social post tried again")),
    ("social.take_down_post", _("Take down a social post"), _("Social post to be taken down")),
    (
        "social.note_taken_down",
        _("Say that a social post was deleted by hand"),
        _("Social post deleted by hand"),
    ),
    ("social.confirm_post", _("Read a social post again"), _("Social post stands there")),
    ("social.withdraw_post", _("Prove a social post gone"), _("Social post is gone")),
    ("social.fail_post", _("Note that a social post failed"), _("Social post failed")),
    ("social.alarm", _("Raise an alarm on a social account"), _("Social account in alarm")),
)
