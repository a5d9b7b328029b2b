"""Sending witnesses the newest checkpoint, with what proves that it goes on from the one that they signed last."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.template.loader import render_to_string
from django.utils.translation import gettext as _

from portals.addresses import main_origin
from portals.ledger.keys import ledger_keys
from portals.ledger.models import LedgerCosignature
from portals.ledger.queries import newest_checkpoint, to_witness
from portals.mail.actions import post
from portals.mail.enums import MailKind
from portals.models import Portal
from portals.tiers import INSTALL_TIER

from .models import Witness

if TYPE_CHECKING:
    from portals.ledger.models import LedgerCheckpoint

# Tried for so long where mail is away; by then a newer checkpoint takes its place.
USEFUL_FOR = timedelta(days=7)
# The clock looks every ten minutes: a day's mail must not come later each day.
EARLY = timedelta(minutes=10)


def mail_checkpoints(*, now: datetime) -> int:
    """Mail the newest checkpoint to every witness who has not signed it and was sent none for a day; return how many.

    Safe to repeat, also at the same time: the mail is written in the transaction that notes it.
    """
    newest = newest_checkpoint()
    province = (
        Portal.objects.filter(tier=INSTALL_TIER, closed_on=None).select_related("site").first()
    )
    if newest is None or province is None:
        return 0
    due = now - timedelta(hours=settings.PORTALS_WITNESS_HOURS) + EARLY
    return sum(
        _mail_one(witness_id, newest, province, due, now)
        for witness_id in Witness.objects.standing().order_by("pk").values_list("pk", flat=True)
    )


def _mail_one(
    witness_id: int, newest: LedgerCheckpoint, province: Portal, due: datetime, now: datetime
) -> bool:
    with transaction.atomic():
        witness = Witness.objects.standing().select_for_update().filter(pk=witness_id).first()
        if witness is None or (witness.mailed_at is not None and witness.mailed_at > due):
            return False
        answers = LedgerCosignature.objects.filter(name=witness.key_name)
        last = answers.order_by("-checkpoint").first()
        old = last.checkpoint_id if last else 0
        if newest.pk in (old, witness.mailed_id):
            return False
        _post(witness, newest, old, province, now)
        answered = last is not None and (
            witness.waiting_since is None or last.received_at > witness.waiting_since
        )
        if witness.waiting_since is None or answered:
            witness.waiting_since = now
        witness.mailed, witness.mailed_at = newest, now
        witness.save(update_fields=["mailed", "mailed_at", "waiting_since"])
    return True


def _post(
    witness: Witness, newest: LedgerCheckpoint, old: int, province: Portal, now: datetime
) -> None:
    file = f"so-cai-{newest.pk}.txt"
    words = {
        "witness": witness,
        "size": newest.pk,
        "old": old,
        "file": file,
        "origin": main_origin(province),
        "keys": ledger_keys(),
        "hours": settings.PORTALS_WITNESS_HOURS,
    }
    post(
        kind=MailKind.WITNESS,
        address=witness.address,
        subject=_("Ledger of %(portal)s: checkpoint of %(count)d entries to countersign")
        % {"portal": province.name, "count": newest.pk},
        text=render_to_string("portals/witnesses/checkpoint.txt", words),
        attachments={file: to_witness(newest, old).decode()},
        useful_until=now + USEFUL_FOR,
        now=now,
    )
