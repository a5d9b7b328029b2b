"""Whether posts may leave this install, and which accounts take them."""

from __future__ import annotations

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portals.database.quiet import is_quiet_copy
from portals.models import Portal, SocialAccount, SocialService, SocialState

from .channels import CHANNELS
from .enums import SocialFault
from .models import SocialPost, SocialToken


def posting_is_on() -> bool:
    """Whether the operator let posts leave (`SOCIAL_POSTING`). From practice, or a restored copy, none does."""
    return (
        settings.PORTALS_SOCIAL_POSTING and not settings.PORTALS_PRACTICE_OF and not is_quiet_copy()
    )


def postable_accounts(portal: Portal) -> QuerySet[SocialAccount]:
    """Accounts of the portal that take posts now: verified, and with a token of which nothing is known to be wrong."""
    found = SocialAccount.objects.open().filter(portal=portal, service__in=CHANNELS)
    return found.filter(state=SocialState.VERIFIED, token__fault=SocialFault.NONE).order_by(
        "service", "pk"
    )


def not_postable_because(account: SocialAccount) -> str:
    """Return in words why nothing can be posted to the account now; empty where it can. One query at most."""
    if not posting_is_on():
        return _("This install posts nothing by itself: copy the text, and post it by hand.")
    if SocialService(account.service) not in CHANNELS:
        return _("To this service nothing is posted by machine: copy the text.")
    if account.closed_on is not None:
        return _("The account is closed.")
    if account.state != SocialState.VERIFIED:
        return _("The account is not verified, or in alarm: nothing is posted to it.")
    token = SocialToken.objects.filter(account=account).only("fault", "fault_words").first()
    if token is None:
        return _("The account has no token: its board gives one on the page of the account.")
    return token.fault_words


def social_posts_of(subject: str) -> QuerySet[SocialPost]:
    """Return all posts about a thing, the newest first, with their accounts and people."""
    return (
        SocialPost.objects.filter(subject=subject)
        .select_related("account__portal", "proposed_by", "approved_by", "ended_by")
        .order_by("-proposed_at", "-pk")
    )
