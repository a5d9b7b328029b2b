"""A sheet becomes a draft or a correction, or nothing of it stays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.disclosures.forms.known import form_called
from editorial.disclosures.listing import SECTION_TYPES
from editorial.disclosures.privacy import shortened
from editorial.disclosures.proposal import SheetProposal, proposal_of
from editorial.disclosures.reading.sheet import CellFault, ReadSheet
from editorial.disclosures.sections import section_for
from editorial.models import DisclosurePage, SectionPage, SheetUpload
from editorial.models.disclosure import DisclosedAlready, series_of
from editorial.permissions import holds_post_for
from editorial.review.correcting import editable_text, write_correction
from editorial.similarity.signing import sign_draft
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal

from .attaching import attached_document, body_with
from .telling import PERSONAL

if TYPE_CHECKING:
    from portals.boards.models import User

# What a reading gives: the figures, or what is wrong by cell.
type Outcome = ReadSheet | tuple[CellFault, ...]

# How long a sheet waits for whoever sent it. Files that list households are not kept a day longer than others.
KEPT_DAYS = 7


class SheetIsOver(Refusal):
    """The sheet became a draft already, was dropped, or could not be read."""


class OtherSheet(Refusal):
    """The sheet is of another form or period than the page that it is to correct."""


def send_sheet(
    *,
    portal: Portal,
    file: UploadedFile[bytes],
    outcome: Outcome | None,
    actor: User,
    now: datetime,
    corrects: DisclosurePage | None = None,
) -> SheetUpload:
    """Keep a sheet to be looked at; `outcome` None where a job has still to read it. For members of the board.

    Whoever calls has refused what holds data of persons, of what was read so far.
    """
    section = refuse_other_boards(portal, actor, now)
    name = PurePath(file.name or "").name[-255:]
    file.seek(0)
    with transaction.atomic():
        upload = SheetUpload.objects.create(
            portal=portal,
            name=name,
            file=file,
            sent_by=actor,
            sent_at=now,
            corrects=corrects,
            **_columns(outcome),
        )
        _note(section, "editorial.send_sheet", actor, upload)
    return upload


def keep_outcome(*, upload: SheetUpload, outcome: Outcome) -> None:
    """Keep what a job read of a sheet that waits."""
    SheetUpload.objects.filter(
        pk=upload.pk, read__isnull=True, faults__isnull=True, ended_at=None
    ).update(**_columns(outcome))


def keep_personal(*, upload: SheetUpload, cells: Sequence[CellFault] = ()) -> None:
    """Keep of a sheet with data of persons that it was one, and in which cells; nothing of what stands there."""
    where = [{"code": one.code, "sheet": one.sheet, "cell": one.cell} for one in cells]
    storage, kept = upload.file.storage, str(upload.file.name)
    with transaction.atomic():
        SheetUpload.objects.filter(pk=upload.pk, ended_at=None).update(
            faults=[{"code": PERSONAL}, *where], read=None, file=""
        )
        transaction.on_commit(lambda: storage.delete(kept))


def _columns(outcome: Outcome | None) -> dict[str, Any]:
    if outcome is None:
        return {}
    if isinstance(outcome, ReadSheet):
        form = form_called(outcome.form)
        return {"read": shortened(proposal_of(outcome, form), form).to_json()}
    return {"faults": [{**vars(fault), "params": dict(fault.params)} for fault in outcome]}


def proposal_in(upload: SheetUpload) -> SheetProposal:
    """Return what was read of a sheet that can become a page. Raises SheetIsOver where nothing was."""
    if upload.read is None or upload.ended_at is not None:
        raise SheetIsOver(_("This sheet became a draft already, or was dropped. Send it again."))
    return SheetProposal.from_json(upload.read)


def disclosed_already(portal: Portal, proposal: SheetProposal) -> DisclosurePage | None:
    """Return the public page of the same form and period on this portal. One query."""
    one = proposal.period
    return DisclosurePage.objects.filter(
        series=series_of(portal, proposal.form, one.kind),
        period_year=one.year,
        period_quarter=one.quarter,
        period_month=one.month,
        period_day=one.day,
    ).first()


def draft_from_sheet(
    *,
    upload: SheetUpload,
    agency: str,
    lead: str,
    decision_number: str,
    actor: User,
    now: datetime,
) -> DisclosurePage:
    """Make a draft of a sheet in the section of its form, with the file attached. For who may write there.

    Raises DisclosedAlready where the period stands on the portal, SheetIsOver, NotYourOffice.
    """
    with transaction.atomic():
        held = _held(upload)
        proposal, portal = proposal_in(held), held.portal
        section = section_for(portal, proposal.form)
        _refuse_strangers_to(section, actor, now)
        holder = disclosed_already(portal, proposal)
        if holder is not None:
            raise DisclosedAlready(holder)
        page = _page(proposal, agency=agency, lead=lead, decision_number=decision_number)
        page.owner = actor
        page.derive()
        document = (
            None if page.stored_sheet.is_masked else attached_document(held, page.title, actor)
        )
        page.body = body_with(document, [])
        section.add_child(instance=page)
        page.save_revision(user=actor, clean=False)
        sign_draft(page)
        log(
            instance=page,
            action="editorial.draft_disclosure",
            user=actor,
            data={"portal": portal.pk, "form": page.form, "sheet": held.pk},
        )
        _end(held, now)
    return page


def correct_from_sheet(
    *,
    upload: SheetUpload,
    note: str,
    lead: str,
    actor: User,
    now: datetime,
    page: DisclosurePage | None = None,
) -> DisclosurePage:
    """Write a new version of the page that the sheet corrects, with `note` for its readers. It goes through review.

    `page` where the sheet was sent for none. For whoever may edit it now, on the board that the sheet was sent to.
    What was public stays public until then, and in the record for good.
    """
    with transaction.atomic():
        held = _held(upload)
        proposal, corrected = proposal_in(held), page or held.corrects
        if corrected is None:
            raise OtherSheet(_("Choose which disclosure this sheet corrects."))
        refuse_other_boards(held.portal, actor, now)
        if corrected.portal_of_page() != held.portal:
            raise OtherSheet(
                _("This sheet was sent to another portal. Send it to that of the page.")
            )
        held.corrects = corrected
        public = editable_text(corrected, actor, now)
        revision = public.get_latest_revision()
        draft: Any = revision.as_object() if revision else public
        if draft.form != proposal.form or draft.period_words != proposal.period_words:
            raise OtherSheet(
                _("This sheet is of another form or period than “%(title)s”.")
                % {"title": draft.title}
            )
        draft.sheet, draft.lead = proposal.sheet.to_json(), lead
        draft.derive()
        document = (
            None if draft.stored_sheet.is_masked else attached_document(held, draft.title, actor)
        )
        draft.body = body_with(document, draft.body.get_prep_value())
        draft.save_revision(user=actor, clean=False)
        write_correction(story=corrected, text=note, actor=actor, now=now)
        log(
            instance=draft,
            action="editorial.correct_disclosure",
            user=actor,
            data={"portal": held.portal_id, "form": draft.form, "sheet": held.pk},
        )
        _end(held, now)
    return DisclosurePage.objects.get(pk=corrected.pk)


def drop_sheet(*, upload: SheetUpload, actor: User, now: datetime) -> None:
    """Delete a sheet of which nothing is made."""
    section = refuse_other_boards(upload.portal, actor, now)
    with transaction.atomic():
        _end(_held(upload), now)
        _note(section, "editorial.drop_sheet", actor, upload)


def forget_sheets(*, before: datetime) -> int:
    """Delete what was sent before that hour, files and readings, whatever became of it. For the clock.

    Of what was published all stands with its page; of what was not nobody would come for it any more.
    """
    with transaction.atomic():
        old = SheetUpload.objects.filter(sent_at__lt=before).only("file")
        # What somebody makes a draft of in this moment is left to the next round.
        found = list(old.select_for_update(skip_locked=True))
        SheetUpload.objects.filter(pk__in=[one.pk for one in found]).delete()
        for one in found:
            if one.file:
                transaction.on_commit(partial(one.file.storage.delete, str(one.file.name)))
    return len(found)


def refuse_other_boards(portal: Portal, actor: User, now: datetime) -> SectionPage:
    """Return a section of the portal for sheets; raises NotYourOffice for whoever may not write there."""
    section = SectionPage.objects.filter(
        portal=portal, live=True, section_type__in=SECTION_TYPES
    ).first()
    if section is None:
        raise NotYourOffice(_("This portal has no section for such sheets. The province opens it."))
    _refuse_strangers_to(section, actor, now)
    return section


def _note(section: SectionPage, action: str, actor: User, upload: SheetUpload) -> None:
    """Which sheet, never what it is called: a file's name may be that of a household."""
    log(
        instance=section,
        action=action,
        user=actor,
        data={"portal": upload.portal_id, "sheet": upload.pk},
    )


