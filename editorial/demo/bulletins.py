"""What the loudspeakers of the demo's communes said: made of their portals' news, and of what is said anyway."""

from __future__ import annotations

import tomllib
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from html import escape
from pathlib import Path
from random import Random
from typing import Any

from editorial.broadcasts.enums import BulletinClass
from editorial.broadcasts.models import BroadcastPage
from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.stations.actions import WantedSlot, keep_week, open_station
from editorial.stations.enums import SlotContent
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal

from .characters import character_of
from .showcase import is_shown_off
from .stories import Board
from .words import VILLAGES, short_name

FILE = Path(__file__).with_name("bulletins.toml")
SECTION = "loa"
TUESDAY, FRIDAY = 2, 5
MORNING, NOON, EVENING = time(5, 30), time(11), time(17)
NATIONAL, PROVINCIAL = "Đài Tiếng nói Việt Nam", "Đài Phát thanh và Truyền hình tỉnh"
# So many days back go schedules and bulletins.
DAYS = 20
# An item of the portal's own news is read out within so many days.
NEWS_FOR = timedelta(days=4)
MOST_ITEMS = 4
WITH_SOUND = 10
LATE_BY = timedelta(hours=30)


@dataclass(frozen=True)
class BulletinItem:
    title: str
    text: str


def air_bulletins(
    boards: Iterable[Board], stories: Iterable[StoryImport], *, now: datetime
) -> None:
    """Give each commune its station with a weekly schedule, and import what it has aired since."""
    of_portal = news_by_portal(stories)
    texts: list[StoryImport] = []
    for board in boards:
        if board.portal.tier_id == "commune":
            _open(board.portal, now)
            news = of_portal[board.portal.pk]
            texts += demo_bulletins_of(board, news, now=now)
    import_stories(stories=texts, actor=None, now=now, recorded_of_each=1)


def news_by_portal(stories: Iterable[StoryImport]) -> dict[int, list[StoryImport]]:
    """Return the texts of each portal by its id, oldest first; an empty list for one that has none."""
    found: defaultdict[int, list[StoryImport]] = defaultdict(list)
    for story in sorted(stories, key=lambda one: one.published_at):
        found[story.section.portal_id].append(story)
    return found


def boards_with_sound(boards: Iterable[Board]) -> list[Board]:
    """Return the few of which a bulletin can be heard, the showcase first; each has two persons, as review asks."""
    able = [
        board
        for board in boards
        if board.portal.tier_id == "commune" and set(board.authors) - {board.approver}
    ]
    return sorted(able, key=lambda one: (not is_shown_off(one.portal), one.portal.pk))[:WITH_SOUND]


def _open(portal: Portal, now: datetime) -> None:
    """The schedule was entered before the first bulletin: what was to be aired is never rewritten."""
    begun = now - timedelta(days=DAYS)
    since = local_date(begun) + timedelta(days=1)
    station = open_station(
        portal=portal, name=demo_station(portal), since=since, actor=None, now=begun
    )
    own = [WantedSlot(day, EVENING, 15) for day in days_of(portal)]
    again = [WantedSlot(day + 1, MORNING, 15, SlotContent.REPEAT) for day in days_of(portal)]
    relayed = [
        WantedSlot(day, hour, 30, SlotContent.RELAYED, source)
        for day in range(1, 8)
        for hour, source in ((time(6), NATIONAL), (NOON, PROVINCIAL))
    ]
    keep_week(station=station, slots=[*own, *again, *relayed], since=since, actor=None, now=begun)


def demo_station(portal: Portal) -> str:
    return f"Đài truyền thanh {portal.name_in_sentence}"


def days_of(portal: Portal) -> tuple[int, ...]:
    """On which days of the week the commune's own bulletin is aired."""
    return (TUESDAY, FRIDAY) if is_shown_off(portal) else (FRIDAY,)


def demo_bulletins_of(
    board: Board, stories: Sequence[StoryImport], *, now: datetime
) -> Iterator[StoryImport]:
    """Yield the bulletins of one commune since it has its schedule, oldest first.

    A weak board posts some late and leaves some out, so that gaps can be seen; the showcase does neither.
    """
    portal = board.portal
    random = Random(f"bulletins {portal.code}")
    low, high = character_of(portal)
    for aired_at in aired_by(portal, now):
        diligence = random.uniform(low, high)
        posted_at = aired_at - timedelta(minutes=random.randint(20, 300))
        if random.random() > diligence and not is_shown_off(portal):
            if random.random() < 0.5:
                continue
            posted_at = min(aired_at + LATE_BY, now)
        items = demo_items_of(board, stories, aired_at, random)
        yield _import(board, items, aired_at, posted_at, random)


