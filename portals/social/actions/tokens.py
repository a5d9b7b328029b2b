"""What opens an account to us is given and taken away by its board. It is sealed at once, and shown to nobody."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_variables

from portals.clock import local_date
from portals.models import SocialAccount, SocialService, SocialState
from portals.refusals import Refusal
from portals.social.channels import CHANNELS
from portals.social.enums import SocialPostState
from portals.social.models import SocialPost, SocialToken
from portals.social.permissions import must_keep

from .registering import log_of_account, open_account

if TYPE_CHECKING:
    from portals.boards.models import User

# Both services have tokens of some hundred characters.
SHORTEST_SOCIAL_TOKEN, LONGEST_SOCIAL_TOKEN = 16, 2000


class UnfitToken(Refusal):
    """What was given is no token, or the account takes none."""


@dataclass(frozen=True, slots=True)
class WantedToken:
    """As the service's page shows it. `dies_on` is empty where the service tells us itself."""

    access: str = field(repr=False)
    refresh: str = field(default="", repr=False)
    dies_on: date | None = None


@sensitive_variables("wanted", "access", "refresh")
def give_token(
    *, account: SocialAccount, wanted: WantedToken, actor: User, now: datetime
) -> SocialToken:
    """Let the install post to a verified account; what was given before is forgotten. By a standing editor.

    Whose token it is, the service is asked by the worker before anything is posted with it.
    """
    must_keep(actor, account.portal, now)
    if SocialService(account.service) not in CHANNELS:
        raise UnfitToken(_("To this service nothing is posted by machine."))
    access, refresh = _token(wanted.access), _token(wanted.refresh) if wanted.refresh else ""
    if wanted.dies_on is not None and wanted.dies_on <= local_date(now):
        raise UnfitToken(_("This token is dead already: have the service make another."))
    with transaction.atomic():
        held = open_account(account)
        if held.state != SocialState.VERIFIED:
            raise UnfitToken(_("Only a verified account gets a token."))
        token = SocialToken.objects.select_for_update().filter(account=held).first()
        renewed = SocialToken(
            pk=token.pk if token else None,
            account=held,
            access=access,
            refresh=refresh,
            dies_on=wanted.dies_on,
            given_by=actor,
            given_at=now,
        )
        renewed.save()
        # What could not be taken down or corrected is tried with it.
        SocialPost.objects.filter(
            account=held, state__in=(SocialPostState.WITHDRAWING, SocialPostState.CORRECTING)
        ).update(next_try_at=now, tries=0)
        log_of_account(held, "social.give_token", actor, again=token is not None)
    return renewed


def take_token(*, account: SocialAccount, actor: User, now: datetime) -> None:
    """Forget the token: nothing is posted to the account any more. By a standing editor; closed accounts too."""
    must_keep(actor, account.portal, now)
    with transaction.atomic():
        taken, _rows = SocialToken.objects.filter(account=account).delete()
        if not taken:
            raise UnfitToken(_("The account has no token."))
        log_of_account(account, "social.take_token", actor)


def _token(text: str) -> str:
    text = text.strip()
    # It goes into a header.
    is_one = all("!" <= one <= "~" for one in text)
    if not is_one or not SHORTEST_SOCIAL_TOKEN <= len(text) <= LONGEST_SOCIAL_TOKEN:
        raise UnfitToken(_("This is no token: copy the whole line, and nothing else."))
    return text
