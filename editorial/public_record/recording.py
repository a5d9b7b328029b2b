"""Writing what was noted into the ledger: of each page in the order of its acts, whatever becomes of other pages.

An act that fails is tried again after growing waits, and meanwhile holds back later acts on its own page only. After
the last try those go on, and the operator is told; it can then no longer be written, since readers go by the order.
A publication's PDF follows right behind its text, and holds back nothing. Texts that stood there before come last.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from wagtail.log_actions import log
from wagtail.models import Page

from editorial.models import ActToRecord
from editorial.models.to_record import MOST_TRIES_TO_RECORD, PAPER, STANDING
from portals.ledger.actions import append
from portals.ledger.shown_text import shown_text_hash

from .actions import origin_of_story, told_of_publication
from .kinds import PAGE
from .papers import forget_paper, keep_paper, paper_of
from .rendering import text_shown
from .waiting import acts_of, due, in_the_way, in_their_turn, page_id_of

if TYPE_CHECKING:
    from portals.models import Portal

logger = logging.getLogger(__name__)

# Longer than the job of a round may take, so that nobody tries what another one is at.
FIRST_WAIT = timedelta(minutes=4)
# Of these a PDF is made as well.
PUBLISHED = ("publication", "correction")
WITH_TEXT = (*PUBLISHED, PAGE.name, STANDING)


def record_waiting(*, now: datetime) -> int:
    """Write the entries of acts that were noted; return how many steps were done. Safe to run twice at once.

    Each in a transaction of its own. One that fails does not hold back other pages; the failure is raised at the end.
    """
    failures: list[Exception] = []
    count = 0
    for first in in_their_turn(now=now):
        act: ActToRecord | None = first
        try:
            while act is not None and try_to_record(act=act, now=now):
                count += 1
                act = acts_of(page_id_of(first)).filter(given_up_at=None).first()
        except Exception as error:  # noqa: BLE001  (collected, and raised below)
            error.add_note(f"While recording an act on page {page_id_of(first)}.")
            failures.append(error)
    if failures:
        raise ExceptionGroup("some acts could not be recorded", failures)
    return count


def try_to_record(*, act: ActToRecord, now: datetime) -> bool:
    """Write the entry of one act if it is due, and count the try; return whether this call is done with it."""
    tries = act.tries + 1
    claimed = due(now).filter(pk=act.pk, tries=act.tries)
    if act.tries >= MOST_TRIES_TO_RECORD:
        # Whoever was at its last try was killed.
        claimed.update(given_up_at=now)
        return False
    if not claimed.update(tries=tries, next_try_at=now + FIRST_WAIT * 2**act.tries):
        return False
    try:
        with transaction.atomic():
            return _record(act.pk)
    except Exception:
        if tries == MOST_TRIES_TO_RECORD:
            ActToRecord.objects.filter(pk=act.pk).update(given_up_at=now)
            logger.exception(
                "An act could not be recorded, and is given up.",
                extra={
                    "event": "editorial.act_given_up",
                    "page": page_id_of(act),
                    "kind": act.kind,
                },
            )
        raise


def record_anew() -> tuple[int, int]:
    """Have what was given up tried again from the first, once its cause is gone.

    Return how many, and how many come too late for it: a later act on their page stands in the ledger. Those are taken
    from the list, and the log keeps that they are missing.
    """
    given_up = ActToRecord.objects.exclude(given_up_at=None)
    with transaction.atomic():
        late = list(given_up.filter(is_overtaken=True).select_for_update(of=("self",)))
        for act in late:
            log(
                instance=act.page or act.story,
                action="editorial.act_unrecorded",
                data={
                    "portal": act.portal_id,
                    "kind": act.kind,
                    "at": str(act.at or act.published_at),
                },
            )
            act.delete()
    anew = given_up.filter(is_overtaken=False)
    return anew.update(tries=0, next_try_at=None, given_up_at=None), len(late)


def _record(pk: int) -> bool:
    act = (
        ActToRecord.objects.select_for_update(of=("self",))
        .select_related("revision", "portal__site")
        .filter(pk=pk, given_up_at=None)
        .first()
    )
    if act is None or in_the_way(of=act).exists():
        return False
    if act.at is None:
        _fill_in(act)
    is_lost = act.kind == STANDING and act.revision is None
    if act.at is None or act.portal is None or is_lost:
        # It stood nowhere, or nobody knows any more what stood there.
        act.delete()
        return True
    if act.kind == PAPER:
        return _record_paper(act)
    body = act.body
    if act.kind in WITH_TEXT:
        body = {**body, "text": shown_text_hash(_text_of(act, act.portal))}
    _append(act, body)
    earlier = acts_of(page_id_of(act)).filter(pk__lt=act.pk)
    earlier.filter(kind=PAPER).delete()
    earlier.update(is_overtaken=True)
    if act.kind in PUBLISHED:
        _go_on_with_paper(act, {"content": body["content"], "text": body["text"]})
        return True
    forget_paper(story_id=page_id_of(act))
    act.delete()
    return True


def _append(act: ActToRecord, body: dict[str, Any]) -> None:
    if act.at is None:
        raise ValueError("an act without its moment")
    append(act.kind, body, portal=act.portal, office=act.office, at=act.at, hostname=act.hostname)


def _go_on_with_paper(act: ActToRecord, body: dict[str, Any]) -> None:
    """Have the PDF made next, in the place of the act, so that it stands right behind it."""
    ActToRecord.objects.filter(pk=act.pk).update(
        kind=PAPER,
        body=body,
        page=page_id_of(act),
        at=act.at,
        portal=act.portal,
        office=act.office,
        tries=0,
        next_try_at=None,
    )


def _record_paper(act: ActToRecord) -> bool:
    paper = paper_of(act)
    if paper is not None:
        _append(act, {**act.body, "sha256": paper.sha256})
    act.delete()
    if paper is not None:
        keep_paper(paper)
    return True


def _text_of(act: ActToRecord, portal: Portal) -> str:
    # What was public then, whatever the page is by now.
    version = act.revision.as_object() if act.revision else Page.objects.get(pk=page_id_of(act))
    return text_shown(version.specific, portal=portal, address=act.body["address"])


def _fill_in(act: ActToRecord) -> None:
    """Add what a node of the release before did not note."""
    placement, at = origin_of_story(page_id_of(act)), act.published_at
    if placement is None or at is None:
        return
    version = act.revision.as_object() if act.revision else placement.story
    act.at, act.portal, act.office = at, placement.portal, placement.portal.agency
    act.kind, act.body = told_of_publication(
        placement, title=version.title, revision_id=act.revision_id, at=at
    )
