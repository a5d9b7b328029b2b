"""Keeping the snapshot of a release and taking it away again, in the transaction of the act on the case."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime

from editorial.public_record.actions import last_hostname
from portals.accountability.models import CitizenCase
from portals.accountability.releases import Release
from portals.addresses import origin_of
from portals.clock import local_date
from portals.ledger.actions import append
from portals.ledger.canonical import Value, normalised
from portals.ledger.commitments import Opening
from portals.models import Portal
from portals.pagecache.cache_invalidation import change_editions
from portals.text import nfc
from portals.tiers import INSTALL_TIER

from .kinds import ANSWER, ANSWER_FILE, ANSWER_RETRACTED
from .models import ReleasedAnswer, ReleasedFile


def keep_release(release: Release) -> None:
    """Keep what citizens read of an answer, and write its entry of the ledger. A further release takes its place."""
    case, draft = release.case, release.draft
    found = ReleasedAnswer.objects.select_for_update().filter(case=case).first()
    one = found or ReleasedAnswer(case=case, first_released_at=release.at, edition=0)
    before = one.portal_id
    one.portal, one.kind, one.topic, one.about = case.portal, case.kind, draft.topic, case.about
    one.subject = nfc(draft.public_subject.strip())
    one.question = nfc(draft.public_question.strip())
    one.answer = nfc(draft.public_answer.strip())
    one.asked_on = local_date(case.arrived_at)
    one.answered_on = local_date(case.ended_at or release.at)
    one.was_late = bool(case.ended_late)
    one.released_at = release.at
    one.edition += 1
    one.retracted_at, one.retraction_reason = None, ""
    opening = opening_of(one)
    one.salt, one.commitment = opening.salt.hex(), opening.commitment
    one.save()
    append(
        ANSWER.name,
        {**_named(one), "text": one.commitment},
        portal=case.portal,
        office=case.portal.agency,
        at=release.at,
        hostname=last_hostname(case.portal),
    )
    _keep_files(one, release)
    _show_anew({before, one.portal_id} - {None}, forbid_stale=found is not None)


def _keep_files(answer: ReleasedAnswer, release: Release) -> None:
    """Keep which redacted copies stand beside the answer, each with an entry of the ledger; earlier ones go."""
    answer.files.all().delete()
    for number, copy in enumerate(release.files, 1):
        opening = Opening.of({"sha256": copy.sha256})
        file = ReleasedFile.objects.create(
            answer=answer,
            number=number,
            title=copy.copy_of.title,
            copy=copy,
            media_type=copy.media_type,
            size=copy.size,
            sha256=copy.sha256,
            salt=opening.salt.hex(),
            commitment=opening.commitment,
        )
        hostname = last_hostname(answer.portal)
        append(
            ANSWER_FILE.name,
            {
                "answer": _named(answer)["answer"],
                "address": origin_of(hostname) + file.path,
                "file": file.commitment,
            },
            portal=answer.portal,
            office=answer.portal.agency,
            at=release.at,
            hostname=hostname,
        )


def take_away(case: CitizenCase, now: datetime, reason: str) -> None:
    """Empty the snapshot of an answer that is no longer public: its address says since when, and why.

    With its words go its files: their addresses answer as its own does.
    """
    one = ReleasedAnswer.objects.select_for_update().filter(case=case).first()
    if one is None or one.retracted_at is not None:
        return
    one.subject = one.question = one.answer = one.about = one.salt = ""
    one.retracted_at, one.retraction_reason = now, nfc(reason.strip())[:1000]
    one.save()
    one.files.all().delete()
    # By the agency that published it, whoever is in charge by now.
    append(
        ANSWER_RETRACTED.name,
        _named(one),
        portal=one.portal,
        office=one.portal.agency,
        at=now,
        hostname=last_hostname(one.portal),
    )
    _show_anew({one.portal_id}, forbid_stale=True)


def copies_beside_answers(copy_ids: Collection[int]) -> set[int]:
    """Return which of these copies stand beside an answer that is public now. One query."""
    shown = ReleasedFile.objects.filter(copy__in=copy_ids)
    return set(shown.values_list("copy_id", flat=True))


def opening_of(answer: ReleasedAnswer) -> Opening:
    """Commit to the public words with a new salt."""
    return Opening.of(committed_words(answer))


def committed_words(answer: ReleasedAnswer) -> Value:
    """Return what the commitment of an answer covers."""
    words = {"subject": answer.subject, "question": answer.question, "answer": answer.answer}
    told: Value = normalised(words)
    return told


def _named(answer: ReleasedAnswer) -> dict[str, str]:
    return {
        "answer": f"tra-loi-{answer.pk}",
        "address": origin_of(last_hostname(answer.portal)) + answer.path,
    }


def _show_anew(portal_ids: Iterable[int | None], *, forbid_stale: bool) -> None:
    """The portal's own pages change, and the lists of all portals on the province's."""
    of_all = Portal.objects.filter(tier=INSTALL_TIER).values_list("pk", flat=True)
    ids = {pk for pk in portal_ids if pk is not None}
    change_editions(portal_ids=[*ids, *of_all], forbid_stale=forbid_stale)
