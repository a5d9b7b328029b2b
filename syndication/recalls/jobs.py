"""Jobs that prove recalls. The rows are the truth; each job may be lost, repeated or killed at any point.

A queue of their own: they wait for hundreds of answers, and no dispatch shall wait for them.
"""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django_rq import job

from portals.database.quiet import is_quiet_copy

from .actions.proving import finish_proof, plan_proof, prove_slice, unsettled
from .models import RecallProof

# A job gives its worker back after this long; the sweeper's next one goes on.
PATIENCE_SECONDS = 50
# Shorter rests are waited for, longer ones are the sweeper's.
LONGEST_WAIT = timedelta(seconds=5)


@job("proof")
def prove_recall(proof_id: int, **_: Any) -> bool:
    """Ask the addresses of a recall until each answers rightly, and certify it; return whether that is done.

    On a restored copy nothing is certified before it is confirmed: readers are elsewhere.
    """
    if is_quiet_copy():
        return False
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    plan_proof(proof_id=proof_id, now=timezone.now())
    while time.monotonic() < give_up_at:
        if prove_slice(proof_id=proof_id, now=timezone.now()):
            continue
        if finish_proof(proof_id=proof_id, now=timezone.now()):
            return True
        next_try_at = (
            unsettled(proof_id)
            .order_by("next_try_at")
            .values_list("next_try_at", flat=True)
            .first()
        )
        wait = (next_try_at or timezone.now()) - timezone.now()
        if wait > LONGEST_WAIT:
            return False
        time.sleep(max(wait.total_seconds(), 0.05))
    return False


def nudge_proof(proof_id: int) -> None:
    prove_recall.delay(proof_id=proof_id)


def sweep() -> int:
    """Queue anew each proof under way; run by the clock. Return how many."""
    count = 0
    for proof_id in RecallProof.objects.filter(proven_at=None).values_list("pk", flat=True):
        nudge_proof(proof_id)
        count += 1
    return count
