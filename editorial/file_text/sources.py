"""Whether uploaded files are read: for the screen of the portals' overseer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from editorial.models.file_text import ReadFile, TextState
from portals.overview.parts import Overseen, OverviewRow
from portals.overview.sources import SourceHealth

# As doctor has it: an upload is read within minutes, a night's bulk of scans within a day.
LATE = timedelta(days=1)


def files_amiss(overseen: Overseen) -> Iterator[OverviewRow]:
    """Files below that could not be read, and such that have waited too long. One query."""
    collections = [portal.collection_id for portal in overseen.below if portal.collection_id]
    waits = Q(text__state__in=(TextState.WAITING, TextState.OCR_WAITING))
    told = ReadFile.objects.filter(document__collection__in=collections).aggregate(
        failed=Count("pk", filter=Q(text__state=TextState.FAILED)),
        late=Count("pk", filter=waits & Q(text__seen_at__lt=overseen.now - LATE)),
    )
    url = reverse("wagtaildocs:index")
    if told["failed"]:
        said = ngettext("%(number)s file", "%(number)s files", told["failed"])
        yield OverviewRow(
            _("Files whose text could not be read"), url, said % {"number": told["failed"]}
        )
    if told["late"]:
        said = ngettext("%(number)s file", "%(number)s files", told["late"])
        yield OverviewRow(
            _("Files that wait to be read for more than a day"),
            url,
            said % {"number": told["late"]},
        )


FILES = SourceHealth("files", 30, files_amiss)
