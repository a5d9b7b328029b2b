"""Corrections that citizens' requests led to are proven as recalls are: where that begins, and how far it is."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.db.models import Count, OuterRef, Q
from django.urls import reverse

from editorial.contested.finding import last_origin
from editorial.models import Correction
from portals.accountability.contested import RulingProof
from portals.addresses import main_origin
from syndication.adaptations.enums import AdaptationOutcome, SourceEvent
from syndication.adaptations.models import SourceChange

from .enums import SETTLED, AnswerState, What
from .jobs import nudge_proof
from .models import RecallCertificate, RecallProof


def prove_correction(correction: Correction) -> None:
    """Have it proven that a correction shows everywhere, in its own transaction. For `contested.noting.on_note`."""
    proof = RecallProof.objects.create(correction=correction, stories=[correction.story_id])
    transaction.on_commit(partial(nudge_proof, proof.pk), robust=True)


def proof_of_request(case_id: int) -> RulingProof | None:
    """Return how far the correction of a request is proven. Two queries; for `accountability.contested`."""
    kept = SourceChange.objects.filter(
        adaptation__source=OuterRef("correction__story"),
        kind=SourceEvent.CORRECTED,
        happened_at=OuterRef("correction__published_at"),
        outcome=AdaptationOutcome.KEPT,
    ).values("adaptation__copy")
    answers = Q(addresses__state=AnswerState.RIGHT, addresses__status=200)
    is_kept = Q(addresses__what=What.OWN, addresses__story_id__in=kept)
    proof = (
        RecallProof.objects.filter(correction__request_number=case_id)
        .select_related("correction")
        .annotate(
            portals=Count("addresses__portal", distinct=True),
            total=Count("addresses"),
            settled=Count("addresses", filter=Q(addresses__state__in=SETTLED)),
            answering=Count("addresses", filter=answers),
            kept=Count("addresses", filter=answers & is_kept),
        )
        .first()
    )
    if proof is None or proof.correction is None:
        return None
    origin = last_origin(proof.correction.story_id) if proof.proven_at else None
    path = reverse("correction_certificate", urlconf="portals.urls.public", args=[case_id, "pdf"])
    return RulingProof(
        portals=proof.portals,
        total=proof.total,
        settled=proof.settled,
        shown=proof.answering - proof.kept,
        kept=proof.kept,
        proven_at=proof.proven_at,
        certificate=main_origin(origin.portal) + path if origin is not None else "",
    )


def certificate_on(portal_id: int, case_id: int) -> RecallCertificate | None:
    """Return the certificate of a correction, on the portal whose text it was. Three queries at most."""
    found = RecallCertificate.objects.filter(proof__correction__request_number=case_id)
    certificate = found.select_related("proof__correction").first()
    if certificate is None or certificate.proof.correction is None:
        return None
    origin = last_origin(certificate.proof.correction.story_id)
    is_here = origin is not None and origin.portal_id == portal_id
    return certificate if is_here else None
