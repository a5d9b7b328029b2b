"""A bulletin of today with sound on some communes of the demo: posted, approved, and prepared by a job."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from random import Random
from uuid import uuid4

from django.core.files.base import ContentFile
from django.utils.timezone import localtime

from editorial.broadcasts.posting import BulletinDetails, TakenSound, post_bulletin
from editorial.bulk_import.actions import StoryImport
from editorial.models import StoryPage
from editorial.recordings.tools import speech
from editorial.review.actions import approve_story
from portals.boards.actions import derive_rights

from .bulletins import (
    MOST_ITEMS,
    SECTION,
    boards_with_sound,
    demo_items_of,
    demo_station,
    news_by_portal,
    paragraphs_of_bulletin,
)
from .speaking import READERS, read_out
from .stories import Board
from .told import TextsToImport

AIRED_AGO = timedelta(minutes=40)
# A minute of sound takes a core five seconds to prepare while somebody waits for the demo: all but the first are short.
ITEMS_OF_OTHERS = 1


def sound_bulletins(
    boards: Iterable[Board], texts: TextsToImport, *, now: datetime
) -> list[StoryPage]:
    """Post a bulletin of today on each board that has sound; as text alone where the machine has no voice."""
    news = news_by_portal(texts)
    return [
        _post(board, news[board.portal.pk], number, now)
        for number, board in enumerate(boards_with_sound(boards))
    ]


def _post(board: Board, news: Sequence[StoryImport], number: int, now: datetime) -> StoryPage:
    editor = next(one for one in board.authors if one != board.approver)
    for user in (editor, board.approver):
        # As at their first sign-in.
        derive_rights(user=user, now=now)
    aired_at = (now - AIRED_AGO).replace(second=0, microsecond=0)
    most = ITEMS_OF_OTHERS if number else MOST_ITEMS
    random = Random(f"sound {board.portal.code}")
    items = demo_items_of(board, news, aired_at, random, most=most)
    paragraphs = paragraphs_of_bulletin(board, items, aired_at)
    written = post_bulletin(
        key=uuid4(),
        section=board.sections[SECTION],
        details=BulletinDetails(
            title=f"Bản tin nhanh {localtime(aired_at):%d/%m/%Y}",
            aired_at=aired_at,
            station_name=demo_station(board.portal),
            text="\n\n".join(paragraphs),
        ),
        sound=_sound(paragraphs, number, aired_at),
        submit=True,
        actor=editor,
        now=now,
    )
    if written.refusal:
        raise RuntimeError(f"{board.portal}: {written.refusal}")
    approve_story(story=written.story, actor=board.approver, now=now)
    return written.story


def _sound(paragraphs: Sequence[str], number: int, aired_at: datetime) -> TakenSound | None:
    voices = speech()
    if voices is None:
        return None
    library, data = voices
    wave = read_out(paragraphs, READERS[number % len(READERS)], library=library, data=data)
    return TakenSound(ContentFile(wave, name=f"ban-tin-{aired_at:%Y-%m-%d}.wav"))
