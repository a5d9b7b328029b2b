"""The records office's own export of public numbers: declared by a board, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from hashlib import sha256
from pathlib import PurePath
from typing import TYPE_CHECKING

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.documents.importing.actions import (
    may_import,
    section_of_documents,
)
from editorial.documents.importing.columns import Column, UnreadableRegister, columns_in
from editorial.documents.importing.rows import RegisterRow, UnableToImportRegister, read_row
from editorial.models import ListedNumber, NumberList
from portals.admin_kit.exports import UnreadableTable
from portals.refusals import NotYourOffice, Refusal
from portals.uploads.apart import UploadDeadline
from portals.uploads.tabular import read_table_at_once

from .actions import note_gaps

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal

# What an export says of a number. All other columns it may have say nothing here, but for a mark of confidentiality.
NEEDED = (Column.NUMBER, Column.ISSUER, Column.ISSUED_ON)
MOST_NUMBERS = 5000


def declare_numbers(
    *, portal: Portal, file: UploadedFile[bytes], actor: User, now: datetime
) -> NumberList:
    """Declare that each number of the export has a public document; those that are not here are missing from now on.

    For a head or deputy. A series also holds acts on persons and secret ones, so the export names each number itself:
    no range is taken, and a row with a mark of confidentiality keeps the whole list back. Logged. Raises Refusal.
    """
    if not may_import(actor, portal, now):
        raise NotYourOffice(
            _("Only the head or a deputy head of this portal's board may declare such a list.")
        )
    name = PurePath(file.name or "").name[-255:]
    try:
        rows = _rows(read_table_at_once(file, name, until=UploadDeadline()))
    except (UnreadableTable, UnreadableRegister) as error:
        raise Refusal(str(error)) from error
    if len(rows) > MOST_NUMBERS:
        raise Refusal(
            _("This list has more than %(most)s numbers. Split it.") % {"most": MOST_NUMBERS}
        )
    if faults := [fault for row in rows for fault in row.faults]:
        raise UnableToImportRegister(faults)
    file.seek(0)
    content_hash = sha256(file.read()).hexdigest()
    file.seek(0)
    with transaction.atomic():
        declared = NumberList.objects.create(
            portal=portal, name=name, file=file, sha256=content_hash, declared_by=actor,
            declared_at=now,
        )  # fmt: skip
        ListedNumber.objects.bulk_create(_listed(row, declared) for row in rows)
        _log("editorial.declare_numbers", declared, actor, numbers=len(rows))
        note_gaps(now=now)
    return declared


def end_number_list(*, declared: NumberList, actor: User, now: datetime) -> None:
    """Take a list back: what is missing by it alone is not any more. For a head or deputy. Logged."""
    if not may_import(actor, declared.portal, now):
        raise NotYourOffice(
            _("Only the head or a deputy head of this portal's board may take such a list back.")
        )
    with transaction.atomic():
        if not NumberList.objects.filter(pk=declared.pk, ended_at=None).update(ended_at=now):
            raise Refusal(_("This list was taken back already."))
        _log("editorial.end_number_list", declared, actor)
        note_gaps(now=now)


def _rows(table: Iterable[tuple[int, Mapping[str, str]]]) -> list[RegisterRow]:
    """Read the rows, each number once; what a row may not be is among its faults."""
    rows: list[RegisterRow] = []
    columns: dict[str, Column] = {}
    lines: dict[tuple[object, ...], int] = {}
    for line, cells in table:
        columns = columns or columns_in(cells, NEEDED)
        said = {columns[heading]: text for heading, text in cells.items() if heading in columns}
        # An export of numbers need not say what each is about, nor may it say more than is asked.
        kept = {column: said.get(column, "") for column in (*NEEDED, Column.KIND, Column.SECRECY)}
        row = read_row(line, kept | {Column.ABSTRACT: "-"})
        if not row.faults and (first := lines.setdefault(_key(row), line)) != line:
            row.refuse(
                Column.NUMBER,
                _("Line %(line)s names the same number. Keep one of them.") % {"line": first},
            )
        rows.append(row)
    if not rows:
        raise UnreadableRegister(_("The table has a heading and no rows."))
    return rows


def _key(row: RegisterRow) -> tuple[object, ...]:
    document = row.document
    return document.issuer_key, document.series, document.is_normative, document.serial


def _listed(row: RegisterRow, declared: NumberList) -> ListedNumber:
    document = row.document
    return ListedNumber(
        number_list=declared,
        issuer=document.issuer,
        issuer_key=document.issuer_key,
        series=document.series,
        is_normative=document.is_normative,
        serial=document.serial,
        number=document.number,
        issued_on=document.issued_on,
    )


def _log(action: str, declared: NumberList, actor: User, **more: int) -> None:
    log(
        instance=section_of_documents(declared.portal),
        action=action,
        user=actor,
        data={
            "portal": declared.portal_id,
            "list": declared.name,
            "sha256": declared.sha256,
            **more,
        },
    )
