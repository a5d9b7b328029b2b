"""Files that a person adds to their request: examined before, kept in the private store, named by nobody's words."""

from __future__ import annotations

import hashlib
import mimetypes
import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from django.core.files import File
from django.db import transaction
from django.utils.translation import gettext as _

from portals.uploads.scanner import has_scanner
from portals.uploads.states import Examination

from ..enums import CaseState, CaseStep
from ..models import CaseFile, CitizenCase
from ..recording import CaseHappening, held_case, record_event
from .acting import NotPossible

MOST_FILES = 5
LONGEST_NAME = 150


@transaction.atomic
def attach_files(*, case: CitizenCase, files: Sequence[File[bytes]], now: datetime) -> CitizenCase:
    """Add files that passed the examination (`portals.uploads`) to a running request, at most five in all.

    Where there is a virus scanner each waits for it, and is given to nobody before. No path has a person's words.
    """
    held = held_case(case.pk)
    if held.state == CaseState.ENDED:
        raise NotPossible(_("This request has ended already."))
    if held.files.filter(by_person=True).count() + len(files) > MOST_FILES:
        raise NotPossible(_("A request has at most %(most)s files.") % {"most": MOST_FILES})
    added = CaseHappening(data={"files": len(files)})
    event = record_event(held, CaseStep.ADDED, actor=None, now=now, more=added)
    for file in files:
        CaseFile.objects.create(case=held, event=event, added_at=now, **_kept(file))
    held.save()
    return held


def _kept(file: File[bytes]) -> dict[str, Any]:
    name = PurePosixPath(file.name or "").name
    ending = PurePosixPath(name).suffix.lower()
    digest = hashlib.sha256()
    for piece in file.chunks():
        digest.update(piece)
    file.seek(0)
    return {
        "file": File(file, name=f"{uuid.uuid4().hex}{ending}"),
        "name": name[-LONGEST_NAME:],
        "media_type": mimetypes.guess_type(f"x{ending}")[0] or "application/octet-stream",
        "size": file.size,
        "sha256": digest.hexdigest(),
        "examination": Examination.EXAMINING if has_scanner() else Examination.FINE,
    }