def _refuse_strangers_to(section: SectionPage, actor: User, now: datetime) -> None:
    if (
        not holds_post_for(actor, section, now)
        or not section.permissions_for_user(actor).can_add_subpage()
    ):
        raise NotYourOffice(_("Only members of this portal's board may write for it."))


def _page(
    proposal: SheetProposal, *, agency: str, lead: str, decision_number: str
) -> DisclosurePage:
    one = proposal.period
    return DisclosurePage(
        live=False,
        form=proposal.form,
        agency=agency,
        lead=lead,
        decision_number=decision_number,
        period_kind=one.kind,
        period_year=one.year,
        period_quarter=one.quarter,
        period_month=one.month,
        period_day=one.day,
        sheet=proposal.sheet.to_json(),
    )


def _held(upload: SheetUpload) -> SheetUpload:
    held = (
        SheetUpload.objects.select_for_update(of=("self",))
        .select_related("portal", "corrects")
        .filter(pk=upload.pk)
        .first()
    )
    if held is None or held.ended_at is not None:
        raise SheetIsOver(_("This sheet became a draft already, or was dropped. Send it again."))
    return held


def _end(upload: SheetUpload, now: datetime) -> None:
    storage, kept = upload.file.storage, str(upload.file.name)
    upload.ended_at, upload.file = now, ""
    upload.save(update_fields=["ended_at", "file", "corrects"])
    transaction.on_commit(lambda: storage.delete(kept))
