"""Files that go out with a public answer: chosen, looked at page by page, painted over; a job draws the copies."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from portals.boards.models import User
from portals.redaction.boxes import MOST_BOXES, WHOLE
from portals.uploads.states import Examination

from ..enums import DraftState, RedactionState
from ..erasing import drop_from_store
from ..models import CaseFile, CitizenCase, FileRedaction, RedactionPage
from ..models.publishing import LONGEST_TITLE
from .acting import NotPossible, answered_case, logged

# What can be drawn anew; no form takes other files of a request.
DRAWN_TYPES = frozenset(
    {"application/pdf", "image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"}
)
type Edges = tuple[int, int, int, int]


@transaction.atomic
def choose_files(
    *,
    case: CitizenCase,
    titles: Mapping[int, str],
    actor: User,
    now: datetime,
    revision: int | None = None,
) -> list[FileRedaction]:
    """Say which files of a request go out with its public answer: by id, each with its public title.

    What is new among them is prepared by a job; what is not among them any more is forgotten, with its pages and copy.
    Raises NotPossible for a file that was not found fine, and where the person does not want the public.
    """
    held = _changed_case(case, actor=actor, now=now, revision=revision)
    if titles and not held.wants_public:
        raise NotPossible(_("The person did not agree that this becomes public."))
    fine = {file.pk: file for file in publishable(held)}
    chosen = {file_id: _fit_title(title) for file_id, title in titles.items()}
    if chosen.keys() - fine.keys():
        raise NotPossible(_("Choose files of this request that were examined and found fine."))
    before = {one.original_id: one for one in redactions_of(held)}
    for gone in before.keys() - chosen.keys():
        forget_redaction(before[gone], keep_copy=held.released_at is not None)
    for file_id, title in chosen.items():
        if file_id in before:
            FileRedaction.objects.filter(pk=before[file_id].pk).update(title=title, changed_at=now)
        else:
            FileRedaction.objects.create(
                original=fine[file_id], title=title, chosen_by=actor, changed_at=now
            )
    logged(held, "files", actor, files=len(titles))
    return redactions_of(held)


@transaction.atomic
def confirm_page(
    *,
    page: RedactionPage,
    boxes: Collection[Edges],
    actor: User,
    now: datetime,
    seen: str | None = None,
) -> RedactionPage:
    """Say what is painted over on a page that one looked at: these boxes and no others. An older copy is forgotten.

    `seen` is the `mark_of_boxes` with which the page was shown: another's boxes are not written over unread.
    """
    held, redaction = _held_redaction(page.redaction, actor, now)
    page = redaction.pages.get(pk=page.pk)
    if redaction.state not in {RedactionState.LOOKED_AT, RedactionState.DONE}:
        raise NotPossible(_("This file is being prepared. Wait a moment, then load the page anew."))
    if seen is not None and seen != mark_of_boxes(page):
        raise NotPossible(
            _(
                "Somebody changed the boxes of this page meanwhile. Note down yours, then open the page anew and look"
                " at it again."
            )
        )
    kept = sorted(set(boxes))
    if not all(map(_is_box, kept)):
        raise NotPossible(
            _(
                "A box begins left of and above where it ends, and lies on the page: 0 to 100 percent."
            )
        )
    others = redaction.pages.exclude(pk=page.pk).values_list("boxes", flat=True)
    if len(kept) + sum(map(len, others)) > MOST_BOXES:
        raise NotPossible(
            _("A file has at most %(most)s boxes: draw fewer, larger ones.") % {"most": MOST_BOXES}
        )
    page.boxes, page.confirmed_at = [list(one) for one in kept], now
    page.save(update_fields=["boxes", "confirmed_at"])
    if redaction.state == RedactionState.DONE:
        _drop_copy(redaction, keep=held.released_at is not None)
    redaction.state, redaction.changed_at = RedactionState.LOOKED_AT, now
    redaction.save()
    return page


@transaction.atomic
def order_copy(*, redaction: FileRedaction, actor: User, now: datetime) -> FileRedaction:
    """Have the public copy drawn by a job, once somebody looked at each of its pages."""
    _held, redaction = _held_redaction(redaction, actor, now)
    if redaction.state != RedactionState.LOOKED_AT:
        raise NotPossible(_("This file is being prepared. Wait a moment, then load the page anew."))
    unseen = list(redaction.pages.filter(confirmed_at=None).values_list("number", flat=True)[:5])
    if unseen:
        raise NotPossible(
            _("Look at each page first, and confirm it. Not yet: %(pages)s.")
            % {"pages": ", ".join(str(number + 1) for number in unseen)}
        )
    redaction.state, redaction.attempts = RedactionState.DRAWING, 0
    redaction.changed_at = now
    redaction.save()
    return redaction


def publishable(case: CitizenCase) -> list[CaseFile]:
    """Return the files that the person added and that may go out, once redacted. One query."""
    fine = case.files.filter(by_person=True, examination=Examination.FINE)
    return list(fine.filter(media_type__in=DRAWN_TYPES).exclude(file=""))


def redactions_of(case: CitizenCase) -> list[FileRedaction]:
    """Return what was chosen to go out, in its order. One query."""
    chosen = FileRedaction.objects.filter(original__case=case)
    return list(chosen.select_related("original", "copy").order_by("original"))


def copies_to_release(
    case: CitizenCase, seen: Mapping[int, str] | None = None
) -> tuple[CaseFile, ...]:
    """Return the copies that go out with the answer. Raises NotPossible where one is not ready.

    `seen` are those that were on the page of who decides, by id with their public titles; where they are others, or
    are titled otherwise by now, it is refused as well.
    """
    copies = tuple(one.copy for one in redactions_of(case) if one.copy is not None)
    if FileRedaction.objects.filter(original__case=case, copy=None).exists():
        raise NotPossible(
            _("A file that is to be published has no public copy yet: finish it, or leave it out.")
        )
    if seen is not None and {copy.pk: copy.copy_of.title for copy in copies} != seen:
        raise NotPossible(_("The files for the public were changed since you read the answer."))
    return copies


def forget_redaction(redaction: FileRedaction, *, keep_copy: bool) -> None:
    """Take away the pages of a file for the public from rows and store, and its copy unless that is public."""
    for page in redaction.pages.all():
        drop_from_store(page.picture)
    copy = redaction.copy
    redaction.delete()
    if copy is not None and not keep_copy:
        _delete_copy(copy)


def _drop_copy(redaction: FileRedaction, *, keep: bool) -> None:
    copy, redaction.copy, redaction.state = redaction.copy, None, RedactionState.LOOKED_AT
    redaction.save()
    if copy is not None and not keep:
        _delete_copy(copy)


def _delete_copy(copy: CaseFile) -> None:
    drop_from_store(copy.file)
    copy.delete()


def _fit_title(title: str) -> str:
    title = title.strip()
    if not title or len(title) > LONGEST_TITLE:
        raise NotPossible(
            _("Give each file a title of at most %(most)s characters, without a name.")
            % {"most": LONGEST_TITLE}
        )
    return title


def mark_of_boxes(page: RedactionPage) -> str:
    """Return by what one knows whether the boxes of a page are still those that were shown; not empty."""
    return hashlib.sha256(str(sorted(page.boxes)).encode()).hexdigest()


def _is_box(edges: Sequence[int]) -> bool:
    left, top, right, bottom = edges
    return 0 <= left < right <= WHOLE and 0 <= top < bottom <= WHOLE


def _changed_case(
    case: CitizenCase, *, actor: User, now: datetime, revision: int | None
) -> CitizenCase:
    held = answered_case(case, actor=actor, now=now, revision=revision)
    if held.drafts.filter(state=DraftState.SUBMITTED).exists():
        raise NotPossible(_("The answer waits for approval. Have it sent back first."))
    return held


def _held_redaction(
    redaction: FileRedaction, actor: User, now: datetime
) -> tuple[CitizenCase, FileRedaction]:
    held = _changed_case(redaction.original.case, actor=actor, now=now, revision=None)
    found = FileRedaction.objects.select_for_update(of=("self",)).select_related("copy")
    locked = found.filter(pk=redaction.pk).first()
    if locked is None:
        raise NotPossible(_("This file is not among those for the public any more."))
    return held, locked
