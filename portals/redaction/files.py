"""Hiding in files: pages and pictures drawn anew with boxes painted over, in a process apart. For jobs: it takes long.

All raise UploadRefused, in words for a person, for what is locked, damaged, too long or too exhausting; `Unfinished`
where this machine could not do it now, for a reason that does not lie in the file: try again.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from portals.uploads.apart import Exhausting, Unfinished, WorkResult, run_apart
from portals.uploads.examining import takes_too_much
from portals.uploads.refusal import UploadRefused

from .boxes import Box, ProposedBox, ShownPage, as_values
from .findings import PersonalKind

__all__ = [
    "PdfProposal",
    "Unfinished",
    "UploadRefused",
    "draw_all_pages",
    "draw_page",
    "propose_boxes",
    "redact_image",
    "redact_pdf",
]
# More names than any office has numbers; the task is a message of 64 KB.
MOST_WORDS = 20_000


@dataclass(frozen=True, slots=True)
class PdfProposal:
    """What may have to be hidden in a PDF, page by page; pages without words have to be looked at by a person."""

    pages: tuple[ShownPage, ...]
    boxes: tuple[ProposedBox, ...]


def propose_boxes(
    content: bytes, *, names_given: Sequence[str] = (), known_public: Sequence[str] = ()
) -> PdfProposal:
    """Return boxes around what `propose` finds in the words of a PDF."""
    if sum(map(len, (*names_given, *known_public))) > MOST_WORDS:
        raise ValueError("No task holds so many words.")
    told = _apart(
        "proposed_boxes", content, names_given=list(names_given), known_public=list(known_public)
    ).values
    return PdfProposal(
        tuple(ShownPage(*page) for page in told["pages"]),
        tuple(
            ProposedBox(Box(*edges), PersonalKind(kind), why) for edges, kind, why in told["boxes"]
        ),
    )


def redact_pdf(content: bytes, boxes: Sequence[Box]) -> bytes:
    """Return a new PDF of pictures, black where `boxes` are, to be read and searched where they are not.

    Nothing of the old file but what is seen comes into it: no metadata, attachment, script, remark, former version.
    """
    return _apart("redacted_pdf", content, boxes=as_values(boxes)).contents[0]


def draw_page(content: bytes, number: int, boxes: Sequence[Box] = ()) -> bytes:
    """Return page `number` (from 0) of a PDF as a JPEG with `boxes` painted: for who decides, and nobody else."""
    return _apart("drawn_page", content, number=number, boxes=as_values(boxes)).contents[0]


def draw_all_pages(content: bytes) -> Sequence[bytes]:
    """Return each page of a PDF as a JPEG, with nothing painted: for who decides, and nobody else."""
    return _apart("all_pages_drawn", content).contents


def redact_image(content: bytes, boxes: Sequence[Box]) -> bytes:
    """Return a picture drawn anew and upright, black where `boxes` (of page 0) are: JPEG, or PNG of drawings.

    Boxes are measured on the upright picture. EXIF, place, profile and what was clear are gone.
    """
    return _apart("redacted_image", content, boxes=as_values(boxes)).contents[0]


def _apart(task: str, content: bytes, **arguments: Any) -> WorkResult:
    try:
        return run_apart(f"portals.redaction.work:{task}", io.BytesIO(content), **arguments)
    except Exhausting as error:
        raise UploadRefused(takes_too_much()) from error
