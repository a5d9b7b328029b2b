"""A form that the province adds: its sheets are read and published as others are; a bad file changes nothing."""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.urls import reverse
from django.utils import timezone
from psycopg.types.range import DateRange
from wagtail.models import ModelLogEntry

from editorial.demo.sheet_files import sheet_file_of
from editorial.disclosures.compared import compared_now
from editorial.disclosures.desk.actions import draft_from_sheet, send_sheet
from editorial.disclosures.desk.reading import outcome_at_once
from editorial.disclosures.forms.actions import UnableToLoadForm, load_form
from editorial.disclosures.forms.faults import BadForm
from editorial.disclosures.forms.form import SheetTemplate
from editorial.disclosures.forms.known import form_called, forms_on
from editorial.disclosures.forms.loading import DATA
from editorial.disclosures.open_data import ComparedFigures
from editorial.disclosures.reading.sheet import ReadSheet, SheetPeriod
from editorial.models import AddedForm, DisclosureFigure, DisclosurePage, PortalPopulation
from editorial.review.actions import approve_story
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.boards.models import User
from portals.duties import registry
from portals.models import Portal
from portals.refusals import NotYourOffice
from portals.uploads.apart import UploadDeadline
from tests.factories import make_member, make_portal
from tests.support.sheets import make_disclosure
from tests.support.visiting import visit
from tests.walls import desk_client

FORM = """\
code: quy-duong-thon
title: "THU, CHI QUỸ ĐƯỜNG THÔN QUÝ {Q} NĂM {Y}"
basis: the province's own
section: dau-tu
starts: 2026-01-01
tier: [commune]
period: quarter
unit_options: [đồng, nghìn đồng]
columns:
  - {code: stt, heading: ["STT"], type: text, role: stt}
  - {code: thon, heading: ["Tuyến đường"], type: text, role: label, required: true}
  - {code: thu, heading: ["Đã thu vào quỹ"], type: integer, money: true, required: true}
  - {code: chi, heading: ["Đã chi sửa đường"], type: integer, money: true, required: true}
  - {code: con, heading: ["Quỹ còn lại"], type: integer, money: true, computed: {minus: [thu, chi]}}
rows:
  - {code: T, stt: "", label: "CỘNG CÁC TUYẾN", sum: ["1", "2"]}
  - {code: "1", stt: "1", label: "Đường bê tông trục thôn"}
  - {code: "2", stt: "2", label: "Đường cấp phối ra đồng"}
example:
  period: {kind: quarter, year: 2026, quarter: 2}
  rows:
    T: {thu: 90000000, chi: 50000000, con: 40000000}
    "1": {thu: 60000000, chi: 30000000, con: 30000000}
    "2": {thu: 30000000, chi: 20000000, con: 10000000}
"""
DAY = date(2026, 7, 1)


@pytest.fixture
def province(db: None) -> Portal:
    return make_portal("province")


@pytest.fixture
def head(province: Portal) -> User:
    return make_member(province, Position.HEAD)


def load(head: User, *changes: tuple[str, str], name: str = "duong.yaml") -> str:
    text = FORM
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    return load_form(text=text, name=name, actor=head, now=timezone.now())


def sheet_of(
    form: SheetTemplate, *, roads: int = 60_000_000, con: int | None = None, agency: str = "UBND"
) -> Any:
    """The sheet of the example; `roads`: what the first road got, `con`: what its sheet says is left of it."""
    assert form.example
    rows = {code: dict(values) for code, values in form.example.rows.items()}
    rows["1"] |= {"thu": roads, "con": roads - 30_000_000 if con is None else con}
    rows["T"] |= {"thu": roads + 30_000_000, "con": roads - 20_000_000}
    content = sheet_file_of(
        form, SheetPeriod("quarter", 2026, 2), rows, agency=agency, unit="nghìn đồng"
    )
    return SimpleUploadedFile("duong.xlsx", content)


def test_its_sheets_become_pages_in_the_section_that_it_names(
    head: User, tmp_path: Path, capsys: Any
) -> None:
    path = tmp_path / "duong.yaml"
    path.write_text(FORM, encoding="utf-8")
    for became in ("added", "kept"):
        call_command("load_form", str(path), by=head.username)
        assert capsys.readouterr().out.strip() == became
    assert ModelLogEntry.objects.get(action="editorial.load_form").user == head
    form = form_called("quy-duong-thon")
    file = sheet_of(form)

    # The day before its first one nothing is known of it.
    early = outcome_at_once(file, day=date(2025, 12, 31), until=UploadDeadline())
    assert not isinstance(early, ReadSheet)
    read = outcome_at_once(file, day=date(2026, 1, 1), until=UploadDeadline())
    assert isinstance(read, ReadSheet)
    assert read.form == form.code

    commune = make_portal("commune")
    actor, now = make_member(commune, Position.CONTRIBUTOR), timezone.now()
    upload = send_sheet(portal=commune, file=file, outcome=read, actor=actor, now=now)
    page = draft_from_sheet(
        upload=upload, agency="UBND", lead="Quỹ.", decision_number="", actor=actor, now=now
    )
    assert page.stored_sheet.value("T", "con") == 40_000_000
    assert page.get_parent().specific.section_type_id == "dau-tu"
    assert registry.named("disclosure:quy-duong-thon") is not None
    assert registry.named("disclosure:quy-khac") is None

    with pytest.raises(UnableToLoadForm):
        load(head, ("Quỹ còn lại", "Còn lại"))
    # Its end is none of what sheets were read by, and is the day after the last.
    assert load(head, ("starts: 2026-01-01", "starts: 2026-01-01\nends: 2026-07-01")) == "changed"
    assert form.code not in {one.code for one in forms_on(DAY)}
    assert form.code in {one.code for one in forms_on(DAY - timedelta(days=1))}
    assert load(head, ("2026-01-01", "2026-07-01"), ("Quỹ còn lại", "Còn lại")) == "added"
    assert form_called(form.code).column_of["con"].heading == ("Còn lại",)


