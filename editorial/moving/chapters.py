"""What this floor tells of a portal beside its texts: released answers, and proofs of the ledger about its stories."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from itertools import batched

from editorial.answers.models import ReleasedAnswer
from editorial.enums import PlacementRole
from editorial.integrity_watch import wanted
from editorial.models import Placement
from editorial.models.moved import FOR_READERS
from editorial.public import more_pages
from editorial.public.proof_files import proof_file_name
from editorial.public.queries.recorded import signed_acts_of
from editorial.public.views.story import story_address
from portals.admin_kit.exports import harmless
from portals.ledger import folder
from portals.ledger.keys import known_keys
from portals.ledger.queries import proofs_at
from portals.models import Portal

from .archive import as_json
from .carried import carried_pages
from .registry import RecordChapter, register

SLICE = 100
_COLUMNS = ("number", "kind", "topic", "subject", "question", "answer", "asked_on", "answered_on")


def released_answers(portal: Portal, _now: datetime) -> Iterator[tuple[str, bytes]]:
    """What anybody may read of answers, and nothing else of requests: neither codes nor who asked."""
    rows = []
    answers = ReleasedAnswer.objects.standing().on(portal).order_by("answered_on", "pk")
    for answer in answers.prefetch_related("files__copy"):
        files = []
        for file in answer.files.all():
            name = f"{answer.pk}-{file.number}.{file.ending}"
            with file.copy.file.open("rb") as content:
                yield f"files/{name}", content.read()
            files.append({"title": file.title, "file": f"files/{name}", "sha256": file.sha256})
        rows.append(
            {
                "number": answer.pk,
                "kind": answer.kind,
                "topic": answer.topic,
                "subject": answer.subject,
                "question": answer.question,
                "answer": answer.answer,
                "asked_on": answer.asked_on.isoformat(),
                "answered_on": answer.answered_on.isoformat(),
                "was_late": answer.was_late,
                "released_at": answer.first_released_at.isoformat(),
                "files": files,
            }
        )
    if rows:
        yield "answers.json", as_json(rows)
        written = io.StringIO()
        table = csv.writer(written)
        table.writerow(_COLUMNS)
        table.writerows([[harmless(row[column]) for column in _COLUMNS] for row in rows])
        yield "answers.csv", written.getvalue().encode("utf-8-sig")


def proofs_of_stories(portal: Portal, _now: datetime) -> Iterator[tuple[str, bytes]]:
    """A proof of each signed act about a story that stands here by its own board, and the keys that check them."""
    own = Placement.objects.standing().on(portal).filter(role=PlacementRole.ORIGIN)
    placements = own.filter(story__live=True).select_related("portal__site", "section", "story")
    found = False
    for some in batched(placements.order_by("pk"), SLICE):
        acts = {
            index: (placement.story_id, act)
            for placement in some
            for index, act in signed_acts_of(
                placement.story_id, addresses={story_address(placement)}
            ).items()
        }
        for index, proof in proofs_at(acts).items():
            story_id, act = acts[index]
            found = True
            yield f"story/{story_id}/{proof_file_name(act, proof)}", proof.to_bytes()
    if found:
        yield folder.KEYS, folder.keys_file(known_keys())


ANSWERS = RecordChapter(
    "answers", "Câu trả lời đã công bố / answers that were released", released_answers
)
PROOFS = RecordChapter(
    "proofs", "Chứng cứ của sổ cái về từng bài / proofs of the ledger", proofs_of_stories
)


# The page of what came along, and its files, of which these views have every one.
WATCHED = ("carried", "carried_record")
ADDRESSES = f"""
    SELECT record.portal_id, '/du-lieu-cong-cu/' || file.path, max(record.arrived_at)
        FROM editorial_carriedrecord record
        CROSS JOIN LATERAL (VALUES (''), ('tep/' || record.id || '/')) AS file (path)
        WHERE record.name ~ '{FOR_READERS}' GROUP BY 1, 2
"""


def install() -> None:
    more_pages.register(carried_pages)
    wanted.register(ADDRESSES, WATCHED)
    register(ANSWERS)
    register(PROOFS)
