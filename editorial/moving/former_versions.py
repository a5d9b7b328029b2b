"""Former versions of texts that were public: what readers saw before a correction, and no draft between them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import batched
from typing import Any

from wagtail.models import PageLogEntry, Revision

from editorial.stored_text import text_of_revision

from .archive import as_json
from .texts import TakenAlong, body_in_archive

SLICE = 200


def versions_of(targets: Mapping[int, str], taken: TakenAlong) -> Iterator[tuple[str, bytes]]:
    """Yield each version of these pages that was published, by the log: `story/12/1.json` is the first."""
    pages = [pk for pk, name in targets.items() if not name.startswith("section/")]
    for some in batched(pages, SLICE):
        published = PageLogEntry.objects.filter(
            page__in=some, action="wagtail.publish", revision__isnull=False
        )
        revisions = Revision.objects.filter(pk__in=published.values("revision"))
        numbers: dict[int, int] = {}
        for revision in revisions.order_by("object_id", "created_at", "pk").iterator():
            pk = int(revision.object_id)
            numbers[pk] = numbers.get(pk, 0) + 1
            yield f"{targets[pk]}/{numbers[pk]}.json", as_json(_told(revision, taken))


def _told(revision: Revision, taken: TakenAlong) -> dict[str, Any]:
    text = text_of_revision(revision.content)
    return {
        "title": text.title,
        "lead": text.lead,
        "saved_at": revision.created_at.isoformat(),
        "body": body_in_archive(text.body, taken),
    }
