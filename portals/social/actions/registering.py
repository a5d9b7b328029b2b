"""The register: a board says which accounts are its own, who answers for them, and when they end."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.clock import local_date
from portals.models import Portal, SocialAccount, SocialService, SocialState
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import Refusal
from portals.social.enums import SocialFinding
from portals.social.models import SocialCheck, SocialPost
from portals.social.permissions import must_keep
from portals.social.services import NoSuchAccount, compared_form, settled
from portals.text import nfc

if TYPE_CHECKING:
    from portals.boards.models import User


class UnfitAccount(Refusal):
    """What was given contradicts itself or what stands already."""


@dataclass(frozen=True, slots=True)
class WantedAccount:
    """`holder` is an office: "Văn phòng HĐND và UBND xã"."""

    service: SocialService
    address: str
    name: str
    holder: str
    opened_on: date


def register_account(
    *, portal: Portal, wanted: WantedAccount, actor: User, now: datetime
) -> SocialAccount:
    """Enter an account as the portal's own; it waits to be verified. By a standing editor of the portal."""
    must_keep(actor, portal, now)
    address = settled(wanted.service, wanted.address)
    name, holder = _line(wanted.name), _line(wanted.holder)
    if not name or not holder:
        raise UnfitAccount(_("Give the account's name, and the office that holds it."))
    if wanted.opened_on > local_date(now):
        raise UnfitAccount(_("An account that is not open yet cannot be entered."))
    try:
        with transaction.atomic():
            _end_with_its_portal(address, actor, now)
            account = SocialAccount.objects.create(
                portal=portal,
                service=wanted.service,
                address=address,
                compared=compared_form(address),
                name=name,
                holder=holder,
                opened_on=wanted.opened_on,
                state_at=now,
            )
            SocialCheck.objects.create(
                account=account,
                checked_at=now,
                finding=SocialFinding.DECLARED,
                checked_by=actor,
            )
            log_social(account, "social.register", actor, holder=holder)
    except IntegrityError as error:
        # Whose it is said to be is public on that portal already.
        raise UnfitAccount(_("This account is entered already, here or by another portal.")) from (
            error
        )
    return account


def change_holder(
    *, account: SocialAccount, name: str, holder: str, actor: User, now: datetime
) -> None:
    """Write the account's name and the office that holds it anew; the log keeps both. By a standing editor."""
    with _held(account, actor, now) as held:
        name, holder = _line(name), _line(holder)
        if not name or not holder:
            raise UnfitAccount(_("Give the account's name, and the office that holds it."))
        before = {"name": held.name, "holder": held.holder}
        held.name, held.holder = name, holder
        held.save(update_fields=["name", "holder"])
        log_social(held, "social.change_holder", actor, before=before, name=name, holder=holder)


def close_account(
    *, account: SocialAccount, closed_on: date, reason: str, actor: User, now: datetime
) -> None:
    """Say that the portal has the account no more: public pages name it no longer. By a standing editor."""
    with _held(account, actor, now) as held:
        reason = reason.strip()
        if not reason:
            raise UnfitAccount(_("Say why the account is closed."))
        if closed_on > local_date(now) or (held.opened_on and closed_on < held.opened_on):
            raise UnfitAccount(_("The account was open until a day between its opening and today."))
        held.closed_on, held.closed_because = closed_on, reason
        held.save(update_fields=["closed_on", "closed_because"])
        log_social(held, "social.close", actor, closed_on=closed_on.isoformat(), reason=reason)


def ask_for_look(*, account: SocialAccount, actor: User, now: datetime) -> None:
    """Have the account's page looked at by the next round. By a standing editor."""
    with _held(account, actor, now) as held:
        held.probe_at = now
        held.save(update_fields=["probe_at"])


@contextmanager
def _held(account: SocialAccount, actor: User, now: datetime) -> Iterator[SocialAccount]:
    """The open account under its lock, for who may change it; refuses others, and what is closed."""
    must_keep(actor, account.portal, now)
    with transaction.atomic():
        yield open_account(account)


def open_account(account: SocialAccount) -> SocialAccount:
    """Return the account under a lock, or refuse where it was closed meanwhile."""
    held = (
        SocialAccount.objects.open()
        .select_for_update(of=("self",))
        .select_related("portal")
        .filter(pk=account.pk)
        .first()
    )
    if held is None:
        raise UnfitAccount(_("This account is closed."))
    return held


def _end_with_its_portal(address: str, actor: User, now: datetime) -> None:
    """Close the account where a portal that is no more still has it: who takes its tasks over takes this too."""
    day = local_date(now)
    left = (
        SocialAccount.objects.open()
        .select_for_update(of=("self",))
        .select_related("portal")
        .filter(compared=compared_form(address), portal__closed_on__lte=day)
    )
    for account in left:
        account.closed_on = account.portal.closed_on
        account.closed_because = _("The portal ended.")
        account.save(update_fields=["closed_on", "closed_because"])
        log_social(account, "social.close", actor, reason=account.closed_because)


def log_social(account: SocialAccount, action: str, actor: User | None, **told: object) -> None:
    """Write an act in the log and renew the portal's pages, which name the account."""
    change_editions(portal_ids=[account.portal_id])
    log_of_account(account, action, actor, **told)


def log_post(post: SocialPost, action: str, actor: User | None, **told: object) -> None:
    """Write what was done with a post in the log. No page of a portal shows posts."""
    log_of_account(post.account, action, actor, post=post.pk, subject=post.subject, **told)


def log_of_account(account: SocialAccount, action: str, actor: User | None, **told: object) -> None:
    log(
        instance=account.portal,
        action=action,
        user=actor,
        data={
            "portal": account.portal_id,
            "account": account.pk,
            "service": account.service,
            "address": account.address,
            **told,
        },
    )


def claims_its_address(account: SocialAccount) -> bool:
    """Whether the account, under its lock, is the only open one with its address; what is compared is settled by it.

    Rows of releases before were compared as they were typed, or not at all.
    """
    try:
        compared = compared_form(settled(SocialService(account.service), account.address))
        if account.compared != compared:
            with transaction.atomic():
                SocialAccount.objects.filter(pk=account.pk).update(compared=compared)
            account.compared = compared
    except (IntegrityError, NoSuchAccount):
        return False
    return True


def set_state(account: SocialAccount, state: SocialState, now: datetime) -> None:
    """Put the account into `state`, unless it is in it."""
    if account.state != state:
        account.state, account.state_at = state, now


def _line(text: str) -> str:
    return " ".join(nfc(text).split())
