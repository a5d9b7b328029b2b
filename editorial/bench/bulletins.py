"""How long readers and boards wait where every station has posted for years: archive, week, home page, feeds, desk."""

from __future__ import annotations

import http
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from tqdm import tqdm

from editorial.broadcasts.enums import BulletinClass
from editorial.broadcasts.kind import SECTION_TYPE
from editorial.broadcasts.models import BroadcastPage
from editorial.models import PortalDocument, SectionPage
from editorial.recordings.enums import SoundState
from editorial.recordings.models import Recording
from editorial.stations.actions import WantedSlot, keep_week, open_station
from editorial.stations.desk.week import week_grid
from editorial.stations.enums import SlotContent
from editorial.stations.fulfilment import POSTED, PostedWeeks
from editorial.stations.models import Station
from editorial.stations.queries import missing_now
from portals.addresses import main_hostname
from portals.calendar.weekdays import monday_of
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.operations.bench.measure import Cast, Measured, counting_queries, median_seconds
from portals.operations.bench.registry import Amiss, BenchOption
from portals.operations.bench.table import BenchResult, TableRow, ms
from portals.uploads.scanner import ScanState
from portals.uploads.states import Examination

from .standing import let_stand

if TYPE_CHECKING:
    from datetime import date

DAYS = BenchOption("days", "on which each station has posted two bulletins", 730)
HOURS = (time(6), time(17))
SLICE = 2_000
RUNS = 10
MOST_SECONDS, MOST_QUERIES = 0.150, 40
# What the clock asks of all portals at once.
OF_ALL_SECONDS = 5.0
# One in so many is urgent; one in so many waits for its text.
URGENT_EVERY, SOUND_ALONE_EVERY = 97, 211
TEXT = [
    {"type": "text", "value": "<p>Mời bà con nghe bản tin của đài truyền thanh.</p>", "id": "a"}
]
PUBLIC = "portals.urls.public"
OF_ALL = ("missing", "weeks")


def measure_bulletins(cast: Cast) -> list[Measured]:
    """Seconds of pages of one commune, of the feed with all below, and of what is asked of all stations at once."""
    days = cast.options["days"] or 0
    sections = list(
        SectionPage.objects.filter(section_type=SECTION_TYPE)
        .select_related("portal")
        .order_by("pk")
    )
    if not sections:
        raise Amiss("No portal has a section of bulletins.")
    today = local_date(timezone.now())
    with tqdm(total=len(sections) * days * len(HOURS), desc="bulletins", disable=None) as bar:
        for some in batched(_airings(sections, today, days), SLICE):
            _write(some)
            bar.update(len(some))
    _open_stations([one.portal for one in sections], today - timedelta(days=days))
    if not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    bulletins = BroadcastPage.objects.count()
    return [
        _measured(name, ours, bulletins)
        for name, ours in asked_of(cast, sections[0].portal).items()
    ]


def asked_of(cast: Cast, portal: Portal) -> dict[str, Callable[[], object]]:
    """What is measured, by name."""
    now = timezone.now()
    today = local_date(now)
    stations = list(Station.objects.values_list("portal", flat=True))
    reader = Client(headers={"host": main_hostname(portal)})
    above = Client(headers={"host": main_hostname(cast.province)})
    year_ago = today - timedelta(days=364)
    below = reverse("bulletin_podcast_below", urlconf=PUBLIC)
    return {
        "archive": partial(_get, reader, f"/{SECTION_TYPE}/"),
        "week of last year": partial(_get, reader, f"/{SECTION_TYPE}/?tuan={year_ago.isoformat()}"),
        "home": partial(_get, reader, "/"),
        "podcast": partial(_get, reader, reverse("bulletin_podcast", urlconf=PUBLIC)),
        "podcast with all below": partial(_get, above, below),
        # What the desk shows of a station.
        "week on the desk": lambda: week_grid(portal, monday_of(today), now),
        "missing": lambda: missing_now(stations, now, 7),
        "weeks": lambda: list(PostedWeeks().deliveries({POSTED}, today - timedelta(days=92))),
    }


def _get(client: Client, address: str) -> None:
    answer = client.get(address)
    if answer.status_code != http.HTTPStatus.OK:
        raise Amiss(f"{address} answered {answer.status_code}.")


