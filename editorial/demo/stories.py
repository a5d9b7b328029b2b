"""The stories of all portals of the demo: who writes how much, about what, and when."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from editorial.bulk_import.actions import StoryImport
from editorial.models import NoticePage, PortalImage, SectionPage
from portals.boards.models import User
from portals.calendar.working_days import WorkingCalendar
from portals.clock import LOCAL_ZONE
from portals.demo.organisations import demo_state_of
from portals.models import Portal

from .catalogue import Topic, topics
from .dates import dates_for
from .showcase import is_shown_off
from .words import Neighbours, words_for
from .writing import WrittenText, write_story

SEED = "Liên Cổng"
# The last three full months, whatever day it is.
DAYS = 123
# Fewest and most stories in that time. Uneven on purpose: boards are diligent, average or asleep.
AMOUNT = {
    "province": (140, 150),
    "department": (20, 52),
    "district": (46, 78),
    "commune": (16, 32),
}
DILIGENT, SLEEPY = (34, 50), (4, 9)
SHARE_DILIGENT, SHARE_SLEEPY = 0.15, 0.15
SHARE_STEADY, SHARE_SIGNED, SHARE_TIMED = 0.35, 0.6, 0.8
TRIES = 30
# So many stories in a row have different pictures, as far as there are some.
RECENT_PICTURES = 9


@dataclass(frozen=True)
class Board:
    """What a portal's stories need of it: sections, pictures by theme, who writes and who approves."""

    portal: Portal
    around: Neighbours
    sections: Mapping[str, SectionPage]
    images: Mapping[str, Sequence[PortalImage]]
    words_of_image: Mapping[int, tuple[str, str]]
    authors: Sequence[User]
    approver: User
    calendar: WorkingCalendar


def stories_of(board: Board, *, today: date, now: datetime) -> list[StoryImport]:
    """Write the stories of one portal for the four months before `now`, oldest first."""
    random = Random(f"{SEED} {board.portal.code} {today}")
    titles: set[str] = set()
    used: Counter[str] = Counter()
    recent: deque[int] = deque(maxlen=RECENT_PICTURES)
    found = []
    # Some boards leave the event time empty, or do not say who wrote.
    tells_hours = random.random() < SHARE_TIMED
    bylines = ("Ban Biên tập",) if random.random() < SHARE_SIGNED else ("", "", "Ban Biên tập")
    for published_at, kind in _occasions(board.portal, random, today, now):
        found_words = _write_anew(board, published_at, kind, random, titles, used)
        if found_words is not None:
            written = found_words
            titles.add(written.title)
            used[written.topic.code] += 1
            happened = written.dates.happened
            event_at = _news_event(published_at, happened, random) if tells_hours else None
            found.append(_story(board, written, published_at, event_at, bylines, recent, random))
    return found


def amount_of(portal: Portal, random: Random) -> int:
    if is_shown_off(portal) and portal.tier_id != "province":
        return random.randint(*DILIGENT)
    if portal.tier_id == "commune":
        luck = random.random()
        if luck < SHARE_SLEEPY:
            return random.randint(*SLEEPY)
        if luck > 1 - SHARE_DILIGENT:
            return random.randint(*DILIGENT)
    return random.randint(*AMOUNT[portal.tier_id])


def _hours(portal: Portal, random: Random, today: date, now: datetime) -> Iterator[datetime]:
    days = [today - timedelta(days=past) for past in range(DAYS)]
    weights = [4 if day.weekday() < 5 else 1 for day in days]
    amount = amount_of(portal, random)
    chosen = sorted(random.choices(days, weights, k=amount))
    if random.random() < SHARE_STEADY:
        # A board with a timetable: about as long between any two.
        chosen = [days[-1 - int((number + 0.5) * DAYS / amount)] for number in range(amount)]
    for day in chosen:
        hour = time(random.randint(7, 17), random.randrange(60))
        moment = datetime.combine(day, hour, LOCAL_ZONE)
        yield min(moment, now - timedelta(minutes=random.randint(3, 90)))


def _occasions(
    portal: Portal, random: Random, today: date, now: datetime
) -> Iterator[tuple[datetime, str | None]]:
    """Say when the portal publishes; what is the board's choice, but the showcase has notices that go on."""
    for published_at in _hours(portal, random, today, now):
        yield published_at, None
    if is_shown_off(portal):
        for hours in (31, 9, 5):
            yield now - timedelta(hours=hours, minutes=random.randint(0, 59)), NoticePage.story_kind


def _write_anew(
    board: Board,
    published_at: datetime,
    kind: str | None,
    random: Random,
    titles: set[str],
    used: Counter[str],
) -> WrittenText | None:
    """Write about a topic this portal has not worn out, under a title it has not used."""
    portal, day = board.portal, published_at.astimezone(LOCAL_ZONE).date()
    organisation = demo_state_of(portal)
    codes = organisation.codes_of(portal.code)
    fitting = [
        topic
        for topic in topics(organisation.code)
        if topic.fits(tier=portal.tier_id, codes=codes, month=day.month)
        and (kind is None or topic.kind == kind)
    ]
    for _try in range(TRIES):
        weights = [topic.weight / (1 + 3 * used[topic.code]) for topic in fitting]
        topic = random.choices(fitting, weights)[0]
        dates = dates_for(topic, day, board.calendar, random)
        if dates is None:
            continue
        words = words_for(portal, board.around, dates, random)
        written = write_story(topic, words, dates, random, unit=portal.code)
        if written.title not in titles:
            return written
    return None


def _story(
    board: Board,
    written: WrittenText,
    published_at: datetime,
    news_event_at: datetime | None,
    bylines: Sequence[str],
    recent: deque[int],
    random: Random,
) -> StoryImport:
    topic: Topic = written.topic
    is_notice = topic.kind == NoticePage.story_kind
    image = None
    if not is_notice or random.random() < 0.4:
        image = _picture(board, topic, recent, random)
    alt, caption = board.words_of_image[image.pk] if image else ("", "")
    event_at = (
        datetime.combine(written.dates.soon, time(8), LOCAL_ZONE) if is_notice else news_event_at
    )
    return StoryImport(
        section=board.sections.get(topic.section) or board.sections["tin-tuc"],
        kind=topic.kind,
        title=written.title,
        lead=written.lead,
        body=written.body,
        published_at=published_at,
        lead_image=image,
        lead_image_alt=alt,
        lead_image_caption=caption,
        byline=random.choice(bylines),
        event_at=event_at,
        own={"place": written.place, "ends_at": event_at and event_at + timedelta(hours=9)}
        if is_notice
        else {},
        author=random.choice(board.authors),
        approver=board.approver,
    )


def _picture(board: Board, topic: Topic, recent: deque[int], random: Random) -> PortalImage:
    """Take a picture of the topic's themes that none of the last stories had, where there is one."""
    offered = [image for theme in topic.pictures for image in board.images[theme]]
    fresh = [image for image in offered if image.pk not in recent]
    image = random.choice(fresh or offered)
    recent.append(image.pk)
    return image


def _news_event(published_at: datetime, happened: date, random: Random) -> datetime:
    """An hour of the day on which it happened, before the news of it."""
    hour = datetime.combine(happened, time(random.randint(7, 16)), LOCAL_ZONE)
    return min(hour, published_at - timedelta(minutes=random.randint(20, 180)))
