"""That an account is the portal's: by what its page says, read by machine, or by a person above who has seen it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from portals.models import SocialAccount, SocialProof, SocialState
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice
from portals.social.enums import SocialFinding
from portals.social.models import LONGEST_FOUND, SocialCheck, SocialEvidence
from portals.social.permissions import is_topmost, keeps_accounts, oversees_accounts

from .registering import (
    UnfitAccount,
    claims_its_address,
    log_social,
    open_account,
    set_state,
)

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal

AGAIN_IF_WELL, AGAIN_IF_NOT = timedelta(days=30), timedelta(days=1)
# A page that does not answer for so long is told of.
SILENT_FOR = timedelta(days=3)
# What the machine saw, other than that the account is ours.
AMISS = frozenset({SocialFinding.GONE, SocialFinding.MOVED, SocialFinding.UNNAMED})
NOT_REACHED = frozenset({SocialFinding.UNREACHED, SocialFinding.UNREADABLE, SocialFinding.UNLISTED})


@dataclass(frozen=True, slots=True)
class SeenPage:
    """What a machine found at an account's address; `found` in words for the desk."""

    finding: SocialFinding
    found: str = ""


def may_verify_by_hand(user: User, account: SocialAccount, now: datetime) -> bool:
    """Whether `user` oversees the portal; of one that nobody oversees, another standing editor than who entered it."""
    return account.pk in verifiable_by_hand(user, account.portal, [account.pk], now)


def verifiable_by_hand(
    user: User, portal: Portal, accounts: Collection[int], now: datetime
) -> set[int]:
    """Return which of `accounts`, all of `portal`, the user may verify. Four queries at most."""
    if oversees_accounts(user, portal, now):
        return set(accounts)
    if not is_topmost(portal, now) or not keeps_accounts(user, portal, now):
        return set()
    declared = SocialCheck.objects.filter(
        account__in=accounts, finding=SocialFinding.DECLARED, checked_by=user
    )
    return set(accounts) - set(declared.values_list("account", flat=True))


def verify_by_hand(
    *, account: SocialAccount, file: File[bytes], said: str, actor: User, now: datetime
) -> SocialAccount:
    """Say that one has seen the account's page name the portal, with a picture of it; settles an alarm.

    `file` passed the examination of uploads. By a standing editor above (`may_verify_by_hand`).
    """
    if not may_verify_by_hand(actor, account, now):
        raise NotYourOffice(_("Only the desk above this portal may verify its accounts by hand."))
    said = said.strip()[:LONGEST_FOUND]
    if not said:
        raise UnfitAccount(_("Say what stands on the account's page."))
    with transaction.atomic():
        held = open_account(account)
        if not claims_its_address(held):
            raise UnfitAccount(
                _("Another portal has this address, or it is none of an account: close this one.")
            )
        evidence = keep_evidence(portal=held.portal, file=file, actor=actor, now=now)
        SocialCheck.objects.create(
            account=held,
            checked_at=now,
            finding=SocialFinding.SEEN,
            found=said,
            checked_by=actor,
            evidence=evidence,
        )
        set_state(held, SocialState.VERIFIED, now)
        held.verified_by, held.verified_at = SocialProof.HAND, now
        held.silent_since, held.probe_at = None, now + AGAIN_IF_WELL
        _save(held)
        log_social(held, "social.verify", actor, by=SocialProof.HAND.value, evidence=evidence.pk)
    return held


def keep_evidence(
    *, portal: Portal, file: File[bytes], actor: User, now: datetime
) -> SocialEvidence:
    """Keep a file that passed the examination, for the board of `portal` and those above it."""
    evidence = SocialEvidence(portal=portal, given_by=actor, given_at=now)
    evidence.file.save(file.name or "bang-chung", file, save=False)
    evidence.save(force_insert=True)
    return evidence


@transaction.atomic
def take_finding(*, account: SocialAccount, seen: SeenPage, now: datetime) -> SocialState:
    """Write down what a look by machine found, and what follows. Returns the account's state.

    A verified account of which something is amiss is in alarm until its page names the portal again, or a person above
    has seen it. One that is not verified yet is only told of.
    """
    held = open_account(account)
    SocialCheck.objects.create(
        account=held, checked_at=now, finding=seen.finding, found=seen.found[:LONGEST_FOUND]
    )
    before = SocialState(held.state)
    is_ours = seen.finding == SocialFinding.NAMES_US and claims_its_address(held)
    if is_ours or seen.finding != SocialFinding.NAMES_US:
        set_state(held, _state_after(held, seen.finding, now), now)
    if is_ours:
        held.verified_by, held.verified_at = SocialProof.PAGE, now
        # The portal says on which day.
        change_editions(portal_ids=[held.portal_id])
    is_well = held.state == SocialState.VERIFIED and held.silent_since is None
    held.probe_at = now + (AGAIN_IF_WELL if is_well else AGAIN_IF_NOT)
    _save(held)
    told = {"before": before.value, "finding": seen.finding.value, "found": seen.found}
    if held.state != before:
        action = "social.verify" if held.state == SocialState.VERIFIED else "social.alarm"
        log_social(held, action, None, **told)
    return SocialState(held.state)


def _state_after(held: SocialAccount, finding: SocialFinding, now: datetime) -> SocialState:
    """Return what the account is after `finding`, and note since when it is silent."""
    state = SocialState(held.state)
    by_hand = held.verified_by == SocialProof.HAND
    if finding == SocialFinding.UNREADABLE and (by_hand or _was_seen(held)):
        # As it was when a person saw it: the service shows its page to people alone.
        held.silent_since = None
        return state
    if finding in NOT_REACHED:
        held.silent_since = held.silent_since or now
        is_long = now - held.silent_since >= SILENT_FOR
        return SocialState.ALARM if is_long and state == SocialState.VERIFIED else state
    held.silent_since = None
    if finding == SocialFinding.NAMES_US:
        return SocialState.VERIFIED
    if finding == SocialFinding.UNNAMED and by_hand:
        return state
    return SocialState.ALARM if finding in AMISS and state == SocialState.VERIFIED else state


def _was_seen(held: SocialAccount) -> bool:
    """Whether a person saw it once, also where a machine could read its page since."""
    return held.checks.filter(finding=SocialFinding.SEEN).exists()


def _save(held: SocialAccount) -> None:
    held.save(
        update_fields=[
            *("state", "state_at", "verified_by", "verified_at", "silent_since", "probe_at"),
        ]
    )
