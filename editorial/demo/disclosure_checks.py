"""What a citizen checks of a disclosure: page, CSV and original file say the same, and the parts are the whole."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from editorial.models import DisclosurePage, Placement
from portals.addresses import main_hostname
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, RunningDemo

from .showcase import is_shown_off

FILE = re.compile(r'href="(/tep/[^"]*\.xlsx)"')


def reads_disclosures_back(demo: RunningDemo) -> Iterator[Result]:
    """Ask for the newest disclosure of each portal that is shown off, as anybody could."""
    shown = [
        portal
        for portal in Portal.objects.filter(closed_on=None).select_related("site").order_by("pk")
        if is_shown_off(portal)
    ]
    faults = [fault for portal in shown if (fault := _fault_on(demo, portal))]
    yield Result("disclosure_published", len(shown) - len(faults), len(shown), faults)


def _fault_on(demo: RunningDemo, portal: Portal) -> str:
    host = main_hostname(portal)
    newest = _newest(portal)
    if newest is None:
        return f"{host}: nothing disclosed"
    page = demo.ask(Address(host, newest.path))
    table = demo.ask(Address(host, f"{newest.path}so-lieu.csv"))
    if (page.status, table.status) != (HTTPStatus.OK, HTTPStatus.OK):
        return f"{host}{newest.path}: {page.status}, {table.status}"
    return _fault_of_figures(demo, host, newest.path, page.body.decode(), table.body)


def _newest(portal: Portal) -> Placement | None:
    """The newest disclosure with its file: where names were shortened, none stands beside the table."""
    placed = Placement.objects.standing().filter(portal=portal, kind=DisclosurePage.story_kind)
    pages = DisclosurePage.objects.in_bulk(placed.values_list("story", flat=True))
    for placement in placed.select_related("story", "section").order_by("-placed_at", "-pk"):
        if not pages[placement.story_id].stored_sheet.is_masked:
            return placement
    return None


def _fault_of_figures(demo: RunningDemo, host: str, path: str, page: str, table: bytes) -> str:
    # Not above: every process of the product loads the checks, and few read workbooks.
    from editorial.disclosures.forms.loading import shipped_forms
    from editorial.disclosures.reading.files import grids_in
    from editorial.disclosures.reading.parsing import parsed

    offered = FILE.search(page)
    if offered is None:
        return f"{host}{path}: no file"
    read = parsed(grids_in(io.BytesIO(demo.ask(Address(host, offered[1])).body)), shipped_forms())
    rows = {row["ma_dong"]: row for row in csv.DictReader(io.StringIO(table.decode("utf-8-sig")))}
    for row in read.rows:
        for column, value in row.values.items():
            if str("" if value is None else value) != rows[row.code][column]:
                return f"{host}{path}: {row.code}, {column}: {rows[row.code][column]}"
            if isinstance(value, int) and f"{value:,}".replace(",", ".") not in page:
                return f"{host}{path}: {value} is not shown"
    return ""


DISCLOSURES_READ_BACK = DemoCheck(
    {"disclosure_published": _("Disclosures whose table, data and file agree")},
    reads_disclosures_back,
    rank=26,
)