def demo_items_of(
    board: Board,
    stories: Sequence[StoryImport],
    aired_at: datetime,
    random: Random,
    *,
    most: int = MOST_ITEMS,
) -> list[BulletinItem]:
    """Return at most `most` items: the portal's newest news of these days, then what is said anyway in that month."""
    news = [
        BulletinItem(one.title, one.lead)
        for one in stories
        if aired_at - NEWS_FOR <= one.published_at <= aired_at - timedelta(hours=1)
    ][-2:][:most]
    standing = [one for one in _texts()["item"] if aired_at.month in one["months"]]
    chosen = random.sample(standing, min(most - len(news), len(standing)))
    words = _words(board.portal, random)
    return news + [
        BulletinItem(_filled(one["title"], words), _filled(" ".join(one["text"]), words))
        for one in chosen
    ]


def body_of(
    board: Board, items: Sequence[BulletinItem], aired_at: datetime
) -> list[dict[str, Any]]:
    """Return the text as it is spoken: a greeting, the items below their headings, and a farewell."""
    greeting, farewell = _frame(board, aired_at)
    blocks = [_paragraph(greeting)]
    for item in items:
        blocks.append({"type": "heading", "value": {"text": item.title, "level": "2"}})
        blocks.append(_paragraph(item.text))
    return [*blocks, _paragraph(farewell)]


def paragraphs_of_bulletin(
    board: Board, items: Sequence[BulletinItem], aired_at: datetime
) -> list[str]:
    """Return the same as plain paragraphs, each item's title in front of it, as it is read out."""
    greeting, farewell = _frame(board, aired_at)
    return [greeting, *(f"{item.title.rstrip('.')}. {item.text}" for item in items), farewell]


def _frame(board: Board, aired_at: datetime) -> tuple[str, str]:
    random = Random(f"words {board.portal.code} {aired_at}")
    words = _words(board.portal, random) | _hour(aired_at)
    greeting, farewell = (random.choice(_texts()[name]) for name in ("openings", "closings"))
    return _filled(greeting, words), _filled(farewell, words)


def urgent_bulletin() -> tuple[str, str]:
    """Return title and lead of the one that the province sends to all stations."""
    told = _texts()["urgent"]
    return told["title"], told["lead"]


def urgent_paragraphs() -> list[dict[str, Any]]:
    """Return its body, item by item."""
    blocks: list[dict[str, Any]] = []
    for title, text in _texts()["urgent"]["items"]:
        blocks += [{"type": "heading", "value": {"text": title, "level": "2"}}, _paragraph(text)]
    return blocks


def aired_by(portal: Portal, now: datetime) -> Iterator[datetime]:
    """Yield when the commune's own bulletins were aired before `now`, as far back as its schedule goes."""
    today = local_date(now)
    for past in range(DAYS, -1, -1):
        day = today - timedelta(days=past)
        aired_at = datetime.combine(day, EVENING, LOCAL_ZONE)
        if day.isoweekday() in days_of(portal) and aired_at < now:
            yield aired_at


def _import(
    board: Board,
    items: Sequence[BulletinItem],
    aired_at: datetime,
    posted_at: datetime,
    random: Random,
) -> StoryImport:
    told = "; ".join(item.title for item in items)
    day = aired_at.astimezone(LOCAL_ZONE)
    return StoryImport(
        section=board.sections[SECTION],
        kind=BroadcastPage.story_kind,
        title=f"Bản tin chiều {day:%d/%m/%Y}",
        lead=f"Trong bản tin: {told}."[:600],
        body=body_of(board, items, aired_at),
        published_at=posted_at,
        own={
            "aired_at": aired_at,
            "bulletin_class": BulletinClass.ORDINARY,
            "language": "vi",
            "station_name": demo_station(board.portal),
        },
        author=random.choice(board.authors),
        approver=board.approver,
    )


def _paragraph(text: str) -> dict[str, Any]:
    return {"type": "text", "value": f"<p>{escape(text)}</p>"}


def _words(portal: Portal, random: Random) -> dict[str, str]:
    name = portal.name_in_sentence
    village = random.choice(VILLAGES)
    return {
        "dai": demo_station(portal).replace("Đài", "đài", 1),
        "Dai": demo_station(portal),
        "don_vi": name,
        "loai": name.removesuffix(f" {short_name(portal)}"),
        "thon": f"{'thôn' if portal.name.startswith('Xã') else 'khu phố'} {village}",
    }


def _hour(aired_at: datetime) -> dict[str, str]:
    day = local_date(aired_at)
    part = "sáng" if aired_at.astimezone(LOCAL_ZONE).hour < 12 else "chiều"
    return {"buoi": part, "ngay": f"ngày {day.day} tháng {day.month}"}


def _filled(text: str, words: Mapping[str, str]) -> str:
    return text.format_map(words)


@cache
def _texts() -> dict[str, Any]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))
