"""What follows of the head's word beside a request: its entry of the ledger, and the pages that show it."""

from __future__ import annotations

from collections.abc import Collection

from editorial.models import Correction, Placement
from editorial.public_record.actions import last_hostname
from portals.accountability.models import CaseStatement, CouncilPetition
from portals.ledger.actions import append
from portals.ledger.canonical import Value, normalised
from portals.ledger.commitments import Opening
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.tiers import INSTALL_TIER

from .kinds import CASE_STATEMENT, CASE_STATEMENT_WITHDRAWN


def keep_statement(statement: CaseStatement) -> None:
    """Store it with a commitment to its words, and write that into the ledger."""
    opening = Opening.of(committed_statement(statement))
    statement.salt, statement.commitment = opening.salt.hex(), opening.commitment
    statement.save()
    append(
        CASE_STATEMENT.name,
        {**_named(statement), "text": statement.commitment},
        portal=statement.portal,
        office=statement.portal.agency,
        at=statement.signed_at,
        hostname=last_hostname(statement.portal),
    )
    _show_anew([statement], forbid_stale=False)


def note_withdrawn(statement: CaseStatement) -> None:
    append(
        CASE_STATEMENT_WITHDRAWN.name,
        _named(statement),
        portal=statement.portal,
        office=statement.portal.agency,
        at=statement.withdrawn_at or statement.signed_at,
        hostname=last_hostname(statement.portal),
    )
    _show_anew([statement], forbid_stale=True)


def show_emptied(statements: Collection[CaseStatement]) -> None:
    _show_anew(statements, forbid_stale=True)


def committed_statement(statement: CaseStatement) -> Value:
    """Return what the commitment covers."""
    told: Value = normalised({"text": statement.text, "post": statement.post})
    return told


def _named(statement: CaseStatement) -> dict[str, str]:
    return {"request": f"yeu-cau-{statement.case_id}", "beside": str(statement.beside)}


def _show_anew(statements: Collection[CaseStatement], *, forbid_stale: bool) -> None:
    """On the portals that show the requests, as overdue, as petitions or as corrections of a text. Four queries."""
    cases = {one.case_id: one.case for one in statements}
    ids = set(Portal.objects.filter(tier=INSTALL_TIER).values_list("pk", flat=True))
    ids |= {one.portal_id for one in statements}
    ids |= {office for case in cases.values() for office in (case.portal_id, case.received_by_id)}
    ids |= set(CouncilPetition.objects.filter(case__in=cases).values_list("brought_by", flat=True))
    stories = Correction.objects.filter(request_number__in=cases).values("story")
    # The page that says that a story is gone shows its corrections as well.
    placed = Placement.objects.filter(story__in=stories)
    ids |= set(placed.values_list("portal_id", flat=True))
    change_editions(portal_ids=sorted(ids), forbid_stale=forbid_stale)
