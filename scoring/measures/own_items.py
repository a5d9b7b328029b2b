"""The items that portals wrote themselves in a period: read once for all measures of news. Two queries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import connection

from editorial.enums import RemovalKind
from editorial.kinds.registry import called, codes_of_originals
from editorial.models.moved import MOVED
from portals.models import Portal
from scoring.models import CopyVerdict
from scoring.periods import Period

from .sound_heard import heard_sounds

TAKEN_BACK = (RemovalKind.IN_ERROR, RemovalKind.WITHDRAWN)
# A withdrawal costs points only while the month it counted in is near.
LOOK_BACK = timedelta(days=92)

# Ends that are no loss: another story came in the place of this one and stands, or its time was over. A story that was
# moved stands elsewhere, and is met there. One successor stands for one story, and the earliest of its own portal.
_REPLACED = """
    EXISTS (
        SELECT FROM editorial_storywithdrawal withdrawal
        JOIN editorial_placement successor ON successor.story_id = withdrawal.superseded_by_id
            AND successor.role = 'origin' AND successor.portal_id = {story}.portal_id
            AND successor.placed_at >= {story}.placed_at AND successor.placed_at < %(end)s
            AND (successor.removed_at IS NULL OR successor.removed_at >= %(end)s)
        WHERE withdrawal.story_id = {story}.story_id AND NOT EXISTS (
            SELECT FROM editorial_storywithdrawal earlier
            WHERE earlier.superseded_by_id = withdrawal.superseded_by_id
                AND earlier.story_id < withdrawal.story_id
        )
    )
"""
# News that expires within a month was taken off by its board.
_EXPIRED = """
    {story}.removal_kind = 'expired' AND (
        NOT {story}.kind = ANY(%(originals)s)
        OR {story}.removed_at >= {story}.placed_at + interval '30 days'
    )
"""
_STANDS = """
    EXISTS (
        SELECT FROM editorial_placement again
        WHERE again.story_id = {story}.story_id AND again.role = 'origin'
            AND again.placed_at < %(end)s
            AND (again.removed_at IS NULL OR again.removed_at >= %(end)s)
    )
"""

_WRITTEN = f"""
    SELECT first.portal_id, first.story_id, first.placed_at, first.kind,
        CASE WHEN page.live THEN page.title ELSE first.removal_title END, story.event_at,
        reading.words,
        coalesce(
            reading.is_illustrated AND reading.is_credited AND coalesce(reading.new_pictures, 1) > 0,
            false
        ),
        coalesce(reading.new_videos, reading.videos, 0), coalesce(reading.bad_images, 0),
        coalesce(reading.bad_headings, 0), coalesce(reading.bad_tables, 0),
        coalesce(reading.bad_links, 0),
        reading.copy_of_id, NULL::boolean,
        story.adapted_from_id IS NOT NULL, coalesce(reading.event_differs, false),
        coalesce(reading.event_named, false), reading.told_on::text, section_page.section_type_id,
        reading.version, coalesce(reading.sha256, ''), false,
        coalesce(reading.new_graphics, 0), coalesce(reading.new_sounds, '{{}}')
    FROM (
        SELECT DISTINCT ON (story_id) id, story_id, portal_id, section_id, placed_at, kind,
            removed_at, removal_kind, removal_title, via
        FROM (
            SELECT * FROM editorial_placement
            WHERE role = 'origin' AND removed_at IS NULL
                AND placed_at >= %(start)s AND placed_at < %(end)s
            UNION ALL
            SELECT * FROM editorial_placement
            WHERE role = 'origin' AND removed_at >= %(start)s
                AND placed_at >= %(start)s AND placed_at < %(end)s
        ) placed
        WHERE portal_id = ANY(%(portals)s)
        ORDER BY story_id, placed_at, id
    ) first
    JOIN wagtailcore_page page ON page.id = first.story_id
    JOIN wagtailcore_page section ON section.id = first.section_id AND section.live
    JOIN editorial_sectionpage section_page ON section_page.page_ptr_id = section.id
    JOIN editorial_storypage story ON story.page_ptr_id = first.story_id
    LEFT JOIN scoring_storyreading reading ON reading.story_id = first.story_id
    WHERE first.via <> %(moved)s AND (
        first.removed_at IS NULL OR first.removed_at >= %(end)s OR {_EXPIRED.format(story="first")}
        OR {_REPLACED.format(story="first")} OR {_STANDS.format(story="first")}
    ) AND NOT EXISTS (
        SELECT FROM editorial_placement before
        WHERE before.story_id = first.story_id AND before.removed_at IS NOT NULL
            AND before.role = 'origin'
            AND (before.placed_at, before.id) < (first.placed_at, first.id)
    )
    ORDER BY first.portal_id, first.placed_at, first.story_id