def commune_of(people: int, name: str) -> Portal:
    commune = make_portal(name=name)
    PortalPopulation.objects.create(
        portal=commune, as_of=date(2026, 1, 1), people=people, source="Niên giám"
    )
    return commune


def publish(form: SheetTemplate, commune: Portal, *, roads: int) -> DisclosurePage:
    """The commune sends its sheet of the second quarter by the desk, and its head approves it."""
    agency = f"UBND {commune.name}"
    desk = desk_client(make_member(commune, Position.CONTRIBUTOR))
    file = sheet_of(form, roads=roads, agency=agency)
    sent = desk.post(reverse("sheet_upload", args=[commune.pk]), {"file": file})
    desk.post(sent["Location"], {"agency": agency, "lead": "Quỹ.", "decision_number": ""})
    story = DisclosurePage.objects.get(form=form.code)
    approve_story(story=story, actor=make_member(commune, Position.HEAD), now=timezone.now())
    return story


def shown(portal: Portal, path: str) -> BeautifulSoup:
    return BeautifulSoup(visit(portal, path).content, "html.parser")


def table_in(page: BeautifulSoup, number: int = 0) -> list[list[str]]:
    lines = page.select("main table")[number].select("tbody tr")
    return [[cell.get_text(" ", strip=True) for cell in line.select("th, td")] for line in lines]


def test_is_carried_from_its_file_to_the_page_of_a_sheet_and_to_the_comparison(
    province: Portal, head: User, settings: Any, tmp_path: Path
) -> None:
    settings.MEDIA_ROOT = tmp_path
    load(head, ("starts: 2026-01-01", "starts: 2020-01-01"))
    form = form_called("quy-duong-thon")
    index = "/so-lieu-cac-xa/"
    assert form.code not in visit(province, index).content.decode()
    wrong = outcome_at_once(
        sheet_of(form, roads=60_000_000, con=30_001_000), day=DAY, until=UploadDeadline()
    )
    assert not isinstance(wrong, ReadSheet)

    commune = commune_of(2_000, "Xã Cao Đức")
    story = publish(form, commune, roads=70_000_000)
    other = commune_of(8_000, "Xã An Bình")
    make_disclosure(other, form=form.code, year=2026, sheet=story.stored_sheet)

    path = story.public_path()
    page = shown(commune, path)
    assert [line[-3:] for line in table_in(page)] == [
        ["100.000.000", "50.000.000", "50.000.000"],
        ["70.000.000", "30.000.000", "40.000.000"],
        ["30.000.000", "20.000.000", "10.000.000"],
    ]
    assert [one.get_text() for one in page.select("svg .chart-label")] == [
        "Đường bê tông trục thôn",
        "Đường cấp phối ra đồng",
    ]
    csv_of_page = visit(commune, f"{path}so-lieu.csv").content.decode("utf-8-sig")
    whole, *parts = csv.DictReader(io.StringIO(csv_of_page))
    for column in ("thu", "chi", "con"):
        assert int(whole[column]) == sum(int(part[column]) for part in parts) > 0

    compared = f"{index}quy-duong-thon/T/con/"
    assert page.select_one(f'a[href="{main_origin(province)}{compared}"]')
    link = shown(province, index).select_one(f'main a[href="{compared}"]')
    assert link
    assert link.get_text() == "Thu, chi quỹ đường thôn"
    comparison = shown(province, compared)
    assert table_in(comparison) == [
        ["Xã Cao Đức", "50.000.000", "2.000", "25.000"],
        ["Xã An Bình", "50.000.000", "8.000", "6.250"],
    ]
    lines = csv.DictReader(
        io.StringIO(visit(province, f"{compared.rstrip('/')}.csv").content.decode("utf-8-sig"))
    )
    assert [line["binh_quan_dau_nguoi"] for line in lines] == ["6250", "25000"]
    titles = [one.title for one in ComparedFigures().datasets([province])]
    assert titles == ["Thu, chi quỹ đường thôn: mọi xã, phường"]

    # The version to come has no figures: what is compared is still what was disclosed.
    load(head, ("starts: 2026-01-01", "starts: 2020-01-01\nends: 2030-01-01"))
    load(
        head,
        ("starts: 2026-01-01", "starts: 2030-01-01"),
        ("{code: con,", "{code: du,"),
        ("con:", "du:"),
    )
    assert shown(province, index).select_one(f'main a[href="{compared}"]')
    assert main_origin(province) + compared in visit(commune, path).content.decode()


