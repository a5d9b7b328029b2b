"""How fast sheets are listed, shown and compared, with a thousand of them in the province and with twenty thousand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import timedelta
from decimal import Decimal
from functools import partial
from itertools import batched
from typing import Any

from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from tqdm import tqdm

from editorial.disclosures.compared import indicator_path
from editorial.disclosures.figures import keep_imported
from editorial.models import DisclosurePage, SectionPage, StoryPage
from editorial.models.disclosure_sheet import ColumnKind, SheetColumn, SheetRow, StoredSheet
from portals.addresses import main_hostname
from portals.operations.bench.measure import Cast, Measured, counting_queries, median_seconds
from portals.operations.bench.table import BenchResult, TableRow, ms

from .standing import let_stand

SIZES = (1_000, 20_000)
SLICE = 1_000
RUNS = 15
MOST_QUERIES = 15
WHOLE, SPENT = "T", "th"
# The first is what all portals are compared by; a few portals need more of them.
FORMS = ("th-chi-ns-xa-quy", "can-doi-ns-xa", "qt-thu-ns-xa", "kh-lcnt")
NEWEST_YEAR = 2026
MONTHS = 12
MONTHS_OF_A_FORM = 26 * MONTHS
COLUMNS = (
    SheetColumn("dt", "Dự toán năm", ColumnKind.MONEY),
    SheetColumn(SPENT, "Thực hiện", ColumnKind.MONEY),
    SheetColumn("ss", "So sánh TH/DT (%)", ColumnKind.PERCENT),
)
PARTS = (
    *("Chi giáo dục", "Chi y tế", "Chi văn hóa, thông tin", "Chi thể dục, thể thao"),
    *("Chi bảo vệ môi trường", "Chi hoạt động kinh tế", "Chi quản lý nhà nước", "Chi khác"),
)


def measure_disclosures(cast: Cast) -> list[Measured]:
    """Seconds of whole pages, rendered, at both sizes: a section, a sheet, its table, one indicator of all."""
    sections = list(SectionPage.objects.filter(section_type="ngan-sach").order_by("pk"))
    found: list[Measured] = []
    written = 0
    with tqdm(total=max(SIZES), desc="disclosures", disable=None) as bar:
        for size in SIZES:
            for numbers in batched(range(written, size), SLICE):
                last = _write(sections, numbers)
                bar.update(len(numbers))
            written = size
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            found += _measured(cast, size, last)
    return found


def _measured(cast: Cast, size: int, last: StoryPage) -> Iterator[Measured]:
    section = last.get_parent().specific
    commune = Client(headers={"host": main_hostname(section.portal)})
    province = Client(headers={"host": main_hostname(cast.province)})
    path, compared = last.public_path(), indicator_path(FORMS[0], WHOLE, SPENT)
    asked: dict[str, Any] = {
        "section": partial(commune.get, f"/{section.slug}/"),
        "sheet": partial(commune.get, path),
        "indicator": partial(province.get, compared),
        "indicator_csv": partial(province.get, f"{compared.rstrip('/')}.csv"),
    }
    for name, ours in asked.items():
        answer = ours()
        if answer.status_code != 200:
            raise RuntimeError(f"{name}: {answer.status_code}")
        with counting_queries() as count:
            ours()
        yield Measured(
            name=f"disclosures.{size}.{name}",
            ours_seconds=median_seconds(ours, times=RUNS),
            queries=count.queries,
            more={"disclosures": size},
        )


def _write(sections: Sequence[SectionPage], numbers: tuple[int, ...]) -> StoryPage:
    """Write a sheet of each number, dealt to the sections in turn; return the last."""
    pages = [_page(number, sections[number % len(sections)], len(sections)) for number in numbers]
    dealt: dict[SectionPage, list[DisclosurePage]] = {}
    for number, page in zip(numbers, pages, strict=True):
        dealt.setdefault(sections[number % len(sections)], []).append(page)
    with transaction.atomic():
        let_stand(dealt)
        keep_imported(pages, {page.pk: s.portal for s, some in dealt.items() for page in some})
    return pages[-1]


def _page(number: int, section: SectionPage, portals: int) -> DisclosurePage:
    """Each portal has a month after the other, backwards from the newest, and then those of the next form."""
    form, back = divmod(number // portals, MONTHS_OF_A_FORM)
    at = timezone.now() - timedelta(minutes=number)
    page = DisclosurePage(
        form=FORMS[form],
        agency=f"Ủy ban nhân dân {section.portal.name}",
        period_kind="month",
        period_year=NEWEST_YEAR - back // MONTHS,
        period_month=MONTHS - back % MONTHS,
        sheet=_sheet(number).to_json(),
        lead="Tổng chi ngân sách của tháng.",
        live=True,
        first_published_at=at,
        last_published_at=at,
        latest_revision_created_at=at,
    )
    page.derive()
    page.slug = f"bieu-so-{number}"
    return page


def _sheet(number: int) -> StoredSheet:
    spent = [(number * 7 + place * 13) % 900 * 1_000_000 for place in range(1, len(PARTS) + 1)]
    rows = [
        _row(str(place), label, one, 1)
        for place, (label, one) in enumerate(zip(PARTS, spent, strict=True), start=1)
    ]
    return StoredSheet(
        title="Thực hiện chi ngân sách xã",
        form_number="Biểu số 115/CK TC-NSNN",
        unit="đồng",
        columns=COLUMNS,
        rows=(_row(WHOLE, "TỔNG CHI", sum(spent), 0), *rows),
    )


def _row(code: str, label: str, spent: int, level: int) -> SheetRow:
    return SheetRow(code, "", label, level, (4 * spent, spent, Decimal(25)))


def disclosure_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    size, _dot, asked = name.partition(".")
    yield TableRow(
        what=f"{int(size):,} disclosures: {asked.replace('_', ' ')}",
        stock="-",
        limit="-",
        ours=f"{ms(one['ours_seconds'])}, {one['queries']} queries",
        target=f"{MOST_QUERIES} queries",
        met=one["queries"] <= MOST_QUERIES,
    )
