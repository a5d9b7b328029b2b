"""Sheets that were not read while somebody waited, and those that nobody came back for."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone
from django_rq import job

from editorial.media.examining import LEFT_TO_ITS_JOB
from editorial.media.rounds import in_turn, while_there_is_time
from editorial.models import SheetUpload
from portals.jobs.schedules import ROUTINE

from .actions import KEPT_DAYS, forget_sheets
from .reading import read_by_job

READ_A_ROUND = 5


@job(ROUTINE)
def read_sheet_upload(upload_id: int, **_: object) -> bool:
    """Read a sheet that waits, with the time that a job has. Safe to repeat."""
    upload = _unread().filter(pk=upload_id).first()
    return upload is not None and read_by_job(upload)


def read_sheets() -> int:
    """Read sheets whose own job was lost, and forget those that nobody finished."""
    now = timezone.now()
    forget_sheets(before=now - timedelta(days=KEPT_DAYS))
    lost = _unread().filter(sent_at__lt=now - LEFT_TO_ITS_JOB)
    turns = in_turn(lost, limit=READ_A_ROUND, now=now, of="portal")
    return sum(read_by_job(upload) for upload in while_there_is_time(turns))


def _unread() -> QuerySet[SheetUpload]:
    return SheetUpload.objects.filter(read__isnull=True, faults__isnull=True, ended_at=None)
