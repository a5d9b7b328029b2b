"""Bringing in a register: the table is sent and looked at, then carried out whole or dropped."""

from __future__ import annotations

from collections.abc import Container
from datetime import datetime
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.bulk_import.actions import StoryImport, UnableToImport, import_stories
from editorial.documents.mentions.actions import find_meant, note_mentions
from editorial.models import OfficialDocumentPage, RegisterImport, SectionPage
from editorial.permissions import may_review
from portals.admin_kit.exports import UnreadableTable
from portals.refusals import NotYourOffice, Refusal
from portals.uploads.apart import UploadDeadline
from portals.uploads.tabular import read_table_at_once

from .columns import UnreadableRegister
from .offered import OfferedFiles, store_offered
from .plan import ImportPlan, plan_of
from .rows import RegisterRow, RowFault, UnableToImportRegister, own_values

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal

SECTION = "van-ban"
# Somebody waits for the page: so many are written in some seconds. The operator's command takes any number.
MOST_AT_DESK = 500


def may_import(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` may bring a register into this portal: what is brought in is public at once."""
    return may_review(user, section_of_documents(portal), now)


def section_of_documents(portal: Portal) -> SectionPage:
    """Return the portal's section for documents; raises Refusal where it has none."""
    section = SectionPage.objects.filter(portal=portal, section_type=SECTION).first()
    if section is None:
        raise Refusal(_("This portal has no section for documents."))
    return section


def send_register(
    *,
    portal: Portal,
    file: UploadedFile[bytes],
    archive: UploadedFile[bytes] | None = None,
    actor: User,
    now: datetime,
) -> RegisterImport:
    """Keep a table to be looked at, and of the ZIP `archive` the files that its new rows name. For a head or deputy.

    The files become the portal's own and are examined by their jobs. Raises Refusal where the table cannot be read as a
    register or would write more than `MOST_AT_DESK`, and where the archive or a file in it is refused; nothing stays.
    """
    _refuse_strangers(portal, actor, now)
    name = PurePath(file.name or "").name[-255:]
    try:
        with OfferedFiles(archive=archive) as offered:
            # Before it is stored: of what is refused nothing stays.
            plan = _plan(portal, file, name, offered)
            file.seek(0)
            _refuse_many(len(plan.to_write))
            with transaction.atomic():
                store_offered(plan, offered, actor=actor)
                sent = RegisterImport.objects.create(
                    portal=portal, name=name, file=file, sent_by=actor, sent_at=now
                )
                _note("editorial.send_register", sent, actor)
                return sent
    except UnreadableRegister as error:
        raise Refusal(str(error)) from error


def _refuse_many(new: int) -> None:
    if new > MOST_AT_DESK:
        raise Refusal(
            _(
                "This table has %(count)s new documents; %(most)s are taken here at once. Split it, or have the "
                "operator bring it in."
            )
            % {"count": new, "most": MOST_AT_DESK}
        )


def plan_of_sent(sent: RegisterImport) -> ImportPlan:
    """Read and check the table that is kept, as things stand now. Raises Refusal where it cannot be read."""
    with sent.file.storage.open(str(sent.file.name), "rb") as stored:
        return _plan(sent.portal, stored, sent.name)


def _plan(portal: Portal, table: Any, name: str, offered: Container[str] = ()) -> ImportPlan:
    try:
        rows = read_table_at_once(table, name, until=UploadDeadline())
        return plan_of(portal, rows, offered=offered)
    except (UnreadableTable, UnreadableRegister) as error:
        raise Refusal(str(error)) from error


def carry_out_sent(*, sent: RegisterImport, actor: User, now: datetime) -> int:
    """Write the documents of a table that was looked at; return how many. For a head or deputy of its portal.

    Raises UnableToImportRegister with every fault, having changed nothing.
    """
    with transaction.atomic():
        held = _held(sent)
        plan = plan_of_sent(held)
        written = carry_out(plan=plan, actor=actor, now=now)
        _end(held, now, written)
    return written


def drop_sent(*, sent: RegisterImport, actor: User, now: datetime) -> None:
    """Take a table off the list without carrying it out."""
    _refuse_strangers(sent.portal, actor, now)
    with transaction.atomic():
        _end(_held(sent), now, None)
        _note("editorial.drop_register", sent, actor)


def _note(action: str, sent: RegisterImport, actor: User) -> None:
    log(
        instance=section_of_documents(sent.portal),
        action=action,
        user=actor,
        data={"portal": sent.portal_id, "register": sent.name},
    )


def carry_out(*, plan: ImportPlan, actor: User | None, now: datetime) -> int:
    """Publish the documents of `plan` on its portal, all or none; return how many. The same twice changes nothing.

    For a head or deputy; `actor` None for the operator's command. It takes the same number of statements for any 500.
    """
    if actor is not None:
        _refuse_strangers(plan.portal, actor, now)
    if plan.faults:
        raise UnableToImportRegister(plan.faults)
    if not plan.to_write:
        return 0
    section = section_of_documents(plan.portal)
    try:
        with transaction.atomic():
            pages = import_stories(
                stories=[_story(row, plan, section, actor, now) for row in plan.to_write],
                actor=actor,
                now=now,
            )
            note_mentions(pages)
            find_meant({row.document.number_key for row in plan.to_write})
            log(
                instance=section,
                action="editorial.import_register",
                user=actor,
                data={"portal": plan.portal.pk, "documents": len(pages)},
            )
    except UnableToImport as error:
        lines = plan.to_write
        raise UnableToImportRegister(
            RowFault(lines[one.number - 1].line, one.field, one.reason) for one in error.problems
        ) from error
    except IntegrityError as error:
        raise Refusal(
            _("Somebody published one of these documents meanwhile. Look at the table again.")
        ) from error
    return len(pages)


def _story(
    row: RegisterRow, plan: ImportPlan, section: SectionPage, actor: User | None, now: datetime
) -> StoryImport:
    body: list[dict[str, Any]] = [
        {"type": "file", "value": {"document": plan.files[name].pk, "title": ""}}
        for name in row.files
    ]
    return StoryImport(
        section=section,
        title=row.document.title,
        lead=row.document.lead,
        published_at=now,
        kind=OfficialDocumentPage.story_kind,
        body=body,
        own=own_values(row.document),
        author=actor,
        approver=actor,
    )


def _held(sent: RegisterImport) -> RegisterImport:
    held = (
        RegisterImport.objects.select_for_update(of=("self",))
        .select_related("portal")
        .get(pk=sent.pk)
    )
    if held.ended_at is not None:
        raise Refusal(_("This table was carried out or dropped already."))
    return held


def _end(sent: RegisterImport, now: datetime, written: int | None) -> None:
    storage, kept = sent.file.storage, str(sent.file.name)
    sent.ended_at, sent.written, sent.file = now, written, ""
    sent.save(update_fields=["ended_at", "written", "file"])
    transaction.on_commit(lambda: storage.delete(kept))


def _refuse_strangers(portal: Portal, actor: User, now: datetime) -> None:
    if not may_import(actor, portal, now):
        raise NotYourOffice(
            _("Only the head or a deputy head of this portal's board may bring in a register.")
        )
