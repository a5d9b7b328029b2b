"""What must hold of tokens where the province's apps renew them. Asked by `doctor`."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from portals.operations.checking import Check

from .renewing import overdue_tokens


def unrenewed_tokens() -> Iterator[str]:
    """Name each token that ended and could have been renewed: the app is refused, or no round is run. One query."""
    for token in overdue_tokens(timezone.now()).select_related("account__portal"):
        yield (
            f"{token.account.portal} ({token.account.service}): its token ended at {token.access_until:%Y-%m-%d %H:%M}"
            " UTC and was not renewed; the log has social.renewal_failed"
        )


CHECKS = (
    Check(
        "social.tokens",
        "tokens that the apps of the province renew (FACEBOOK_APP, ZALO_APP) are renewed before they end",
        unrenewed_tokens,
    ),
)
