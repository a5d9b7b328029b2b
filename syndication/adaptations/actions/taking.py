"""Answer a source that changed: take its changes, keep one's own text, or decide what becomes of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Greatest
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from editorial.enums import RemovalKind
from editorial.models import Correction, StoryPage
from editorial.permissions import may_review
from editorial.placements.actions import end_story
from editorial.review.correcting import LONGEST, editable_text, write_correction
from portals.boards.enums import EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post
from portals.refusals import NotYourOffice, Refusal
from syndication.adaptations.copying import copy_files, copy_images, files_only_if_kept
from syndication.adaptations.corrections import (
    corrections_in,
    must_keep_with_reason,
    waiting_for_words,
)
from syndication.adaptations.enums import AdaptationOutcome, SourceEvent
from syndication.adaptations.merging import Change, TextVersion, aligned, apply, changes
from syndication.adaptations.models import Adaptation, SourceChange
from syndication.adaptations.texts import restored, stored, text_of, with_own_files, write_to


class UnableToTake(Refusal):
    """The source or the own version changed meanwhile, or nothing was decided."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """The three texts in the board's own files, what differs, and a mark of exactly these. `model`: of their kind."""

    model: type[StoryPage]
    base: TextVersion
    source: TextVersion
    own: TextVersion
    changes: list[Change]
    mark: str


def compare(adaptation: Adaptation) -> Comparison:
    """Read the three texts as they are now. The own one is the latest draft."""
    source = StoryPage.objects.get(pk=adaptation.source_id)
    copy = StoryPage.objects.get(pk=adaptation.copy_id)
    return _compare(
        adaptation,
        cast("StoryPage", source.specific),
        cast("StoryPage", copy.get_latest_revision_as_object()),
    )


def take_changes(
    *,
    adaptation: Adaptation,
    taken: Collection[str],
    kept: Collection[str],
    mark: str,
    actor: User,
    now: datetime,
    reason: str = "",
) -> Adaptation:
    """Decide on changes of the source by their keys; what is in neither collection stays undecided.

    What is taken makes a new draft by `actor`, which its board reviews as any change; a correction of the source
    becomes the note in hand. `mark` says which texts were read: decided on others, it is refused.

    After a correction the head or a deputy alone keeps the own text, with a `reason`, also where no word differs. A
    correction that the source's own text does not follow yet is settled in no other way, and stays above the own text.
    """
    reason = reason.strip()
    keeps = bool(kept or reason)
    with files_only_if_kept() as copies, transaction.atomic():
        page = editable_text(adaptation.copy, actor, now)
        _check_post(actor, adaptation, now)
        locked = Adaptation.objects.select_for_update(no_key=True).get(pk=adaptation.pk)
        # Before the source is read: what comes after that stays undecided.
        undecided = list(
            SourceChange.objects.filter(adaptation=locked, outcome="")
            .exclude(kind=SourceEvent.WITHDRAWN)
            .order_by("pk")
        )
        source = cast("StoryPage", StoryPage.objects.get(pk=locked.source_id).specific)
        theirs = aligned(restored(locked.base), text_of(source))
        known: dict[str, Any] = {"portal": locked.portal, "actor": actor, "copies": copies}
        if taken:
            locked.own_images = copy_images(theirs, known=locked.own_images, **known)
            locked.own_files = copy_files(theirs, known=locked.own_files, **known)
        own = cast("StoryPage", page.get_latest_revision_as_object())
        compared = _compare(adaptation, source, own)
        _check_choice(compared, taken, kept, mark, undecided)
        if keeps and corrections_in(undecided):
            must_keep_with_reason(page, reason, actor, now)
        if taken:
            _write(own, compared, locked, theirs, taken, actor)
        locked.base = stored(apply(restored(locked.base), theirs, {*taken, *kept}))
        locked.save(update_fields=["base", "own_images", "own_files"])
        rest = {change.key for change in compared.changes} - {*taken, *kept}
        if not rest:
            settled = _settled(locked, compared, undecided, keeps=keeps)
            in_force = not taken and (keeps or not page.has_unpublished_changes)
            _settle(settled, taken, kept, actor, now, in_force=in_force, reason=reason)
            _note_corrections(page, settled, taken, actor, now)
        log(
            instance=page,
            action="syndication.take_changes",
            user=actor,
            data={
                "portal": locked.portal_id,
                "adaptation": locked.pk,
                "taken": sorted(taken),
                "kept": sorted(kept),
                "reason": reason,
            },
        )
    return locked