def _measured(name: str, ours: Callable[[], object], bulletins: int) -> Measured:
    ours()
    with counting_queries() as count:
        ours()
    return Measured(
        name=f"bulletins.{name}",
        ours_seconds=median_seconds(ours, times=RUNS),
        queries=count.queries,
        more={"bulletins": bulletins, "database_seconds": count.seconds},
    )


def _airings(
    sections: list[SectionPage], today: date, days: int
) -> Iterator[tuple[SectionPage, datetime, int]]:
    """Two a day at each portal, the oldest first, with a number."""
    number = 0
    for past in range(days - 1, -1, -1):
        for hour in HOURS:
            at = datetime.combine(today - timedelta(days=past), hour, LOCAL_ZONE)
            for section in sections:
                number += 1
                yield section, at, number


def _write(airings: tuple[tuple[SectionPage, datetime, int], ...]) -> None:
    """Write the bulletins with their recordings, as a publication and the workers leave them."""
    body = BroadcastPage._meta.get_field("body").to_python(TEXT)
    with transaction.atomic():
        sounds = _sounds(airings)
        dealt: dict[SectionPage, list[BroadcastPage]] = {}
        for (section, at, number), sound in zip(airings, sounds, strict=True):
            alone = number % SOUND_ALONE_EVERY == 0
            posted = min(at + timedelta(hours=2), timezone.now())
            dealt.setdefault(section, []).append(
                BroadcastPage(
                    title=f"Bản tin {at:%H:%M %d/%m/%Y}",
                    slug=f"ban-tin-{number}",
                    lead=f"Phát lúc {at:%H:%M}.",
                    body=[] if alone else body,
                    lacks_text=alone,
                    aired_at=at,
                    bulletin_class=BulletinClass.URGENT
                    if number % URGENT_EVERY == 0
                    else BulletinClass.ORDINARY,
                    recording=sound,
                    live=True,
                    first_published_at=posted,
                    last_published_at=posted,
                    latest_revision_created_at=posted,
                )
            )
        let_stand(dealt)


def _sounds(airings: tuple[tuple[SectionPage, datetime, int], ...]) -> list[PortalDocument]:
    documents = PortalDocument.objects.bulk_create(
        PortalDocument(
            title=f"Bản tin {number}",
            file=f"documents/bench-{number}.mp3",
            file_size=2_000_000,
            file_hash=f"{number:040d}",
            collection=section.portal.collection,
            examination=Examination.FINE,
            scan_state=ScanState.CLEAN,
            scanned_at=at,
        )
        for section, at, number in airings
    )
    Recording.objects.bulk_create(
        Recording(
            document=document,
            state=SoundState.READY,
            stored_as=document.file.name,
            seconds=300.0,
            loudness_before=-23.0,
            loudness_after=-16.0,
            mp3=f"recordings/{document.pk}.mp3",
            mp3_bytes=2_400_000,
            opus=f"recordings/{document.pk}.ogg",
            opus_bytes=900_000,
            peaks=bytes(200),
            seen_at=at,
            made_at=at,
        )
        for document, (_section, at, _number) in zip(documents, airings, strict=True)
    )
    return list(documents)


def _open_stations(portals: list[Portal], since: date) -> None:
    week = [
        WantedSlot(weekday, hour, 15, SlotContent.OWN) for weekday in range(1, 8) for hour in HOURS
    ]
    at = datetime.combine(since - timedelta(days=2), time(8), LOCAL_ZONE)
    for portal in portals:
        station = open_station(
            portal=portal, name="Đài truyền thanh", since=local_date(at), actor=None, now=at
        )
        keep_week(station=station, slots=week, since=since, actor=None, now=at)


def bulletin_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    """Each page, and what is asked of all stations at once, against its target."""
    most = OF_ALL_SECONDS if name in OF_ALL else MOST_SECONDS
    yield TableRow(
        what=f"{one['bulletins']:,} bulletins: {name.replace('_', ' ')}",
        ours=f"{ms(one['ours_seconds'])}, {one['queries']} queries; "
        f"waiting for the database {ms(one['database_seconds'])}",
        target=f"{ms(most)}, {MOST_QUERIES} queries",
        met=one["ours_seconds"] <= most and one["queries"] <= MOST_QUERIES,
    )
