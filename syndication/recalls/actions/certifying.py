"""Write the certificate of a proven recall or correction: its content, its signature, its rendering on paper."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from django.utils.translation import override

from editorial.models import Placement, StoryPage
from portals.accountability.models import CorrectionRuling
from syndication.models import Recall
from syndication.recalls.enums import AnswerState
from syndication.recalls.ledger_entries import ledger_of_correction, ledger_of_recall
from syndication.recalls.models import RecallCertificate, RecallProof
from syndication.recalls.paper import typeset_certificate
from syndication.recalls.signing import sign_certificate

FORMAT = "lien-cong/recall-certificate/1"
CORRECTION_FORMAT = "lien-cong/correction-certificate/1"


def issue_certificate(*, proof: RecallProof, now: datetime) -> RecallCertificate:
    """Sign what every address answered. The caller holds the proof's row and has asked that all are right."""
    # A certificate is read for years: its words do not depend on who happened to be signed in.
    with override("vi"):
        content = certificate_content(proof, now)
        signed = sign_certificate(canonical(content))
        ledger = ledger_of_recall(proof.recall) if proof.recall else ledger_of_correction(proof)
        return RecallCertificate.objects.create(
            proof=proof,
            issued_at=now,
            content=signed.content,
            signature=signed.signature,
            public_key=signed.public_key,
            pdf=typeset_certificate(content, signed, at=now, ledger=ledger),
        )


def canonical(content: dict[str, Any]) -> str:
    """The one way to write the content: what is signed is exactly this text."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def certificate_content(proof: RecallProof, now: datetime) -> dict[str, Any]:
    """Return what the certificate says, as plain values: no person is named, only the board."""
    of = _recalled(proof.recall) if proof.recall else _corrected(proof)
    return {
        **of,
        "stories": [_story(story_id) for story_id in proof.stories],
        "issued_at": _hour(now),
        "addresses": _addresses(proof),
    }


def _recalled(recall: Recall) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "number": recall.pk,
        "recalled_by": recall.portal.title,
        "recalled_at": _hour(recall.recalled_at),
        "kind": recall.kind,
        "kind_in_words": str(recall.get_kind_display()),
        "reason": recall.reason,
        "placements_ended": recall.placements_ended,
    }


def _corrected(proof: RecallProof) -> dict[str, Any]:
    note = proof.correction
    if note is None:
        raise ValueError(proof)
    ruling = CorrectionRuling.objects.select_related("case", "portal").get(case=note.request_number)
    return {
        "format": CORRECTION_FORMAT,
        "number": note.request_number,
        "corrected_by": ruling.ruled_for.title,
        "corrected_at": _hour(ruling.ruled_at),
        "verdict": ruling.verdict,
        "verdict_in_words": str(ruling.get_verdict_display()),
        "wrong": ruling.wrong,
        "right": ruling.right,
        **({"remainder": ruling.remainder} if ruling.remainder else {}),
    }


def _addresses(proof: RecallProof) -> list[dict[str, Any]]:
    rows = proof.addresses.select_related("portal").order_by(
        "portal__name", "portal_id", "story_id", "what", "hostname", "path"
    )
    return [
        {
            "portal": row.portal.title,
            "what": row.what,
            "what_in_words": str(row.get_what_display()),
            "address": f"{row.hostname}{row.path}",
            "state": row.state,
            "status": row.status,
            "found": row.found or str(AnswerState(row.state).label),
            "answered_at": _hour(row.answered_at) if row.answered_at else None,
            "tries": row.tries,
        }
        for row in rows
    ]


def _story(story_id: int) -> dict[str, Any]:
    origin = (
        Placement.objects.local()
        .filter(story=story_id)
        .select_related("portal")
        .order_by("-removed_at", "-pk")
        .first()
    )
    story = StoryPage.objects.get(pk=story_id)
    return {
        "id": story_id,
        "title": (origin and origin.removal_title) or story.title,
        "written_by": origin.portal.title if origin else "",
    }


def _hour(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")
