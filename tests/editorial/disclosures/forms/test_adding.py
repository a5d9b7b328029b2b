"""A form that the province adds: its sheets are read and published as others are; a bad file changes nothing."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.core.management.base import CommandError
from django.utils import timezone
from wagtail.models import ModelLogEntry

from editorial.demo.sheet_files import sheet_file_of
from editorial.disclosures.desk.actions import draft_from_sheet, send_sheet
from editorial.disclosures.desk.reading import outcome_at_once
from editorial.disclosures.forms.actions import UnableToLoadForm, load_form
from editorial.disclosures.forms.faults import BadForm
from editorial.disclosures.forms.form import SheetTemplate
from editorial.disclosures.forms.known import form_called, forms_on
from editorial.disclosures.forms.loading import DATA
from editorial.disclosures.reading.sheet import ReadSheet, SheetPeriod
from editorial.models import AddedForm, DisclosurePage
from portals.boards.enums import Position
from portals.boards.models import User
from portals.duties import registry
from portals.models import Portal
from portals.refusals import NotYourOffice
from portals.uploads.apart import UploadDeadline
from tests.factories import make_member, make_portal

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


def sheet_of(form: SheetTemplate) -> Any:
    assert form.example
    content = sheet_file_of(
        form, SheetPeriod("quarter", 2026, 2), form.example.rows, agency="UBND", unit="nghìn đồng"
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
