"""What a reader of the demo asks the register for: a document by its number, its file, and its state on a day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from itertools import product
from urllib.parse import urlsplit

from django.utils.translation import gettext_lazy as _

from editorial.document_numbers.parsing import read_number
from portals.addresses import main_hostname
from portals.models import Portal
from portals.operations.demo.registry import DemoCheck, Result
from portals.operations.demo.running import Address, HttpAnswer, RunningDemo

# By number and day of issue: what the register says of it on which day.
EXPECTED = {
    ("96/QĐ-UBND", "2021-03-18"): {"2021-03-17": "not_yet", "2021-03-18": "in_force"},
    ("07/CT-UBND", "2020-05-11"): {"2021-04-01": "in_force", "2021-04-02": "expired"},
    ("263/KH-UBND", "2024-08-21"): {"2025-12-31": "in_force", "2026-01-01": "expired"},
}
STATE = re.compile(r'class="force-badge force-(\w+)')
FILE = re.compile(r'href="(/[^"]*\.pdf)"')


def finds_documents(demo: RunningDemo) -> Iterator[Result]:
    """Ask the province's portal and a commune's, on which the province's documents stand republished."""
    open_ones = Portal.objects.filter(closed_on=None).select_related("site").order_by("pk")
    hosts = [main_hostname(open_ones.filter(tier=tier)[0]) for tier in ("province", "commune")]
    asked = list(product(hosts, EXPECTED))
    faults = [fault for host, named in asked if (fault := _fault(demo, host, *named))]
    yield Result("document_found", len(asked) - len(faults), len(asked), faults)


def _fault(demo: RunningDemo, host: str, number: str, issued_on: str) -> str:
    """Return what is wrong with a document on a portal; "" where all is right."""
    key = read_number(number).key.replace("/", "-")
    asked = Address(host, f"/van-ban/so/{key}/?ngay={issued_on}")
    led = demo.ask(asked)
    if led.status not in {HTTPStatus.FOUND, HTTPStatus.MOVED_PERMANENTLY}:
        return f"{asked}: {led.status}"
    page = Address(host, urlsplit(led.headers["Location"]).path)
    for day, state in EXPECTED[number, issued_on].items():
        answer = demo.ask(Address(host, f"{page.path}?ngay={day}"))
        found = STATE.search(answer.body.decode())
        if found is None or found[1] != state:
            return f"{page} on {day}: {found[1] if found else answer.status}"
    return _fault_of_file(demo, page, number)


def _fault_of_file(demo: RunningDemo, page: Address, number: str) -> str:
    """The file that the page offers is the document itself, by its own words."""
    offered = FILE.search(demo.ask(page).body.decode())
    if offered is None:
        return f"{page}: no file"
    answer = demo.ask(Address(page.host, offered[1]))
    if answer.status != HTTPStatus.OK or number not in _words(answer):
        return f"{page.host}{offered[1]}: {answer.status}"
    return ""


def _words(answer: HttpAnswer) -> str:
    # Not above: every process of the product loads the checks, and few read PDFs.
    from pypdfium2 import PdfDocument

    return "".join(str(page.get_textpage().get_text_range()) for page in PdfDocument(answer.body))


DOCUMENTS = DemoCheck(
    {"document_found": _("Documents found by number, with file and state")},
    finds_documents,
    rank=25,
)