"""
_TAKEN_BACK = f"""
    SELECT ended.portal_id, ended.story_id, ended.removal_title
    FROM editorial_placement ended
    WHERE ended.role = 'origin' AND ended.via <> %(moved)s
        AND ended.removed_at >= %(start)s AND ended.removed_at < %(end)s
        AND ended.placed_at < %(start)s AND ended.placed_at >= %(back)s
        AND ended.kind = ANY(%(originals)s) AND ended.portal_id = ANY(%(portals)s)
        AND (
            ended.removal_kind = ANY(%(taken_back)s)
            OR (ended.removal_kind = 'superseded' AND NOT {_REPLACED.format(story="ended")})
            OR (ended.removal_kind = 'expired' AND NOT ({_EXPIRED.format(story="ended")}))
        )
        AND NOT {_STANDS.format(story="ended")}
    ORDER BY ended.portal_id, ended.story_id
"""


@dataclass(frozen=True, slots=True)
class OwnItem:
    """A story by the hour at which it was first public, whatever was done to it later. `words` None: not read yet.

    Pictures, videos, graphics and sounds are those that no earlier story of the portal had.
    `copy_of` is what the machine holds it for a copy of, unless a person said that it is none; `is_confirmed` is the
    person's word, None while there is none.
    """

    portal_id: int
    story_id: int
    placed_at: datetime
    kind: str
    title: str
    event_at: datetime | None
    words: int | None
    is_illustrated: bool
    videos: int
    bad_images: int
    bad_headings: int
    bad_tables: int
    bad_links: int
    copy_of: int | None
    is_confirmed: bool | None
    # An own version of another board's story: its own text, but not an original.
    is_adapted: bool
    # The text names past dates, but not the one given for the event.
    event_differs: bool
    # The text names the day that was given for the event; the latest day, not long before it was out, that it names.
    event_named: bool = False
    # As 2026-10-25: items are kept as text.
    told_on: str | None = None
    # The kind of section it first stood in.
    section: str | None = None
    # Which text was read: the number of its revision, and its hash.
    version: int | None = None
    sha256: str = ""
    # The text as it stood when the period ended could not be found any more.
    is_late: bool = False
    # Infographics, and sounds that can be heard, which no earlier story of the portal had.
    graphics: int = 0
    sounds: int = 0

    @property
    def is_news(self) -> bool:
        return called(self.kind).counts_as_original

    @property
    def faults(self) -> int:
        return self.bad_images + self.bad_headings + self.bad_tables + self.bad_links


@dataclass(frozen=True, slots=True)
class TakenBack:
    """An item of an earlier month that its board withdrew in this one."""

    portal_id: int
    story_id: int
    title: str


# What persons said of copies: by story the text that they compared it with, and whether it is a copy.
type WordsOnCopies = Mapping[int, tuple[int, bool]]


def own_items(portals: Sequence[Portal], period: Period) -> dict[int, list[OwnItem]]:
    """Return the items of each portal, the oldest first, that were not lost again before the period ended.

    Two queries for all measures that ask about the same portals.
    """

    def load() -> dict[int, list[OwnItem]]:
        found = items_of_machine(portals, period)
        return with_words(found, words_on(found)) if period.hears_persons else found

    return period.recall(_name("items", portals), load)


def items_of_machine(portals: Sequence[Portal], period: Period) -> dict[int, list[OwnItem]]:
    """Return the same items without what persons said of them. One query."""
    return period.recall(_name("found items", portals), lambda: _written(portals, period))


def replace_items(
    portals: Sequence[Portal], period: Period, items: Mapping[int, Sequence[OwnItem]]
) -> None:
    """Have measures of `period` fold over `items` in the place of those that were found."""
    period.remember(_name("found items", portals), items)


def with_words(
    found: Mapping[int, Sequence[OwnItem]], words: WordsOnCopies
) -> dict[int, list[OwnItem]]:
    """Return the items as they count by what persons said. Pure.

    A word holds for the pair of texts that its person saw, and says nothing of another that is found since.
    """
    return {
        portal_id: [_with_word(item, words.get(item.story_id)) for item in items]
        for portal_id, items in found.items()
    }


def _with_word(item: OwnItem, word: tuple[int, bool] | None) -> OwnItem:
    if word is None or item.copy_of is None or word[0] != item.copy_of:
        return item
    return replace(item, copy_of=item.copy_of if word[1] else None, is_confirmed=word[1])


def words_on(found: Mapping[int, Sequence[OwnItem]]) -> WordsOnCopies:
    """Return what persons said of those items that the machine holds for copies. One query."""
    held = [item.story_id for items in found.values() for item in items if item.copy_of]
    said = CopyVerdict.objects.filter(story__in=held).values_list("story", "other", "is_copy")
    return {story_id: (other_id, is_copy) for story_id, other_id, is_copy in said}


def remember_items(
    portals: Sequence[Portal],
    period: Period,
    *,
    items: Mapping[int, Sequence[OwnItem]],
    lost: Mapping[int, Sequence[TakenBack]],
) -> None:
    """Have measures of `period` fold over these items, and read none."""
    period.remember(_name("items", portals), items)
    period.remember(_name("taken back", portals), lost)


def taken_back(portals: Sequence[Portal], period: Period) -> dict[int, list[TakenBack]]:
    """Return the items of each portal that counted in an earlier month and were withdrawn since. One query."""
    return period.recall(_name("taken back", portals), lambda: _lost(portals, period))


def _name(what: str, portals: Sequence[Portal]) -> str:
    return f"{what} {hash(tuple(portal.pk for portal in portals))}"


def _written(portals: Sequence[Portal], period: Period) -> dict[int, list[OwnItem]]:
    found: dict[int, list[OwnItem]] = {portal.pk: [] for portal in portals}
    with connection.cursor() as cursor:
        cursor.execute(_WRITTEN, _parameters(portals, period))
        rows = cursor.fetchall()
    heard = heard_sounds({sound for row in rows for sound in row[-1]})
    for row in rows:
        sounds = len(heard.intersection(row[-1]))
        found[row[0]].append(OwnItem(*(*row[:-1], sounds)))
    return found


def _lost(portals: Sequence[Portal], period: Period) -> dict[int, list[TakenBack]]:
    found: dict[int, list[TakenBack]] = {portal.pk: [] for portal in portals}
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN_BACK, _parameters(portals, period))
        for row in cursor.fetchall():
            found[row[0]].append(TakenBack(*row))
    return found


def _parameters(
    portals: Sequence[Portal], period: Period
) -> dict[str, datetime | list[int] | list[str] | str]:
    return {
        "portals": [portal.pk for portal in portals],
        "start": period.starts_at,
        "end": period.ends_at,
        "back": period.starts_at - LOOK_BACK,
        "taken_back": [kind.value for kind in TAKEN_BACK],
        "originals": codes_of_originals(),
        "moved": MOVED,
    }
