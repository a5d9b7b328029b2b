"""A PDF becomes a draft of the register, or nothing of it stays."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any, cast

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.documents.proposing.marks import secrecy_of
from editorial.documents.register.section import SECTION_TYPE
from editorial.file_text.actions import keep_reading
from editorial.models import FileText, OfficialDocumentPage, PortalDocument, SectionPage
from editorial.permissions import holds_post_for
from editorial.similarity.signing import sign_draft
from editorial.tenancy.deletion import is_used
from editorial.wagtail_patches.file_metadata import note_document_file
from portals.models import Portal
from portals.refusals import NotYourOffice, Refusal
from portals.uploads.apart import WorkResult
from portals.uploads.states import Examination

if TYPE_CHECKING:
    from portals.boards.models import User


# In the log of a file: it came as a PDF to be read, for the portal of that number.
CAME_IN = "intake_of_portal"


class SecretDocument(Refusal):
    """The file bears the mark of a state secret."""


class UnableToTakeDocument(Refusal):
    """The file cannot become a draft; the words say what helps."""


@dataclass(frozen=True)
class TakenPdf:
    """An upload that may be kept. `waits`: its examination goes on by a job; `reading`: its text, if there was time."""

    file: Any
    waits: bool
    reading: WorkResult | None


def take_pdf(*, taken: TakenPdf, portal: Portal, actor: User, now: datetime) -> PortalDocument:
    """Keep a PDF among the files of `portal`, to be confirmed. For whoever may write documents there."""
    refuse_secret_words(taken.reading.contents[0].decode() if taken.reading else "")
    _refuse_strangers(register_section(portal), actor, now)
    document = PortalDocument(
        title=PurePath(taken.file.name or "").stem[:255] or _("Official document"),
        file=taken.file,
        collection_id=portal.collection_id,
        uploaded_by_user=actor,
        examination=Examination.EXAMINING if taken.waits else Examination.FINE,
    )
    note_document_file(document)
    with transaction.atomic():
        document.save()
        # By this the scans are found that turn out to be secret when nobody looks (`secrets.py`).
        log(
            instance=document,
            action="wagtail.create",
            user=actor,
            content_changed=True,
            data={CAME_IN: portal.pk},
        )
    if taken.reading is not None:
        keep_reading(document=document, reading=taken.reading, now=now)
    return document


def draft_document(
    *,
    page: OfficialDocumentPage,
    file: PortalDocument,
    portal: Portal,
    actor: User,
    now: datetime,
) -> OfficialDocumentPage:
    """Make a draft of `page`, which has the fields that a person confirmed, in the register's section of `portal`.

    The file comes first in its body, and is named as the document is. Raises AlreadyPublished where the document stands
    somewhere, UnableToTakeDocument where the file was refused, NotYourOffice.
    """
    section = register_section(portal)
    _refuse_strangers(section, actor, now)
    if file.collection_id != portal.collection_id:
        raise NotYourOffice(_("Only members of this portal's board may write for it."))
    if file.examination == Examination.REFUSED:
        raise UnableToTakeDocument(file.refusal)
    page.owner, page.live = actor, False
    # Its field takes blocks as they are written by hand, too.
    cast("Any", page).body = [("file", {"document": file, "title": ""})]
    with transaction.atomic():
        section.add_child(instance=page)
        page.save_revision(user=actor, clean=False)
        sign_draft(page)
        if not is_used(file) or file.uploaded_by_user_id == actor.pk:
            file.title = page.title[:255]
            file.save(update_fields=["title"])
        log(
            instance=page,
            action="editorial.draft_document",
            user=actor,
            data={"portal": portal.pk, "file": file.pk},
        )
    return page


def drop_pdf(*, file: PortalDocument, portal: Portal, actor: User, now: datetime) -> None:
    """Delete a PDF of which nothing is made, with its text. One that a text uses stays."""
    _refuse_strangers(register_section(portal), actor, now)
    if file.collection_id != portal.collection_id or is_used(file):
        raise UnableToTakeDocument(_("A text uses this file; take it out there first."))
    delete_file(file, actor)


def refuse_secret(*, file: PortalDocument, text: FileText | None, actor: User) -> None:
    """Raise SecretDocument where a mark was read in a stored file, and keep nothing of it: for acts, not for looking.

    The mark of a scan is seen only when its words were recognised.
    """
    try:
        refuse_secret_words(text.text if text else "")
    except SecretDocument:
        if not is_used(file):
            delete_file(file, actor)
        raise


def refuse_secret_words(words: str) -> None:
    """Raise SecretDocument where a text bears the mark of a state secret."""
    if mark := secrecy_of(words):
        raise SecretDocument(
            _(
                "The file bears the mark “%(mark)s”. Documents with state secrets are not published and not kept here;"
                " nothing of it was kept. If the mark was lifted, upload the version without it."
            )
            % {"mark": mark.value}
        )


def register_section(portal: Portal) -> SectionPage:
    """Return the section of the register on `portal`. Raises UnableToTakeDocument where there is none."""
    section = (
        SectionPage.objects.filter(portal=portal, section_type=SECTION_TYPE, live=True)
        .select_related("portal")
        .first()
    )
    if section is None:
        raise UnableToTakeDocument(
            _("This portal has no section for documents. The province opens it.")
        )
    return section


def _refuse_strangers(section: SectionPage, actor: User, now: datetime) -> None:
    if (
        not holds_post_for(actor, section, now)
        or not section.permissions_for_user(actor).can_add_subpage()
    ):
        raise NotYourOffice(_("Only members of this portal's board may write for it."))


def delete_file(file: PortalDocument, actor: User | None) -> None:
    """Delete a file and say so in the log. `actor` None: nobody but the clock."""
    with transaction.atomic():
        log(instance=file, action="wagtail.delete", user=actor, deleted=True)
        file.delete()
