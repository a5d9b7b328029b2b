"""Which mails there are, and what becomes of them."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class MailKind(TextChoices):
    """What a mail is about, for whoever looks after the install: the mail itself is not kept."""

    ACCOUNT = "account", _("Notice about the account")
    PASSWORD = "password", _("Link for a new password")  # pragma: allowlist secret
    INVITATION = "invitation", _("Invitation")
    DIGEST = "digest", _("What waits today")
    URGENT = "urgent", _("Something urgent")
    ALARM = "alarm", _("Alarm of the system")
    WITNESS = "witness", _("Checkpoint for a witness")
    REQUEST = "request", _("News of a request")
    CONFIRMING = "confirming", _("Question whether an address is right")
    # What somebody follows: at once, and in numbers.
    ALERT = "alert", _("Something urgent that is followed")
    FOLLOWED = "followed", _("What is followed")


class SendingState(TextChoices):
    """Where a mail is on its way."""

    WAITING = "waiting", _("Waiting")
    # Claimed: being handed to the server at this moment. A row that stays so belongs to a killed worker.
    HANDING = "handing", _("Being handed over")
    SENT = "sent", _("Sent")
    # The connection broke while the server took it. Sent again, it might come twice.
    UNKNOWN = "unknown", _("Not known whether it arrived")
    GIVEN_UP = "given_up", _("Not sent")


UNSENT = frozenset({SendingState.WAITING, SendingState.HANDING})
# Nobody has to know afterwards who got these.
OF_CITIZENS = frozenset({MailKind.REQUEST, MailKind.CONFIRMING, MailKind.ALERT, MailKind.FOLLOWED})
# Better had twice, with one Message-ID, than not at all.
REPEATABLE = frozenset({MailKind.ALERT, MailKind.FOLLOWED})
# In which order they are sent where many wait: what comes in numbers holds up nothing else.
IN_TURN = (
    frozenset(MailKind) - REPEATABLE,
    frozenset({MailKind.ALERT}),
    frozenset({MailKind.FOLLOWED}),
)
