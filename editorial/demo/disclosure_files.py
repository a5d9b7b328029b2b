"""The demo's sheets as workbooks of their portals, read as every sheet is, and published with what was read."""

from __future__ import annotations

import io
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha1
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.disclosures.figures import keep_imported
from editorial.disclosures.forms.loading import shipped_forms
from editorial.disclosures.privacy import shortened
from editorial.disclosures.proposal import SheetProposal, proposal_of
from editorial.disclosures.reading.files import grids_in
from editorial.disclosures.reading.parsing import parsed
from editorial.disclosures.sections import SECTION_OF_FORM
from editorial.models import DisclosurePage, PortalDocument, PortalPopulation
from portals.models import Portal
from portals.uploads.states import Examination

from .disclosed_figures import people_of
from .disclosures import DemoSheet
from .sheet_files import sheet_file_of

FOLDER = "documents"
UNIT = "nghìn đồng"
SOURCE = "Số liệu minh họa của bản trình diễn"
YEARS_COUNTED = 4


@dataclass(frozen=True)
class ReadDemoSheet:
    """A sheet with what was read of its file, and with the file, unless names were shortened."""

    sheet: DemoSheet
    proposal: SheetProposal
    file: PortalDocument | None


def disclose(sheets: Sequence[DemoSheet], *, now: Any) -> list[DisclosurePage]:
    """Publish the sheets: each is written as a file, and its page shows what the reader says of that file."""
    read = [_read(one) for one in sheets if one.published_at <= now]
    _keep_files([(one.file, one.sheet.published_at) for one in read if one.file is not None])
    pages = import_stories(
        stories=[_import(one) for one in read], actor=None, now=now, recorded_of_each=1
    )
    disclosed = [page for page in pages if isinstance(page, DisclosurePage)]
    keep_imported(
        disclosed,
        {page.pk: one.sheet.board.portal for page, one in zip(disclosed, read, strict=True)},
    )
    return disclosed


def _keep_files(files: Sequence[tuple[PortalDocument, datetime]]) -> None:
    """Keep files as if they were stored before their pages were public, as at any office."""
    PortalDocument.objects.bulk_create(file for file, _at in files)
    for file, published_at in files:
        file.created_at = published_at
    PortalDocument.objects.bulk_update((file for file, _at in files), ["created_at"], 500)


def count_people(communes: Sequence[Portal], *, today: date) -> None:
    """Say how many lived in each commune at the end of the last years: made up, and marked as such."""
    PortalPopulation.objects.bulk_create(
        PortalPopulation(
            portal=one,
            as_of=date(year, 12, 31),
            people=people_of(one.code, year),
            source=SOURCE,
            is_illustrative=True,
        )
        for one in communes
        for year in range(today.year - YEARS_COUNTED, today.year)
    )


def _read(sheet: DemoSheet) -> ReadDemoSheet:
    content = sheet_file_of(
        sheet.form, sheet.period, sheet.figures, agency=sheet.board.portal.agency, unit=UNIT
    )
    read = parsed(grids_in(io.BytesIO(content)), shipped_forms())
    proposal = shortened(proposal_of(read, sheet.form), sheet.form)
    file = None if proposal.sheet.is_masked else _file(sheet, content)
    return ReadDemoSheet(sheet, proposal, file)


def _file(sheet: DemoSheet, content: bytes) -> PortalDocument:
    one = sheet.period
    parts = (one.year, one.quarter and f"q{one.quarter}", one.month and f"t{one.month:02}")
    title = "-".join([sheet.form.code, *map(str, filter(None, parts))]) + ".xlsx"
    name = default_storage.save(
        f"{FOLDER}/{secrets.token_urlsafe(12)}/{title}", ContentFile(content)
    )
    return PortalDocument(
        title=title,
        file=name,
        file_size=len(content),
        file_hash=sha1(content, usedforsecurity=False).hexdigest(),
        collection_id=sheet.board.portal.collection_id,
        examination=Examination.FINE,
    )


def _import(one: ReadDemoSheet) -> StoryImport:
    board, proposal = one.sheet.board, one.proposal
    period = proposal.period
    return StoryImport(
        section=board.sections[SECTION_OF_FORM[proposal.form]],
        kind=DisclosurePage.story_kind,
        title=proposal.sheet.title,
        lead=proposal.lead,
        body=[
            *(
                [{"type": "file", "value": {"document": one.file.pk, "title": ""}}]
                if one.file
                else []
            ),
            *one.sheet.beside,
        ],
        published_at=one.sheet.published_at,
        own={
            "form": proposal.form,
            "agency": board.portal.agency,
            "period_kind": period.kind,
            "period_year": period.year,
            "period_quarter": period.quarter,
            "period_month": period.month,
            "period_day": period.day,
            "decision_number": one.sheet.decision,
            "sheet": proposal.sheet.to_json(),
        },
        author=board.authors[0],
        approver=board.approver,
    )
