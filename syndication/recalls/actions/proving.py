"""Prove a recall: list its addresses, ask them until each answers rightly, certify what they answered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from portals.accountability.models import CorrectionRuling
from portals.audit_log.entries import log_page_act
from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.fetching import Limits, fetch_own_all
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice
from syndication.models import Recall
from syndication.recalls.enums import SETTLED, AnswerState
from syndication.recalls.judging import AddressProof
from syndication.recalls.models import ProvenAddress, RecallProof
from syndication.recalls.planning import addresses_to_prove
from syndication.recalls.verdicts import judge_of

from .certifying import issue_certificate

# How long an address rests after each try that was wrong; the last goes on for ever.
RESTS = (1, 2, 4, 8, 15, 30, 60, 300, 900)
# Longer than a slice takes: whoever claimed it and is still silent was killed.
LEASE = timedelta(seconds=30)
SLICE = 48
AT_ONCE = 6
LIMITS = Limits(seconds=20, connect_seconds=5)

_CLAIM = """
    WITH due AS (
        SELECT id FROM proof_provenaddress
        WHERE proof_id = %(proof)s AND state <> ALL(%(settled)s) AND next_try_at <= %(now)s
        ORDER BY next_try_at, id LIMIT %(size)s FOR UPDATE SKIP LOCKED
    )
    UPDATE proof_provenaddress AS address
    SET next_try_at = %(lease)s, tries = tries + 1
    FROM due WHERE address.id = due.id
    RETURNING address.id
"""


def open_proof(*, recall: Recall, stories: Sequence[int]) -> RecallProof:
    """Write the proof of a recall, in the recall's own transaction. `stories`: what it withdrew, the story first."""
    return RecallProof.objects.create(recall=recall, stories=list(stories))


def plan_proof(*, proof_id: int, now: datetime) -> int:
    """List the addresses of the proof, once; return how many it has."""
    with transaction.atomic():
        proof = RecallProof.objects.select_for_update(no_key=True).get(pk=proof_id)
        if proof.planned_at is None:
            ProvenAddress.objects.bulk_create(
                addresses_to_prove(proof, now=now), ignore_conflicts=True, batch_size=500
            )
            proof.planned_at = now
            proof.save(update_fields=["planned_at"])
    return proof.addresses.count()


def prove_slice(*, proof_id: int, now: datetime, size: int = SLICE) -> int:
    """Ask up to `size` addresses whose time has come; return how many were asked.

    Claimed first: beside itself it asks others, and what a killed worker claimed is asked again when its lease ends.
    Nothing is locked while the portals answer.
    """
    addresses = _claim(proof_id, now, size)
    if not addresses:
        return 0
    judge = judge_of(RecallProof.objects.get(pk=proof_id), addresses, now)
    asked = [(address.hostname, address.path) for address in addresses]
    answers = fetch_own_all(asked, at_once=AT_ONCE, limits=LIMITS)
    for address, answer in zip(addresses, answers, strict=True):
        _record(address, judge(address, answer), now=now)
    return len(addresses)


def finish_proof(*, proof_id: int, now: datetime) -> bool:
    """Certify a proof of which every address answered rightly; return whether it is proven. Safe to repeat."""
    with transaction.atomic():
        proof = RecallProof.objects.select_for_update(no_key=True).get(pk=proof_id)
        if proof.proven_at is not None:
            return True
        if proof.planned_at is None or unsettled(proof_id).exists():
            return False
        proof.proven_at = now
        proof.save(update_fields=["proven_at"])
        issue_certificate(proof=proof, now=now)
        if proof.correction is not None:
            # The answer to the request leads to the certificate from now on.
            ruling = CorrectionRuling.objects.get(case=proof.correction.request_number)
            change_editions(portal_ids=[ruling.portal_id])
    return True


def ask_again(*, recall: Recall, actor: User, now: datetime) -> int:
    """Have every address that is not right yet asked at once; return how many. For those who recalled."""
    if not holds_post(actor, recall.portal, now, STANDING_EDITORS):
        raise NotYourOffice(
            _("Only the standing editors of %(portal)s decide on this.")
            % {"portal": recall.portal.title}
        )
    with transaction.atomic():
        count = unsettled(recall.proof.pk).update(next_try_at=now)
        log_page_act(
            page=recall.story.specific,
            action="syndication.ask_again",
            actor=actor,
            data={"portal": recall.portal_id, "recall": recall.pk, "addresses": count},
        )
    return count


def unsettled(proof_id: int) -> QuerySet[ProvenAddress]:
    """The addresses that do not answer rightly yet."""
    return ProvenAddress.objects.filter(proof=proof_id).exclude(state__in=SETTLED)


def _claim(proof_id: int, now: datetime, size: int) -> list[ProvenAddress]:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            _CLAIM,
            {
                "proof": proof_id,
                "settled": sorted(SETTLED),
                "now": now,
                "lease": now + LEASE,
                "size": size,
            },
        )
        claimed = [address_id for (address_id,) in cursor.fetchall()]
    return list(ProvenAddress.objects.filter(pk__in=claimed).order_by("pk"))


def _record(address: ProvenAddress, verdict: AddressProof, *, now: datetime) -> None:
    rest = RESTS[min(address.tries, len(RESTS)) - 1]
    # An answer that was right stays on record: a slower worker's later one changes nothing.
    ProvenAddress.objects.filter(pk=address.pk).exclude(state__in=SETTLED).update(
        state=AnswerState.RIGHT if verdict.is_right else AnswerState.WRONG,
        status=verdict.status,
        found=verdict.found,
        answered_at=now,
        next_try_at=now + timedelta(seconds=rest),
    )
