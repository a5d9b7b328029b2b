"""The chapters of the bench that are of this floor: what readers, searchers, the desk and strangers wait for."""

from __future__ import annotations

from tqdm import tqdm

from portals.operations.bench.cast import the_province
from portals.operations.bench.measure import BenchSize
from portals.operations.bench.registry import BenchMeasure, BenchPlant

from .alerts import KILLS, SUBSCRIBERS, alert_rows, measure_alerts
from .archiving import archive_rows, measure_archive
from .attacks import attack_rows, measure_attacks
from .bulletins import DAYS, bulletin_rows, measure_bulletins
from .copied_stories import COPIES
from .desk import admin_rows, measure_admin
from .desk_walk import desk_rows, measure_desk
from .disclosures import disclosure_rows, measure_disclosures
from .documents import measure_register, register_rows
from .land import land_rows, measure_land
from .province import open_province
from .quarter import measure_quarter, quarter_rows
from .reading import SEARCHED, measure_pages, measure_search, page_rows, search_rows
from .recordings import measure_recordings, recording_rows
from .reforms import ADDRESSES, PLACEMENTS, UNITS, measure_reforms, reform_rows
from .requests import CASES, measure_requests, request_rows
from .sendings import MINUTES
from .stories import write_stories
from .visits import VIEWS, measure_visits, visit_rows


def _open_province(size: BenchSize) -> None:
    open_province(portals=size.portals)


def _write_stories(size: BenchSize) -> None:
    with tqdm(total=size.stories, desc="stories", disable=None) as bar:
        write_stories(province=the_province(), stories=size.stories, progress=bar.update)


PLANTS = (
    BenchPlant(name="province", rank=10, plant=_open_province),
    BenchPlant(name="stories", rank=30, plant=_write_stories),
)
MEASURES = (
    BenchMeasure(
        name="search",
        rank=10,
        measure=measure_search,
        rows=search_rows,
        options=(SEARCHED,),
    ),
    BenchMeasure(name="admin", rank=20, measure=measure_admin, rows=admin_rows),
    BenchMeasure(name="pages", rank=30, measure=measure_pages, rows=page_rows),
    # By its name only: it opens some hundred pages, each three times by two people.
    BenchMeasure(name="desk", rank=64, measure=measure_desk, rows=desk_rows, is_of_all=False),
    # By its name only: it writes a hundred thousand documents, which the others' figures do not know.
    BenchMeasure(
        name="register", rank=65, measure=measure_register, rows=register_rows, is_of_all=False
    ),
    # By its name only, for the same reason.
    BenchMeasure(
        name="disclosures",
        rank=66,
        measure=measure_disclosures,
        rows=disclosure_rows,
        is_of_all=False,
    ),
    # By its name only, for the same reason.
    BenchMeasure(name="land", rank=69, measure=measure_land, rows=land_rows, is_of_all=False),
    # By its name only: it makes a month of readers.
    BenchMeasure(
        name="visits",
        rank=74,
        measure=measure_visits,
        rows=visit_rows,
        is_of_all=False,
        options=(VIEWS,),
    ),
    # By its name only: it publishes on the province's portal, which pages are measured on.
    BenchMeasure(
        name="quarter", rank=68, measure=measure_quarter, rows=quarter_rows, is_of_all=False
    ),
    # By its name only: a minute of the processor for five of sound.
    BenchMeasure(
        name="recordings",
        rank=71,
        measure=measure_recordings,
        rows=recording_rows,
        is_of_all=False,
    ),
    # By its name only: it writes two years of bulletins for every portal.
    BenchMeasure(
        name="bulletins",
        rank=72,
        measure=measure_bulletins,
        rows=bulletin_rows,
        is_of_all=False,
        options=(DAYS,),
    ),
    # By its name only: it fills the queue of the province with requests.
    BenchMeasure(
        name="requests",
        rank=67,
        measure=measure_requests,
        rows=request_rows,
        is_of_all=False,
        options=(CASES, MINUTES),
    ),
    # By its name only: it ends every portal but the province's.
    BenchMeasure(
        name="reforms",
        rank=75,
        measure=measure_reforms,
        rows=reform_rows,
        is_of_all=False,
        options=(COPIES, PLACEMENTS, UNITS, ADDRESSES),
    ),
    # By its name only: it asks for every public page.
    BenchMeasure(
        name="archive",
        rank=76,
        measure=measure_archive,
        rows=archive_rows,
        is_of_all=False,
        options=(COPIES,),
    ),
    # By its name only: a hundred thousand mailboxes.
    BenchMeasure(
        name="alerts",
        rank=73,
        measure=measure_alerts,
        rows=alert_rows,
        is_of_all=False,
        options=(SUBSCRIBERS, KILLS),
    ),
    # By its name only: minutes of strangers at the door.
    BenchMeasure(
        name="attacks", rank=70, measure=measure_attacks, rows=attack_rows, is_of_all=False
    ),
)