def answer_end(
    *, adaptation: Adaptation, keep: bool, reason: str, actor: User, now: datetime
) -> None:
    """Decide what becomes of an own version whose source was withdrawn: kept, or withdrawn too, with a reason."""
    reason = reason.strip()
    if not reason:
        raise UnableToTake(_("Give a reason."))
    copy = adaptation.copy
    if not may_review(actor, copy, now):
        raise NotYourOffice(
            _("Only the head or a deputy head of this portal's board decides on its texts.")
        )
    with transaction.atomic():
        Page.objects.select_for_update().get(pk=copy.pk)
        undecided = SourceChange.objects.filter(
            adaptation=adaptation, kind=SourceEvent.WITHDRAWN, outcome=""
        )
        if not undecided.exists():
            raise UnableToTake(_("This was decided already."))
        undecided.update(
            outcome=AdaptationOutcome.KEPT if keep else AdaptationOutcome.ENDED,
            decided_by=actor,
            decided_at=now,
            reason=reason,
            in_force_at=Greatest(F("happened_at"), now),
        )
        if not keep and StoryPage.objects.filter(pk=copy.pk, live=True).exists():
            end_story(
                story=copy,
                portal=adaptation.portal,
                kind=RemovalKind.WITHDRAWN,
                reason=reason,
                actor=actor,
                now=now,
            )
        log(
            instance=copy,
            action="syndication.answer_end",
            user=actor,
            data={"portal": adaptation.portal_id, "kept": keep, "reason": reason},
        )


def _compare(adaptation: Adaptation, source: StoryPage, own: StoryPage) -> Comparison:
    base = restored(adaptation.base)
    theirs = aligned(base, text_of(source))
    files = {"images": adaptation.own_images, "files": adaptation.own_files}
    ours = text_of(own)
    found = changes(
        base=with_own_files(base, **files), source=with_own_files(theirs, **files), own=ours
    )
    mark = f"{source.live_revision_id}-{own.latest_revision_id}-{len(found)}"
    return Comparison(type(own), base, theirs, ours, found, mark)


def _check_post(actor: User, adaptation: Adaptation, now: datetime) -> None:
    if not holds_post(actor, adaptation.portal, now, EDITORS):
        raise NotYourOffice(_("Only editors of the portal's board may edit a story for it."))


def _check_choice(
    compared: Comparison,
    taken: Collection[str],
    kept: Collection[str],
    mark: str,
    undecided: list[SourceChange],
) -> None:
    if mark != compared.mark:
        raise UnableToTake(
            _("The source or your version was changed meanwhile. Please read the changes again.")
        )
    known = {change.key for change in compared.changes}
    if not {*taken, *kept} <= known or set(taken) & set(kept):
        raise UnableToTake(_("Choose for each change whether to take it or to keep your text."))
    if known and not taken and not kept:
        raise UnableToTake(_("Choose for at least one change whether to take it."))
    if not known and not undecided:
        raise UnableToTake(_("This was decided already."))


def _settled(
    adaptation: Adaptation, compared: Comparison, undecided: list[SourceChange], *, keeps: bool
) -> list[SourceChange]:
    """Return what this decision settles."""
    waiting = [] if keeps else waiting_for_words(adaptation.source_id, undecided)
    settled = [change for change in undecided if change not in waiting]
    if waiting and not settled and not compared.changes:
        raise UnableToTake(
            _(
                "The source does not say yet what is right, so there is nothing to take. Wait for it, or have the head "
                "of your board write why your own text stays."
            )
        )
    return settled


def _write(
    own: StoryPage,
    compared: Comparison,
    locked: Adaptation,
    theirs: TextVersion,
    taken: Collection[str],
    actor: User,
) -> None:
    theirs_here = with_own_files(theirs, images=locked.own_images, files=locked.own_files)
    write_to(own, apply(compared.own, theirs_here, taken))
    own.save_revision(user=actor, clean=False)


def _settle(
    undecided: list[SourceChange],
    taken: Collection[str],
    kept: Collection[str],
    actor: User,
    now: datetime,
    *,
    in_force: bool,
    reason: str,
) -> None:
    keeps = not taken and (kept or reason)
    outcome = AdaptationOutcome.KEPT if keeps else AdaptationOutcome.TAKEN
    SourceChange.objects.filter(pk__in=[one.pk for one in undecided]).update(
        outcome=outcome,
        decided_by=actor,
        decided_at=now,
        reason=reason,
        decisions={"taken": sorted(taken), "kept": sorted(kept)},
        in_force_at=Greatest(F("happened_at"), now) if in_force else None,
    )


def _note_corrections(
    page: StoryPage,
    undecided: list[SourceChange],
    taken: Collection[str],
    actor: User,
    now: datetime,
) -> None:
    notes = [one.note for one in undecided if one.kind == SourceEvent.CORRECTED and one.note]
    if not taken or not notes or not page.live:
        return
    in_hand = Correction.objects.filter(story=page, published_at=None).values_list(
        "text", flat=True
    )
    write_correction(story=page, text="\n".join([*in_hand, *notes])[:LONGEST], actor=actor, now=now)
