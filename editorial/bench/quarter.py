"""How long a quarter's budget takes from the sheet to the public: the machine's time of each step, and hand work."""

from __future__ import annotations

import csv
import io
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bs4 import BeautifulSoup
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from editorial.disclosures.desk.jobs import read_sheet_upload
from editorial.disclosures.forms.known import form_called
from editorial.models import DisclosurePage, SheetUpload
from portals.addresses import main_hostname
from portals.operations.bench.measure import Cast, Measured, counting_queries
from portals.operations.bench.table import BenchResult, TableRow, ms
from portals.services import ServicesRefused

if TYPE_CHECKING:
    from editorial.disclosures.forms.form import SheetTemplate
    from portals.boards.models import User

FORM = "th-chi-ns-xa-quy"
PERIOD = {"{Q}": "II", "{Y}": "2026"}


@dataclass(frozen=True, slots=True)
class HandWork:
    """What a step asks of a person: clicks or taps, keys, and decisions (look, and choose what comes next)."""

    clicks: int = 0
    keys: int = 0
    decisions: int = 0


# Counted from the pages: nothing has to be typed, since agency and summary are filled in from the sheet.
BY_HAND = {
    # A line of the inbox.
    "open": HandWork(clicks=1, decisions=1),
    # The field, the file in the window of the system, the button.
    "read": HandWork(clicks=3, decisions=1),
    "submit": HandWork(clicks=1, decisions=1),
    # The head: a line of the inbox, then the button.
    "approve": HandWork(clicks=2, decisions=2),
    "public": HandWork(),
}
# Seconds, in the keystroke-level model of Card, Moran and Newell (1980).
A_CLICK, A_KEY, A_DECISION = 1.1 + 0.2, 0.28, 1.35


def measure_quarter(cast: Cast) -> list[Measured]:
    """Seconds of each step, pages included, from the line of the inbox to the figures as a file; done once."""
    return [*_Walk(cast).steps()]


def sheet_as_csv(form: SheetTemplate, agency: str) -> bytes:
    """Return the example of the form as a sheet of `PERIOD`: agency, title, unit, two lines of headings, its lines."""
    if form.example is None:
        raise ServicesRefused(f"{form.code} has no example.")
    tops = [column.heading[0] for column in form.columns]
    lowest = [column.heading[-1] if len(column.heading) > 1 else "" for column in form.columns]
    lines: list[list[Any]] = [[agency], [form.title], ["Đơn vị tính: đồng"], [], tops, lowest]
    for row in form.rows:
        cells = form.example.rows.get(row.code)
        if cells is not None:
            words = {"stt": row.ordinal, "label": row.label}
            lines.append([words.get(one.role, cells.get(one.code, "")) for one in form.columns])
    written = io.StringIO()
    csv.writer(written).writerows(lines)
    text = written.getvalue()
    for name, value in PERIOD.items():
        text = text.replace(name, value)
    return text.encode()


class _Walk:
    def __init__(self, cast: Cast) -> None:
        self.portal = cast.province
        self.accountant, self.head = _desk(cast.editor), _desk(cast.head)
        # The first page of a process compiles its templates.
        self._get(self.accountant, reverse("wagtailadmin_home"))

    def steps(self) -> Iterator[Measured]:
        steps: dict[str, Callable[[], None]] = {
            "open": self._open,
            "read": self._read,
            "submit": self._submit,
            "approve": self._approve,
            "public": self._public,
        }
        for name, step in steps.items():
            started = time.perf_counter()
            with counting_queries() as count:
                step()
            hand = BY_HAND[name]
            yield Measured(
                name=f"quarter.{name}",
                ours_seconds=time.perf_counter() - started,
                queries=count.queries,
                more={"clicks": hand.clicks, "keys": hand.keys, "decisions": hand.decisions},
            )

    def _open(self) -> None:
        self._get(self.accountant, reverse("inbox"))
        self._get(self.accountant, reverse("sheet_upload", args=[self.portal.pk]))

    def _read(self) -> None:
        content = sheet_as_csv(form_called(FORM), self.portal.agency)
        address = reverse("sheet_upload", args=[self.portal.pk])
        self._post(self.accountant, address, {"file": SimpleUploadedFile("quy-2.csv", content)})
        upload = SheetUpload.objects.latest("pk")
        if upload.read is None:
            # As the worker does where the request had no time for it.
            read_sheet_upload(upload_id=upload.pk)
        self.look = reverse("sheet_look", args=[upload.pk])
        self.shown = self._get(self.accountant, self.look)

    def _submit(self) -> None:
        self._post(self.accountant, self.look, _fields(self.shown, ".desk-decision"))
        self.page = DisclosurePage.objects.latest("pk")
        self._get(self.accountant, reverse("story_review", args=[self.page.pk]))

    def _approve(self) -> None:
        self._get(self.head, reverse("inbox"))
        shown = self._get(self.head, reverse("story_review", args=[self.page.pk]))
        address = reverse("story_approve", args=[self.page.pk])
        self._post(self.head, address, _fields(shown, f"form[action='{address}']"))

    def _public(self) -> None:
        citizen = Client(headers={"host": main_hostname(self.portal)})
        path = DisclosurePage.objects.get(pk=self.page.pk).public_path()
        html = self._get(citizen, path)
        file = BeautifulSoup(html, "html.parser").select_one("a[href$='.csv']")
        if file is None:
            raise ServicesRefused(f"{path} offers no figures to take away.")
        self._get(citizen, str(file["href"]))

    @staticmethod
    def _get(client: Client, address: str) -> str:
        answer = client.get(address)
        if answer.status_code != 200:
            raise ServicesRefused(f"{address} answered {answer.status_code}.")
        streamed: Any = answer
        content = b"".join(streamed.streaming_content) if answer.streaming else answer.content
        return content.decode()

    @staticmethod
    def _post(client: Client, address: str, fields: dict[str, Any]) -> None:
        answer = client.post(address, fields)
        if answer.status_code != 302:
            raise ServicesRefused(f"{address} answered {answer.status_code}.")


def _desk(user: User) -> Client:
    client = Client(headers={"host": settings.PORTALS_ADMIN_HOST})
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[-1])
    return client


def _fields(html: str, form: str) -> dict[str, Any]:
    """Return what the form would send as it stands."""
    found = BeautifulSoup(html, "html.parser").select(f"{form} input[name], {form} textarea[name]")
    return {
        str(field["name"]): str(field.get("value", field.get_text().strip())) for field in found
    }


def quarter_rows(one: BenchResult, name: str) -> Iterator[TableRow]:
    """A line for each step; its hand work in seconds by the model, reading not counted."""
    by_hand = one["clicks"] * A_CLICK + one["keys"] * A_KEY + one["decisions"] * A_DECISION
    yield TableRow(
        what=f"A quarter's budget: {name}",
        ours=f"{ms(one['ours_seconds'])}, {one['queries']} queries; "
        f"{one['clicks']} clicks, {one['keys']} keys, about {by_hand:.0f} s by hand",
    )
