"""Writing versions of procedures with all that hangs on them, in a fixed number of statements for any thousand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from editorial.document_numbers.folding import folded_name
from editorial.procedures.life_events import life_events
from editorial.procedures.models import (
    Procedure,
    ProcedureBasis,
    ProcedureFee,
    ProcedurePaper,
    ProcedureStep,
    ServiceLink,
)
from editorial.procedures.models.procedure import LONGEST_AGENCY
from editorial.procedures.words import folded_words, procedure_words
from portals.text import slug_of

from .reading import ReadProcedure

SLICE = 1_000


def write_procedures(
    versions: Sequence[tuple[ReadProcedure, int]], *, day: date, now: datetime
) -> None:
    """Write each as the version of its number, which stands from `day` on; within a transaction."""
    procedures = Procedure.objects.bulk_create(
        [_procedure(read, number, day, now) for read, number in versions], batch_size=SLICE
    )
    pairs = [(row, read) for row, (read, _number) in zip(procedures, versions, strict=True)]
    ProcedurePaper.objects.bulk_create(
        [
            ProcedurePaper(
                procedure=row, position=place, case=paper.case, name=paper.name,
                originals=paper.originals, copies=paper.copies, form_name=paper.form_name,
                form_link=paper.form_link,
            )
            for row, read in pairs
            for place, paper in enumerate(read.papers)
        ],
        batch_size=SLICE,
    )  # fmt: skip
    ProcedureStep.objects.bulk_create(
        [
            ProcedureStep(procedure=row, position=place, words=words)
            for row, read in pairs
            for place, words in enumerate(read.steps)
        ],
        batch_size=SLICE,
    )
    ProcedureFee.objects.bulk_create(
        [
            ProcedureFee(procedure=row, position=place, amount=fee.amount, words=fee.words)
            for row, read in pairs
            for place, fee in enumerate(read.fees)
        ],
        batch_size=SLICE,
    )
    ProcedureBasis.objects.bulk_create(
        [
            ProcedureBasis(
                procedure=row, position=place, number=basis.number, number_key=basis.number_key,
                title=basis.title, issued_on=basis.issued_on,
            )
            for row, read in pairs
            for place, basis in enumerate(read.bases)
        ],
        batch_size=SLICE,
    )  # fmt: skip
    addresses = sorted({read.service_url for _row, read in pairs if read.service_url})
    ServiceLink.objects.bulk_create(
        [ServiceLink(url=url, next_check_at=now) for url in addresses], ignore_conflicts=True
    )


def _procedure(read: ReadProcedure, number: int, day: date, now: datetime) -> Procedure:
    events = [life_events()[code] for code in read.life_events]
    words = procedure_words([read.name, read.field, read.code, *read.keywords, *events])
    return Procedure(
        code=read.code,
        version=number,
        valid_from=day,
        name=read.name,
        field=read.field,
        field_key=slug_of(read.field, fallback="khac", max_length=120),
        levels=list(read.levels),
        agencies=list(read.agencies),
        # Letters of other scripts come apart into more than they were.
        agency_keys=[folded_name(agency)[:LONGEST_AGENCY] for agency in read.agencies],
        applicants=read.applicants,
        ways=list(read.ways),
        anywhere=read.anywhere,
        working_days=read.working_days,
        time_words=read.time_words,
        result=read.result,
        decision=read.decision,
        life_events=list(read.life_events),
        keywords=list(read.keywords),
        service_url=read.service_url,
        digest=read.digest,
        words=words,
        folded_words=folded_words(words),
        changed_at=now,
    )
