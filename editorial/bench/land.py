"""How fast a street is found in price tables of a whole province, by words, commune, position and kind of land."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator
from functools import partial

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from tqdm import tqdm

from editorial.disclosures.figures import keep_imported
from editorial.land.prices.deriving import FORM, derive_prices
from editorial.land.prices.views import SECTION_TYPE, prices_path
from editorial.models import DisclosurePage, SectionPage
from editorial.models.disclosure_sheet import ColumnKind, SheetColumn, SheetRow, StoredSheet
from portals.addresses import main_hostname
from portals.models import Portal
from portals.operations.bench.measure import (
    Cast,
    Measured,
    counting_queries,
    database_work,
    seconds,
)
from portals.operations.bench.table import BenchResult, TableRow, ms

from .standing import let_stand

# Of prices in the table that holds; the one of the year before has as many.
SIZES = (3_600, 36_000)
POSITIONS = 4
COMMUNES = 126
KINDS = ("Đất ở", "Đất thương mại, dịch vụ", "Đất sản xuất phi nông nghiệp")
YEARS = (timezone.now().year - 1, timezone.now().year)
RUNS = 20
MOST_SECONDS, MOST_QUERIES = 0.050, 15
TEXTS = (("tu", "Từ"), ("den", "Đến"), ("dia_ban", "Xã, phường"), ("loai_dat", "Loại đất"))
COLUMNS = (
    *(SheetColumn(code, heading, ColumnKind.TEXT) for code, heading in TEXTS),
    *(SheetColumn(f"vt{n}", f"Vị trí {n}", ColumnKind.MONEY) for n in range(1, POSITIONS + 1)),
)
FIRST = ("Nguyễn", "Trần", "Lê", "Lý", "Hoàng", "Ngô", "Phan", "Đặng", "Vũ", "Bùi")
LAST = ("Trãi", "Phú", "Lợi", "Cao", "Quyền", "Bội Châu", "Tất", "Dũng", "Gia Tự", "Thị Xuân")
RARE_STREET, RARE_AT = "Đường đê Thiên Đức", 7
ASKED = {
    "nothing": "",
    "page_100": "?trang=100",
    "street": "?q=nguyen trai",
    "street_with_accents": "?q=Nguyễn Trãi",
    "rare_street": "?q=thien duc",
    "no_such_street": "?q=khong co duong nay",
    "one_letter": "?q=n",
    "commune": "?xa=phuong-thu-17",
    "position_and_kind": "?vi-tri=2&loai-dat=dat-o",
    "all_of_it": "?q=le loi&xa=phuong-thu-17&vi-tri=1&loai-dat=dat-o&dien-tich=85,5",
}


def measure_land(cast: Cast) -> list[Measured]:
    """Seconds of the whole page for each way to ask, on the portal of the province, at both sizes."""
    tables = _tables(cast.province)
    found: list[Measured] = []
    for size in SIZES:
        with tqdm(total=len(tables), desc=f"{size:,} prices", disable=None) as bar:
            for table in tables:
                _fill(table, size // POSITIONS)
                bar.update()
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
        found += _measured(cast.province, size)
    return found


def _measured(portal: Portal, size: int) -> Iterator[Measured]:
    client = Client(headers={"host": main_hostname(portal)})
    for name, query in ASKED.items():
        ours = partial(client.get, f"{prices_path()}{query}")
        answer = ours()
        if answer.status_code != 200:
            raise RuntimeError(f"{name}: {answer.status_code}")
        with counting_queries() as count:
            ours()
        waited = [seconds(ours) for _ in range(RUNS)]
        spent = [_on_a_processor(ours) for _ in range(RUNS)]
        own, database = (statistics.median(one) for one in zip(*spent, strict=True))
        yield Measured(
            name=f"land.{size}.{name}",
            ours_seconds=statistics.median(waited),
            queries=count.queries,
            more={
                "prices": size,
                "own_processor_seconds": own,
                "database_processor_seconds": database,
            },
        )


def _on_a_processor(action: Callable[[], object]) -> tuple[float, float]:
    """What this process and that of the database spent; the second is 0 where it is on another machine."""
    before = time.process_time()
    work = database_work(action)
    return time.process_time() - before, work.worked or 0.0


def _tables(portal: Portal) -> list[DisclosurePage]:
    """The province's tables of both years, still empty."""
    section = SectionPage.objects.get(portal=portal, section_type=SECTION_TYPE)
    pages = []
    for year in YEARS:
        at = timezone.now()
        page = DisclosurePage(
            form=FORM,
            agency=portal.agency,
            period_kind="year",
            period_year=year,
            sheet=_sheet(year, 0).to_json(),
            lead="Giá đất theo đường, theo vị trí.",
            live=True,
            first_published_at=at,
            last_published_at=at,
            latest_revision_created_at=at,
        )
        page.derive()
        page.slug = f"bang-gia-dat-{year}"
        pages.append(page)
    with transaction.atomic():
        let_stand({section: pages})
        keep_imported(pages, {page.pk: portal for page in pages})
    return pages


def _fill(page: DisclosurePage, segments: int) -> None:
    page.sheet = _sheet(page.period_year, segments).to_json()
    page.save(update_fields=["sheet"])
    derive_prices(DisclosurePage.objects.get(pk=page.pk))


def _sheet(year: int, segments: int) -> StoredSheet:
    rows = tuple(_row(number, year) for number in range(segments))
    return StoredSheet(title="Bảng giá đất", unit="đồng/m2", columns=COLUMNS, rows=rows)


def _row(number: int, year: int) -> SheetRow:
    street = f"Đường {FIRST[number % 10]} {LAST[number * 7 // 10 % 10]}"
    price = (4_000 + number * 7_919 % 38_000) * 1_000
    price = price * 108 // 100 if year == YEARS[-1] else price
    commune, kind = f"Phường Thử {number % COMMUNES + 1}", KINDS[number % len(KINDS)]
    return SheetRow(
        code=f"II.{number + 1}",
        ordinal=str(number + 1),
        label=RARE_STREET if number == RARE_AT else street,
        level=1,
        cells=(
            f"Ngã tư số {number % 90}",
            f"Cống số {number % 70}",
            commune,
            kind,
            *(price * share // 100 for share in (100, 64, 42, 28)),
        ),
        is_open=True,
    )


def land_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    size, _dot, asked = name.partition(".")
    own, database = one["own_processor_seconds"], one["database_processor_seconds"]
    yield TableRow(
        what=f"{int(size):,} prices of land: {asked.replace('_', ' ')}",
        stock="-",
        limit="-",
        ours=f"{ms(one['ours_seconds'])}, {one['queries']} queries; of a core {ms(own)}, the database's {ms(database)}",
        target=f"{ms(MOST_SECONDS)} of cores, {MOST_QUERIES} queries",
        met=own + database <= MOST_SECONDS and one["queries"] <= MOST_QUERIES,
    )
