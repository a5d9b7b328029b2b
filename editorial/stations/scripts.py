"""The day's bulletin, ready for the speaker: what stands on the portal, written out as it is said."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils.html import strip_tags

from editorial.models import Placement
from editorial.spoken.moments import day_in_words
from editorial.spoken.reading import SpokenForms, read_aloud, seconds_to_read, unread_abbreviations
from portals.clock import LOCAL_ZONE

from .bulletins import bulletin_kind

if TYPE_CHECKING:
    from portals.models import Portal

MOST_ITEMS = 20
# Who airs in the morning reads what came the day before.
DAYS_BACK = 2


@dataclass(frozen=True, slots=True)
class ScriptItem:
    """A story in the bulletin: `written` as it stands on the portal, `said` as the speaker reads it."""

    story_id: int
    title: str
    written: str
    said: str
    seconds: int
    is_urgent: bool
    is_notice: bool


@dataclass(frozen=True, slots=True)
class BulletinScript:
    """A bulletin as it is read: opening, items, closing. `unread`: abbreviations that nobody said how to read."""

    title: str
    opening: str
    items: Sequence[ScriptItem]
    closing: str

    @property
    def paragraphs(self) -> list[str]:
        said = [f"{number}. {one.said}" for number, one in enumerate(self.items, 1)]
        return [self.opening, *said, self.closing]

    @property
    def seconds(self) -> int:
        return seconds_to_read(" ".join(self.paragraphs))

    @property
    def unread(self) -> list[str]:
        return unread_abbreviations(" ".join(one.said for one in self.items))


def offered_items(portal: Portal, day: date, forms: SpokenForms) -> list[ScriptItem]:
    """Return what a bulletin of `day` may tell: what came to the portal since the day before. One query.

    What is urgent comes first, then notices, then all else, the newest first. Bulletins themselves are left out.
    """
    end = datetime.combine(day + timedelta(days=1), time(), LOCAL_ZONE)
    kind = bulletin_kind()
    placed = (
        Placement.objects.standing()
        .on(portal)
        .filter(placed_at__lt=end, placed_at__gte=end - timedelta(days=DAYS_BACK), story__live=True)
        .exclude(kind=kind.code if kind else "")
        .select_related("story")
        .newest_first()
    )
    start = end - timedelta(days=1)
    ranked = sorted(
        placed[: 3 * MOST_ITEMS], key=lambda one: (not _is_urgent(one, start), one.kind != "notice")
    )
    return [_item(one, forms, start) for one in ranked[:MOST_ITEMS]]


def _is_urgent(placement: Placement, at: datetime) -> bool:
    return placement.pinned_until is not None and placement.pinned_until > at


def _item(placement: Placement, forms: SpokenForms, at: datetime) -> ScriptItem:
    story = placement.story
    lead = strip_tags(story.lead or "").strip()
    written = f"{story.title.rstrip('.')}. {lead}".strip()
    said = read_aloud(written, forms)
    return ScriptItem(
        story.pk,
        story.title,
        written,
        said,
        seconds_to_read(said),
        _is_urgent(placement, at),
        placement.kind == "notice",
    )


def script_of(
    portal: Portal,
    day: date,
    offered: Iterable[ScriptItem],
    chosen: Sequence[int],
    forms: SpokenForms,
) -> BulletinScript:
    """Return the bulletin of the chosen items, in the order in which they were chosen. Pure."""
    by_id = {one.story_id: one for one in offered}
    agency = read_aloud(portal.name, forms)
    spoken_day = day_in_words(day)
    return BulletinScript(
        f"Bản tin truyền thanh {portal.name} ngày {day:%d/%m/%Y}",
        f"Kính thưa bà con! Sau đây là bản tin truyền thanh {agency}, {spoken_day}.",
        [by_id[pk] for pk in dict.fromkeys(chosen) if pk in by_id],
        f"Bản tin truyền thanh {agency} đến đây là hết. Nội dung chi tiết có trên {read_aloud(portal.title, forms)}. "
        "Trân trọng cảm ơn bà con đã lắng nghe!",
    )
