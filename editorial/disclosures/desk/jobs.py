"""Sheets that were not read while somebody waited."""

from __future__ import annotations

from django_rq import job

from editorial.models import SheetUpload
from portals.jobs.schedules import ROUTINE

from .reading import read_by_job


@job(ROUTINE)
def read_sheet_upload(upload_id: int, **_: object) -> bool:
    """Read a sheet that waits, with the time that a job has. Safe to repeat."""
    waiting = SheetUpload.objects.filter(
        pk=upload_id, read__isnull=True, faults__isnull=True, ended_at=None
    )
    upload = waiting.first()
    return upload is not None and read_by_job(upload)
