"""What the ledger holds of the course of a month: that a step was taken, by whom and on what words, as commitments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from portals.addresses import main_hostname
from portals.boards.models import User
from portals.ledger import registry
from portals.ledger.actions import append, commit_to, commit_to_person
from portals.ledger.fields import is_commitment, is_digest, is_month, is_text
from portals.models import Portal
from scoring.models import Proceeding

ROUND_ACT = registry.LedgerKind(
    name="round-act",
    # Translators: kept as it is: {office}, {month}, {act}
    sentence=_("{office} took a step in the scores of {month}: {act}."),
    subject="month",
    must={"month": is_month, "scorer": is_text, "act": is_text},
    may={
        "scored": is_text,
        "criterion": is_text,
        "by": is_commitment,
        # The words, points and days of the act: what is not public before the month is.
        "said": is_commitment,
        "number": is_text,
        "dated": is_text,
        "sha256": is_digest,
    },
)


def record_act(
    act: str,
    *,
    proceeding: Proceeding,
    actor: User | None,
    now: datetime,
    scored: Portal | None = None,
    criterion: str = "",
    said: dict[str, Any] | None = None,
    number: str = "",
    dated: date | None = None,
    sha256: str = "",
) -> None:
    """Write one step into the ledger, in its transaction. Without `actor`: by the clock."""
    body: dict[str, Any] = {
        "month": f"{proceeding.round.month:%Y-%m}",
        "scorer": main_hostname(proceeding.scorer),
        "act": act,
    }
    if scored is not None:
        body["scored"] = main_hostname(scored)
    if criterion:
        body["criterion"] = criterion
    if actor is not None:
        body["by"] = commit_to_person(actor)
    if said:
        body["said"] = commit_to({name: str(value) for name, value in said.items()})
    if number:
        body["number"] = number
    if dated is not None:
        body["dated"] = dated.isoformat()
    if sha256:
        body["sha256"] = sha256
    place = proceeding.acting
    append("round-act", body, portal=place, office=place.agency, at=now)
