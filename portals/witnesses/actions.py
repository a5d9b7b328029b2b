"""Knowing a witness, forgetting one, taking back what one signed: verbs of the province's head and deputies."""

from __future__ import annotations

import unicodedata
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import APPROVERS
from portals.boards.queries import holds_post_in_tier
from portals.ledger.keys import add_key, known_keys
from portals.ledger.models import LedgerCheckpoint, LedgerKey
from portals.ledger.notes import Algorithm, BadNote, Key, SignedCheckpoint
from portals.ledger.queries import REQUEST_BEGINS
from portals.ledger.signing import take
from portals.models import Portal, PortalAddress
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER

from .models import Witness

if TYPE_CHECKING:
    from portals.boards.models import User

# Thirty-two signatures are five thousand bytes.
LARGEST_FILE = 20_000


class UnfitWitness(Refusal):
    """The office cannot be a witness, or its key is none."""


class UnfitCheckpoint(Refusal):
    """What was handed in is no checkpoint that a witness countersigned."""


def may_keep_witnesses(user: User, now: datetime) -> bool:
    """Whether `user` is head or deputy of the province's board. One query."""
    return holds_post_in_tier(user, INSTALL_TIER, now, APPROVERS)


def know_witness(*, office: str, key: str, address: str, actor: User, now: datetime) -> Witness:
    """Have an office outside countersign from now on: it is sent the newest checkpoint, and may sign any.

    Raises UnfitWitness for one that is judged by this ledger itself, by its name or its host.
    """
    _must_keep(actor, now)
    office = " ".join(unicodedata.normalize("NFC", office).split())
    parsed = _key_of(key)
    _must_be_outside(office, parsed, address)
    with transaction.atomic():
        if Witness.objects.standing().filter(key_name=parsed.name).exists():
            raise UnfitWitness(_("A witness with a key of this name is known already."))
        add_key(parsed, now=now)
        witness = Witness.objects.create(
            office=office,
            key=LedgerKey.objects.get(text=str(parsed)),
            key_name=parsed.name,
            address=address,
            known_since=now,
        )
        _log(witness, "ledger.know_witness", actor, now)
    return witness


def forget_witness(*, witness: Witness, actor: User, now: datetime) -> None:
    """Send a witness nothing more. Its key and what it signed stay; safe to repeat."""
    _must_keep(actor, now)
    with transaction.atomic():
        found = Witness.objects.standing().filter(pk=witness.pk)
        if found.update(forgotten_at=now):
            _log(witness, "ledger.forget_witness", actor, now)


def take_checkpoint(*, content: bytes, actor: User, now: datetime) -> list[str]:
    """Keep the countersignatures of a checkpoint that came back; return the names of whose are new.

    Raises UnfitCheckpoint, and says in what.
    """
    _must_keep(actor, now)
    signed = _checkpoint_of(content)
    size = signed.checkpoint.size
    kept = set(
        LedgerCheckpoint.objects.filter(pk=size).values_list("cosignatures__name", flat=True)
    )
    with transaction.atomic():
        try:
            take(signed.to_bytes(), now=now)
        except BadNote as error:
            raise UnfitCheckpoint(
                _("This ledger never had the tree of that checkpoint.")
            ) from error
        checkpoint = LedgerCheckpoint.objects.get(pk=size)
        names = set(checkpoint.cosignatures.values_list("name", flat=True))
        new = sorted(names - kept)
        if not new:
            raise UnfitCheckpoint(_("The signatures of this file were handed in before."))
        log(
            instance=checkpoint,
            action="ledger.take",
            user=actor,
            timestamp=now,
            data={"size": size, "witnesses": new},
        )
    return new


def _checkpoint_of(content: bytes) -> SignedCheckpoint:
    """Read what was handed in, as far as it can be told without the tree. Raises UnfitCheckpoint."""
    if len(content) > LARGEST_FILE:
        raise UnfitCheckpoint(_("The file is too large for a checkpoint."))
    # Mail may have written the ends of lines anew.
    content = content.replace(b"\r\n", b"\n")
    if content.startswith(REQUEST_BEGINS):
        raise UnfitCheckpoint(
            _("This is the file that was sent out. Hand in the answer, which ends in .cosigned.")
        )
    try:
        signed = SignedCheckpoint.parse(content)
    except BadNote as error:
        raise UnfitCheckpoint(_("The file is no checkpoint of a ledger.")) from error
    keys = known_keys()
    try:
        given = signed.verify(keys)
    except BadNote as error:
        raise UnfitCheckpoint(
            _("A signature of this file is not good, or it is of another ledger.")
        ) from error
    if all(one.key.algorithm != Algorithm.WITNESS for one in given):
        raise UnfitCheckpoint(_("No witness that is known here signed this file."))
    return signed


def _key_of(text: str) -> Key:
    try:
        key = Key.parse(text.strip())
    except BadNote as error:
        raise UnfitWitness(
            _("This is no public key. It is one line, as `verify.py witness-key` prints it.")
        ) from error
    if key.algorithm != Algorithm.WITNESS:
        raise UnfitWitness(_("This key is one of a ledger, not of a witness."))
    return key


def _must_be_outside(office: str, key: Key, address: str) -> None:
    """Refuse whoever is judged by the ledger, as far as names and hosts tell. Two queries."""
    told = office.casefold()
    for portal in Portal.objects.only("name", "tier"):
        if portal.agency.casefold() in told or told == portal.name.casefold():
            raise UnfitWitness(
                _("%(agency)s has a portal here, so it cannot be a witness of its own record.")
                % {"agency": portal.agency}
            )
    hosts = {key.name.lower(), address.rpartition("@")[2].lower()}
    # The province's own name may be the domain of everybody's mail.
    found = PortalAddress.objects.filter(hostname__in=hosts).exclude(portal__tier=INSTALL_TIER)
    own = PortalAddress.objects.filter(hostname=key.name.lower())
    host = (found | own).values_list("hostname", flat=True).first()
    if host is not None:
        raise UnfitWitness(
            _("%(host)s is a portal here, so it cannot be a witness of its own record.")
            % {"host": host}
        )


def _must_keep(actor: User, now: datetime) -> None:
    if not may_keep_witnesses(actor, now):
        raise NotYourOffice(_("A head or deputy of the province's board keeps the witnesses."))


def _log(witness: Witness, action: str, actor: User, now: datetime) -> None:
    log(
        instance=witness,
        action=action,
        user=actor,
        timestamp=now,
        data={"key": witness.key.text, "address": witness.address},
    )
