"""What the addresses of one slice are judged by: read once, whatever the proof is of."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from editorial.models import Correction
from portals.fetching import Fetched, FetchError
from syndication.adaptations.enums import AdaptationOutcome, SourceEvent
from syndication.adaptations.models import SourceChange

from .judging import AddressProof, judge_proof
from .judging_notes import ToldNote, judge_note
from .models import ProvenAddress, RecallProof
from .planning import main_hosts, own_versions, reasons_given

type Judge = Callable[[ProvenAddress, Fetched | FetchError], AddressProof]


def judge_of(proof: RecallProof, addresses: Sequence[ProvenAddress], now: datetime) -> Judge:
    """Return how the answers of `addresses` are judged. Three queries, however many there are."""
    hosts = main_hosts({address.portal_id for address in addresses}, now)
    if proof.correction is not None:
        return _of_correction(proof.correction, hosts)
    return _of_recall(addresses, hosts)


def _of_recall(addresses: Sequence[ProvenAddress], hosts: dict[int, str]) -> Judge:
    portal_ids = {address.portal_id for address in addresses}
    story_ids = {address.story_id for address in addresses}
    reasons = reasons_given(portal_ids, story_ids)
    instead = own_versions(portal_ids, story_ids)

    def judge(address: ProvenAddress, answer: Fetched | FetchError) -> AddressProof:
        place = (address.portal_id, address.story_id)
        return judge_proof(
            answer,
            what=address.what,
            story_id=address.story_id,
            reason=reasons.get(place, ""),
            main_host=hosts.get(address.portal_id, ""),
            own_version=_as_asked(address.path, instead.get(place, "")),
        )

    return judge


def _as_asked(asked: str, own_version: str) -> str:
    """The PDF of a story leads to that of the board's own version."""
    is_paper = asked.endswith(".pdf") and own_version
    return f"{own_version.rstrip('/')}.pdf" if is_paper else own_version


def _of_correction(correction: Correction, hosts: dict[int, str]) -> Judge:
    at = correction.published_at
    if at is None:
        raise ValueError(correction)
    kept = frozenset(
        SourceChange.objects.filter(
            adaptation__source=correction.story_id,
            kind=SourceEvent.CORRECTED,
            happened_at=at,
            outcome=AdaptationOutcome.KEPT,
        ).values_list("adaptation__copy", flat=True)
    )
    note = ToldNote(correction.text, at, kept)

    def judge(address: ProvenAddress, answer: Fetched | FetchError) -> AddressProof:
        return judge_note(
            answer,
            note,
            what=address.what,
            story_id=address.story_id,
            main_host=hosts.get(address.portal_id, ""),
        )

    return judge
