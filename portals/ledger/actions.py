"""Writing into the ledger, in the transaction of the act itself."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.addresses import main_hostname
from portals.boards.enums import APPROVERS
from portals.boards.queries import holds_post_in_tier
from portals.refusals import NotYourOffice
from portals.tiers import INSTALL_TIER

from .canonical import normalised
from .commitments import Opening
from .entries import Entry, NotAnEntry
from .models import LedgerEntry, LedgerSalt
from .registry import kind_named

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal


def append(
    kind: str,
    body: dict[str, Any],
    *,
    portal: Portal | None,
    office: str,
    at: datetime,
    hostname: str = "",
) -> LedgerEntry:
    """Write an entry: one INSERT, no lock. Its place in the ledger is given by the job, once this is committed.

    `portal` None: an act of the province as a whole. `hostname`: that of `portal` when the act was done, if noted
    then. Raises NotAnEntry where the body is not one of the kind; no person may stand in it but by `commit_to`.
    """
    registered = kind_named(kind)
    body = normalised(body)
    if faults := registered.faults(body):
        raise NotAnEntry(f"{kind}: {'; '.join(faults)}")
    entry = Entry(
        kind=kind,
        schema=registered.schema,
        at=at,
        office=normalised(office),
        portal=hostname or (main_hostname(portal) if portal else ""),
        body=body,
    )
    return LedgerEntry.objects.create(
        entry=entry.to_bytes(),
        kind=kind,
        at=at,
        portal=portal,
        subject=str(body[registered.subject])[:80],
    )


def commit_to(value: dict[str, Any]) -> str:
    """Return a commitment to `value` for an entry's body, and keep the salt that opens it."""
    opening = Opening.of(normalised(value))
    LedgerSalt.objects.create(commitment=opening.commitment, salt=opening.salt, value=opening.value)
    return opening.commitment


def commit_to_person(person: User) -> str:
    """Return a commitment to who a person is; `erase` ends it."""
    return commit_to({"user": person.pk, "name": str(person)})


def erase(*, person: User, actor: User, now: datetime) -> int:
    """Delete every salt that opens a commitment to `person`, and return how many; entries verify as before.

    For a head or deputy of the province's board. What was handed out before cannot be called back.
    """
    if not holds_post_in_tier(actor, INSTALL_TIER, now, APPROVERS):
        raise NotYourOffice(_("A head or deputy of the province's board erases persons."))
    with transaction.atomic():
        number, _each = LedgerSalt.objects.filter(value__user=person.pk).delete()
        log(
            instance=person,
            action="ledger.erase",
            user=actor,
            timestamp=now,
            data={"salts": number},
        )
    return number
