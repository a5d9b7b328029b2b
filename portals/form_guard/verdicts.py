"""What is thought of one submission, why, and in which words it is told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _


class GuardOutcome(StrEnum):
    PASSED = "passed"
    # Taken, and shown to a person before anything else comes of it.
    HELD = "held"
    # Not taken; what was typed stays on the page, and the words say when it is taken.
    REFUSED = "refused"


class GuardReason(StrEnum):
    """Names are kept with what is held; do not rename them."""

    NO_SCRIPT = "no_script"
    # The solved task: nobody's or another form's, solved wrongly, too old, used before.
    FORGED = "forged"
    UNSOLVED = "unsolved"
    EXPIRED = "expired"
    REPLAYED = "replayed"
    TRAPPED = "trapped"
    TOO_FAST = "too_fast"
    # The time of rendering is missing, forged or of yesterday.
    NO_MOMENT = "no_moment"
    FROM_ELSEWHERE = "from_elsewhere"
    SAME_TEXT = "same_text"
    MANY_FROM_NETWORK = "many_from_network"
    # With one mail address, by whomever: it may be somebody else's.
    MANY_TO_ADDRESS = "many_to_address"
    # The cache was away: nothing was counted, and no used task is known.
    UNCOUNTED = "uncounted"


# Of one origin, or of one wording, in such numbers that it is nobody's own concern any more.
IN_NUMBERS = frozenset(
    {GuardReason.SAME_TEXT, GuardReason.MANY_FROM_NETWORK, GuardReason.MANY_TO_ADDRESS}
)


@dataclass(frozen=True, slots=True)
class GuardVerdict:
    """`try_again_at` is there for what is refused, and for nothing else."""

    outcome: GuardOutcome
    reasons: tuple[GuardReason, ...] = ()
    try_again_at: datetime | None = None

    @property
    def is_refused(self) -> bool:
        return self.outcome is GuardOutcome.REFUSED

    def words(self) -> str:
        """Return what the person is told: nothing where it passed."""
        if self.outcome is GuardOutcome.HELD:
            return _("Received. Somebody reads it first; you need not send it again.")
        if self.try_again_at is None:
            return ""
        at = date_format(timezone.localtime(self.try_again_at), "H:i d/m/Y")
        if GuardReason.SAME_TEXT in self.reasons:
            words = _(
                "This text, or nearly the same one, was already sent many times and has been received: it need not be"
                " sent again. To add something, write it in your own words. The same text is taken again from %(at)s."
            )
        elif GuardReason.MANY_TO_ADDRESS in self.reasons:
            words = _(
                "Very much was sent with this mail address today, and whoever reads there is mailed each time. Leave it"
                " out, the receipt leads back to your request, or send it again from %(at)s."
            )
        else:
            words = _(
                "Very much was sent from your network in a short time. What you typed is kept on this page: send it"
                " again from %(at)s, or from another connection."
            )
        return words % {"at": at}

    def retry_after(self, now: datetime) -> int:
        """Return the seconds for the header Retry-After of an answer 429."""
        return max(1, int((self.try_again_at - now).total_seconds())) if self.try_again_at else 0