@pytest.mark.usefixtures("db")
@pytest.mark.parametrize(
    ("changes", "cell"),
    [
        # Money goes before what is only counted, and no share is compared.
        (
            (("type: integer, money: true, computed", "type: integer, count: true, computed"),),
            "T/chi",
        ),
        (
            (("money: true, ", ""), ("unit_options: [đồng, nghìn đồng]", "unit_options: [đồng]")),
            "T/con",
        ),
        # Where every line has a number, the first with figures that is in each sheet.
        (
            (
                ('code: T, stt: ""', 'code: T, stt: "I", heading_only: true'),
                ('stt: "1"', 'stt: "1", optional: true'),
            ),
            "2/con",
        ),
        ((("tier: [commune]", "tier: [department]"),), ""),
    ],
)
def test_the_cell_by_which_it_is_compared(
    head: User, changes: tuple[tuple[str, str], ...], cell: str
) -> None:
    text = FORM[: FORM.index("example:")]
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    AddedForm.objects.create(
        code="quy-duong-thon",
        section="dau-tu",
        period=DateRange(DAY, None),
        text=text,
        loaded_by=head,
        loaded_at=timezone.now(),
    )
    commune = make_portal()
    page = make_disclosure(commune, form="quy-duong-thon")
    for row in ("T", "1", "2"):
        for column in ("thu", "chi", "con"):
            DisclosureFigure.objects.create(
                page=page,
                portal=commune,
                form=page.form,
                row=row,
                column=column,
                period_kind=page.period_kind,
                period_ends=page.period_ends,
                value=1,
            )
    found = [one.compared for one in compared_now()]
    assert [f"{one.row}/{one.column}" for one in found] == [cell] * bool(cell)


@pytest.mark.usefixtures("db")
class TestRefused:
    def test_every_fault_is_told_with_its_line_and_nothing_changes(
        self, head: User, tmp_path: Path
    ) -> None:
        path = tmp_path / "duong.yaml"
        bad = FORM.replace("period: quarter\n", "period: decade\n", 1)
        bad = bad.replace("type: integer, money: true, required", "type: number, money: có, needed")
        bad = bad.replace("starts: 2026-01-01", "starts: sớm").replace("section: dau", "section: x")
        path.write_text(bad, encoding="utf-8")

        with pytest.raises(CommandError) as told:
            call_command("load_form", str(path), by=head.username)
        places = [line.split(" ")[:2] for line in str(told.value).splitlines()]
        assert [(place[0], place[1]) for place in places] == [
            ("duong.yaml:4:", "section"),
            ("duong.yaml:5:", "starts"),
            ("duong.yaml:7:", "period"),
            *[("duong.yaml:12:", "columns[3]:")] * 3,
            *[("duong.yaml:13:", "columns[4]:")] * 3,
        ]
        assert not AddedForm.objects.exists()

    @pytest.mark.parametrize(
        ("old", "new", "place"),
        [
            ("code: quy-duong-thon", "code: th-chi-ns-xa-quy", "duong.yaml:1: code"),
            ("code: quy-duong-thon", "code: Quỹ đường", "duong.yaml:1: code"),
            ("starts: 2026-01-01", "starts: 2026-01-01\nends: 2026-01-01", "duong.yaml:6: ends"),
            ("tier: [commune]", "tier: [xa]", "duong.yaml:6: tier"),
            ("minus: [thu, chi]", "minus: [thu, dat]", "duong.yaml:14: columns: con"),
            ('sum: ["1", "2"]', 'sum: ["1", "3"]', "duong.yaml:16: rows: T"),
        ],
    )
    def test_what_does_not_fit(self, head: User, old: str, new: str, place: str) -> None:
        with pytest.raises(BadForm) as told:
            load(head, (old, new))
        assert [each[0] for each in told.value.found] == [place]
        assert not AddedForm.objects.exists()

    def test_what_could_not_be_told_from_another(self, head: User) -> None:
        shipped = (DATA / "qt-thu-ns-xa.yaml").read_text(encoding="utf-8")
        twin = shipped.replace("code: qt-thu-ns-xa", "code: thu-khac\nsection: ngan-sach", 1)
        with pytest.raises(BadForm, match="qt-thu-ns-xa"):
            load_form(text=f"starts: 2026-01-01\n{twin}", name="a", actor=head, now=timezone.now())
        load(head)
        for change in (("quy-duong-thon", "quy-khac"), ("2026-01-01", "2026-03-01")):
            with pytest.raises(UnableToLoadForm):
                load(head, change)
        assert AddedForm.objects.count() == 1

    def test_whoever_else_loads(self, province: Portal) -> None:
        for other in (
            make_member(province, Position.SECRETARY),
            make_member(make_portal("commune"), Position.HEAD),
        ):
            with pytest.raises(NotYourOffice):
                load(other)
        assert load(make_member(province, Position.DEPUTY)) == "added"
        assert not DisclosurePage.objects.exists()
