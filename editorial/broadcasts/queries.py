"""Which bulletins stand on a portal, or on a unit's portals, set-based: no question asks for one bulletin."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Exists, F, Func, IntegerField, Max, OuterRef, Q, QuerySet

from editorial.enums import PlacementRole
from editorial.models import Placement
from editorial.models.placement import story_path
from editorial.recordings.queries import Sound, sounds_of
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.queries import all_below

from .enums import BulletinClass
from .models import BroadcastPage

# How long after its airing an urgent bulletin stays on top of home pages.
URGENT_FOR = timedelta(hours=24)
# How long before it; what is to be aired later waits, lest it stand there for weeks.
URGENT_AHEAD = timedelta(days=2)
ENTRIES = 100
ENDED_SHOWN = timedelta(days=30)


# How many blocks the text of a bulletin has.
TEXT_BLOCKS = Func(F("body"), function="jsonb_array_length", output_field=IntegerField())


@dataclass(frozen=True, slots=True)
class ListedBulletin:
    """A bulletin as lists show it. `sound` is None where only its text stands there."""

    story_id: int
    title: str
    lead: str
    path: str
    aired_at: datetime
    bulletin_class: BulletinClass
    language: str
    station_name: str
    has_text: bool
    sound: Sound | None
    portal_id: int
    published_at: datetime
    identity: str

    @property
    def is_urgent(self) -> bool:
        return self.bulletin_class == BulletinClass.URGENT

    @property
    def class_words(self) -> str:
        return str(self.bulletin_class.label)

    @property
    def day(self) -> date:
        return local_date(self.aired_at)

    @property
    def seconds(self) -> float | None:
        return self.sound.seconds if self.sound else None

    @property
    def is_heard(self) -> bool:
        return self.sound is not None and bool(self.sound.files)


def bulletins_of_days(portal: Portal, first: date, last: date) -> list[ListedBulletin]:
    """Return what stands on `portal` and was aired, or is to be, from `first` to `last`, by hour. Two queries."""
    begins = datetime.combine(first, time(), LOCAL_ZONE)
    ends = datetime.combine(last + timedelta(days=1), time(), LOCAL_ZONE)
    rows = standing_on([portal.pk]).filter(aired_at__gte=begins, aired_at__lt=ends)
    return _listed(rows.order_by("aired_at", "pk"))


def bulletins_for_home(portal: Portal, now: datetime) -> list[ListedBulletin]:
    """Return those of today, and urgent ones from two days before their airing until 24 hours after it, those first.

    Two queries.
    """
    today = datetime.combine(local_date(now), time(), LOCAL_ZONE)
    is_of_today = Q(aired_at__gte=today, aired_at__lt=today + timedelta(days=1))
    is_urgent = Q(
        bulletin_class=BulletinClass.URGENT,
        aired_at__gt=now - URGENT_FOR,
        aired_at__lte=now + URGENT_AHEAD,
    )
    # What follows from either, said once more for the index.
    rows = standing_on([portal.pk]).filter(
        is_of_today | is_urgent, aired_at__gte=min(today, now - URGENT_FOR)
    )
    found = _listed(rows.order_by("aired_at", "pk"))
    return sorted(found, key=lambda one: not one.is_urgent)


def with_below(portal: Portal, day: date) -> list[int]:
    """Return the ids of `portal` and of all portals below it. One query."""
    below = all_below([portal], day).order_by().values_list("pk", flat=True)
    return [portal.pk, *below]


def episodes_of(portal: Portal, now: datetime) -> list[ListedBulletin]:
    """Return the newest bulletins on `portal` that were aired with a recording, the latest first. Two queries."""
    return _episodes(standing_on([portal.pk]), now)


def episodes_written_on(portals: Iterable[int], now: datetime) -> list[ListedBulletin]:
    """Return those that were written on these portals and stand there. Two queries."""
    return _episodes(standing_on(portals, placements__role=PlacementRole.ORIGIN), now)


def ended_bulletins(portals: Iterable[int], now: datetime) -> list[tuple[str, datetime]]:
    """Return the ids of what left these portals in the last 30 days and stands nowhere any more. One query."""
    standing = Placement.objects.standing().filter(story=OuterRef("story"))
    ended = Placement.objects.filter(
        portal__in=portals, kind=BroadcastPage.story_kind, removed_at__gte=now - ENDED_SHOWN
    ).exclude(Exists(standing))
    left = ended.values("story__translation_key").annotate(at=Max("removed_at"))
    rows = left.order_by("-at").values_list("story__translation_key", "at")
    return [(str(key), at) for key, at in rows[:ENTRIES]]


def _episodes(rows: QuerySet[BroadcastPage], now: datetime) -> list[ListedBulletin]:
    heard = rows.filter(recording__isnull=False, aired_at__lte=now)
    return [one for one in _listed(heard.order_by("-aired_at", "-pk")[:ENTRIES]) if one.is_heard]


def standing_on(portals: Iterable[int], **placed: str) -> QuerySet[BroadcastPage]:
    """The public bulletins that stand on these portals, each with where; `placed` asks more of the placement."""
    return BroadcastPage.objects.filter(
        **placed,
        live=True,
        placements__portal__in=list(portals),
        placements__kind=BroadcastPage.story_kind,
        placements__removed_at=None,
    ).annotate(
        section_slug=F("placements__section__slug"),
        portal_id=F("placements__portal"),
        placed_at=F("placements__placed_at"),
    )


def _listed(rows: QuerySet[BroadcastPage]) -> list[ListedBulletin]:
    found = list(
        rows.only(
            *("title", "slug", "lead", "aired_at", "bulletin_class", "language", "station_name"),
            *("recording", "first_published_at", "translation_key"),
        ).annotate(blocks=TEXT_BLOCKS)
    )
    sounds = sounds_of([one.recording_id for one in found if one.recording_id])
    return list(_each(found, sounds))


def _each(found: Iterable[BroadcastPage], sounds: dict[int, Sound]) -> Iterator[ListedBulletin]:
    for page in found:
        own = vars(page)
        yield ListedBulletin(
            story_id=page.pk,
            title=page.title,
            lead=page.lead,
            path=story_path(own["section_slug"], page.slug, page.pk),
            aired_at=page.aired_at,
            bulletin_class=BulletinClass(page.bulletin_class),
            language=page.language,
            station_name=page.station_name,
            has_text=own["blocks"] > 0,
            sound=sounds.get(page.recording_id) if page.recording_id else None,
            portal_id=own["portal_id"],
            published_at=page.first_published_at or own["placed_at"],
            identity=str(page.translation_key),
        )
