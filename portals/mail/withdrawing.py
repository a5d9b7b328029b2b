"""Taking back news of a request that did not leave yet."""

from __future__ import annotations

from collections.abc import Collection

from .enums import UNSENT, MailKind
from .models import OutgoingMail


def withdraw_mails(*, addresses: Collection[str], naming: Collection[str]) -> int:
    """Delete news of requests to these addresses that did not leave yet, and whose subject names one of these codes.

    Return how many. Those that left have no address any more.
    """
    if not addresses:
        return 0
    unsent = OutgoingMail.objects.filter(
        kind=MailKind.REQUEST, address__in=list(addresses), state__in=UNSENT
    )
    told = [pk for pk, subject in unsent.values_list("pk", "subject") if _names(subject, naming)]
    OutgoingMail.objects.filter(pk__in=told).delete()
    return len(told)


def _names(subject: str, codes: Collection[str]) -> bool:
    return any(code in subject for code in codes)
