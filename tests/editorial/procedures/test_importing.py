"""The export of the catalogue brought in: every bad line named, all of it or nothing, and once only."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from io import StringIO
from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from editorial.procedures.importing import actions, reading
from editorial.procedures.importing.actions import (
    EndsMany,
    UnableToImportCatalogue,
    carry_out_catalogue,
    drop_catalogue,
    import_catalogue,
    plan_of_catalogue,
    send_catalogue,
)
from editorial.procedures.importing.columns import MOST_ROWS
from editorial.procedures.importing.lines import LONGEST_LINE
from editorial.procedures.models import (
    CatalogueFile,
    Procedure,
    ProcedureBasis,
    ProcedureFee,
    ProcedurePaper,
    ServiceLink,
)
from portals.boards.enums import Position
from portals.models import EditionChange
from portals.refusals import NotYourOffice, Refusal
from tests.editorial.procedures.exports import (
    ALL,
    BIRTH,
    PERMIT,
    SHOP,
    bring_in,
    catalogue_of,
    lines_of,
)
from tests.factories import NOON, make_member, make_portal

TODAY = NOON.date()
LATER = NOON + timedelta(days=3)


def many(number: int) -> list[dict[str, Any]]:
    return [SHOP | {"ma": f"1.{place:06}", "ten": f"Thủ tục {place}"} for place in range(number)]


class TestReading:
    def test_reads_every_column(self) -> None:
        read = catalogue_of(*ALL)
        assert read.faults == ()
        shop = read.procedures[0]
        assert (shop.code, shop.levels, shop.working_days) == ("1.001612", ("xa",), 3)
        assert (shop.papers[0].originals, shop.papers[0].copies) == (1, 0)
        assert shop.papers[1].case == "Hộ gia đình cùng đăng ký"
        assert shop.bases[0].number_key == "96/qd-ubnd"
        assert shop.anywhere
        assert not read.procedures[2].anywhere

    @pytest.mark.parametrize(
        ("row", "column"),
        [
            ({"ma": "1004884"}, "ma"),
            ({"ma": ""}, "ma"),
            ({"ten": None}, "ten"),
            ({"ten": "x" * 501}, "ten"),
            ({"ten": 7}, "ten"),
            ({"ten": "Đăng\x07ký"}, "ten"),
            ({"linh_vuc": " "}, "linh_vuc"),
            ({"cap": ["phuong"]}, "cap"),
            ({"cap": [], "co_quan": []}, "cap"),
            ({"cap": "xa"}, "cap"),
            ({"doi_tuong": ""}, "doi_tuong"),
            ({"cach_nop": []}, "cach_nop"),
            ({"cach_nop": ["fax"]}, "cach_nop"),
            ({"phi_dia_gioi": "có"}, "phi_dia_gioi"),
            ({"so_ngay": -1}, "so_ngay"),
            ({"so_ngay": 1.5}, "so_ngay"),
            ({"so_ngay": "3"}, "so_ngay"),
            ({"so_ngay": None}, "so_ngay"),
            ({"so_ngay": None, "thoi_han": "  "}, "so_ngay"),
            ({"so_ngay": 1_001}, "so_ngay"),
            ({"so_ngay": 10**12}, "so_ngay"),
            ({"so_ngay": True}, "so_ngay"),
            ({"ket_qua": ""}, "ket_qua"),
            ({"su_kien": ["cuoi-hoi"]}, "su_kien"),
            ({"lien_ket": "http://dichvucong.example.vn/"}, "lien_ket"),
            ({"lien_ket": "javascript:alert(1)"}, "lien_ket"),
            ({"lien_ket": "https://a@b.example.vn/"}, "lien_ket"),
            ({"giay_to": []}, "giay_to"),
            ({"giay_to": ["Đơn"]}, "giay_to[1]"),
            ({"giay_to": [{"ten": "Đơn"}, {"ten": "", "ban_sao": 1}]}, "giay_to[2].ten"),
            ({"giay_to": [{"ten": "Đơn", "ban_sao": 101}]}, "giay_to[1].ban_sao"),
            (
                {"giay_to": [{"ten": "Đơn", "mau_lien_ket": "https://a.example.vn"}]},
                "giay_to[1].mau",
            ),
            ({"giay_to": [{"ten": "Đơn", "so_ban": 2}]}, "giay_to[1].so_ban"),
            ({"giay_to": [{"ten": "Đơn"}] * (MOST_ROWS + 1)}, "giay_to"),
            ({"cac_buoc": []}, "cac_buoc"),
            ({"phi": []}, "phi"),
            ({"phi": [{}]}, "phi[1].so_tien"),
            ({"phi": [{"noi_dung": " "}]}, "phi[1].so_tien"),
            ({"phi": [{"so_tien": 10**12 + 1}]}, "phi[1].so_tien"),
            ({"phi": [{"so_tien": "100.000"}]}, "phi[1].so_tien"),
            ({"can_cu": [{"so": "1/2025/QĐ-UBND"}]}, "can_cu[1].ten"),
            ({"can_cu": [{"so": "1/QĐ", "ten": "x", "ngay": "18/03/2021"}]}, "can_cu[1].ngay"),
            ({"can_cu": [{"so": "1/QĐ", "ten": "x", "ngay": "20210318"}]}, "can_cu[1].ngay"),
            ({"le_phi": 5}, "le_phi"),
        ],
    )
    def test_names_line_and_column_of_what_is_wrong(self, row: Any, column: str) -> None:
        faults = catalogue_of(BIRTH, SHOP | row).faults
        assert [(fault.line, fault.column) for fault in faults] == [(3, column)]
        assert all(fault.reason for fault in faults)

    @pytest.mark.parametrize(
        ("heading", "column"),
        [
            ({"dinh_dang": "tin-tuc"}, "dinh_dang"),
            ({"phien_ban": 2}, "phien_ban"),
            ({"ngay_xuat": "hôm nay"}, "ngay_xuat"),
            ({"ngay_xuat": None}, "ngay_xuat"),
            ({"so_thu_tuc": None}, "so_thu_tuc"),
            ({"so_thu_tuc": 3}, "so_thu_tuc"),
            ({"la": 1}, "la"),
        ],
    )
    def test_asks_the_heading_what_the_file_is(self, heading: Any, column: str) -> None:
        faults = catalogue_of(SHOP, BIRTH, **heading).faults
        assert [(fault.line, fault.column) for fault in faults] == [(1, column)]

    def test_says_where_a_line_is_no_json_and_reads_the_others(self) -> None:
        read = catalogue_of(SHOP, b'{"ma": ', b"[1]", "Đăng ký".encode("utf-16"), BIRTH)
        assert [fault.line for fault in read.faults] == [3, 4, 5]
        assert len(read.procedures) == 2

    def test_names_lines_that_were_made_to_break_their_reader(self) -> None:
        lines = (
            b"[" * 150_000,
            b'{"a":' * 30_000,
            b'{"so_ngay": ' + b"9" * 5_000 + b"}",
            json.dumps({"ten": "\ud800"}).encode(),
            json.dumps({"\ud800": "x"}).encode(),
            b'{"ma": "1.000001", "ma": "1.000002"}',
            json.dumps({"phi": "x" * LONGEST_LINE}).encode(),
        )
        faults = catalogue_of(*lines).faults
        assert [(fault.line, fault.column) for fault in faults] == [
            (number, "") for number in range(2, 2 + len(lines))
        ]
        "".join(fault.reason for fault in faults).encode()

    def test_reads_no_more_lines_than_somebody_waits_for(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(reading, "MOST_LINES", 4)
        assert catalogue_of(*many(3)).faults == ()
        read = catalogue_of(*many(4))
        assert [(fault.line, fault.column) for fault in read.faults] == [(1, "")]
        # Empty lines take their time too, and it is the export that has too many.
        lines = iter([b"\n"] * 9)
        assert len(actions.read_catalogue(lines).faults) == 1
        assert len(list(lines)) == 4

    def test_takes_no_procedure_twice(self) -> None:
        faults = catalogue_of(SHOP, BIRTH, SHOP).faults
        assert [(fault.line, fault.column) for fault in faults] == [(4, "ma")]
        assert "2" in faults[0].reason

    def test_takes_the_mark_of_utf_8_and_empty_lines(self) -> None:
        lines = lines_of([SHOP])
        assert actions.read_catalogue([b"\xef\xbb\xbf" + lines[0], b"\n", lines[1]]).faults == ()
        assert [fault.line for fault in actions.read_catalogue([]).faults] == [1]


@pytest.mark.django_db
class TestImport:
    def test_changes_nothing_while_one_line_is_wrong(self) -> None:
        with pytest.raises(UnableToImportCatalogue) as caught:
            bring_in(SHOP, PERMIT | {"ten": None}, BIRTH | {"so_ngay": "ba"})
        named = [(fault.line, fault.column) for fault in caught.value.faults]
        assert named == [(3, "ten"), (4, "so_ngay")]
        assert not Procedure.objects.exists()
        assert not CatalogueFile.objects.exists()

    def test_writes_all_of_a_procedure(self) -> None:
        plan = bring_in(*ALL)
        assert (len(plan.begun), plan.unchanged) == (3, 0)
        shop = Procedure.objects.get(code="1.001612")
        assert (shop.version, shop.valid_from, shop.ended_on) == (1, TODAY, None)
        papers = ProcedurePaper.objects.filter(procedure=shop).order_by("position")
        assert [paper.originals for paper in papers] == [1, 0]
        assert ProcedureFee.objects.get(procedure=shop).amount == 100_000
        assert ProcedureBasis.objects.get(procedure=shop).issued_on == date(2021, 3, 18)
        assert Procedure.objects.get(code="2.000635").agency_keys == ["so tu phap"]
        assert ServiceLink.objects.count() == 3
        assert EditionChange.objects.filter(portal_ids=None).exists()

    def test_changes_nothing_the_second_time(self) -> None:
        bring_in(*ALL)
        before = list(Procedure.objects.order_by("pk").values())
        EditionChange.objects.all().delete()
        plan = bring_in(*ALL, now=LATER)
        assert plan.changes_nothing
        assert plan.unchanged == 3
        assert list(Procedure.objects.order_by("pk").values()) == before
        assert not EditionChange.objects.exists()

    def test_begins_a_new_version_of_what_is_described_otherwise(self) -> None:
        bring_in(*ALL)
        bring_in(SHOP | {"so_ngay": 2}, BIRTH, PERMIT, now=LATER)
        versions = Procedure.objects.filter(code="1.001612").order_by("version")
        assert [
            (one.version, one.working_days, one.valid_from, one.ended_on) for one in versions
        ] == [
            (1, 3, TODAY, LATER.date()),
            (2, 2, LATER.date(), None),
        ]
        assert Procedure.objects.filter(ended_on=None).count() == 3

    @pytest.mark.parametrize(
        "change",
        [
            {"phi": [{"so_tien": 100_001, "noi_dung": "Lệ phí cấp giấy"}]},
            {"cac_buoc": ["Nhận giấy chứng nhận.", "Nộp hồ sơ."]},
            {"phi_dia_gioi": False},
        ],
    )
    def test_sees_a_change_of_any_part(self, change: dict[str, Any]) -> None:
        bring_in(SHOP)
        assert len(bring_in(SHOP | change, now=LATER).changed) == 1

    def test_takes_two_changes_on_one_day(self) -> None:
        for days in (3, 4, 5):
            bring_in(SHOP | {"so_ngay": days})
        versions = Procedure.objects.order_by("version")
        assert [(one.working_days, one.ended_on) for one in versions] == [
            (3, TODAY), (4, TODAY), (5, None),
        ]  # fmt: skip

    def test_ends_what_vanished_and_says_so(self) -> None:
        bring_in(*ALL)
        plan = bring_in(SHOP, PERMIT, now=LATER)
        assert [one.code for one in plan.ended] == ["1.001193"]
        birth = Procedure.objects.get(code="1.001193")
        assert birth.ended_on == LATER.date()
        change = EditionChange.objects.latest("pk")
        assert (change.portal_ids, change.forbids_stale) == (None, True)
        entry = ModelLogEntry.objects.filter(action="procedures.import").latest("pk")
        assert entry.data["ended"] == ["1.001193"]

    def test_begins_again_with_the_next_version(self) -> None:
        bring_in(*ALL)
        bring_in(SHOP, PERMIT, now=LATER)
        bring_in(*ALL, now=LATER + timedelta(days=1))
        versions = Procedure.objects.filter(code="1.001193").values_list("version", flat=True)
        assert sorted(versions) == [1, 2]

    def test_ends_many_only_when_told_that_the_export_is_whole(self) -> None:
        bring_in(*many(30))
        # A fifth of thirty.
        assert len(bring_in(*many(24), now=LATER).ended) == 6
        with pytest.raises(EndsMany, match="6"):
            bring_in(*many(18), now=LATER)
        assert Procedure.objects.filter(ended_on=None).count() == 24
        assert len(bring_in(*many(18), now=LATER, may_end_many=True).ended) == 6

    def test_ends_a_few_of_a_small_catalogue_without_being_told(self) -> None:
        bring_in(*many(6))
        with pytest.raises(EndsMany):
            bring_in(now=LATER)
        assert len(bring_in(*many(1), now=LATER).ended) == 5

    def test_takes_none_older_than_the_last(self) -> None:
        bring_in(*ALL)
        with pytest.raises(UnableToImportCatalogue) as caught:
            bring_in(SHOP, on=TODAY - timedelta(days=1))
        assert [(one.line, one.column) for one in caught.value.faults] == [(1, "ngay_xuat")]
        assert bring_in(*ALL, on=TODAY).changes_nothing

    def test_takes_none_of_a_day_to_come_which_would_keep_out_every_right_one(self) -> None:
        with pytest.raises(UnableToImportCatalogue) as caught:
            bring_in(SHOP, on=TODAY + timedelta(days=1))
        assert [(one.line, one.column) for one in caught.value.faults] == [(1, "ngay_xuat")]
        assert bring_in(SHOP, on=TODAY).begun

    def test_keeps_names_of_bodies_in_any_script(self) -> None:
        bring_in(SHOP | {"co_quan": ["각" * 160]})
        assert Procedure.objects.get().agencies == ["각" * 160]

    def test_takes_as_many_statements_for_any_number(self) -> None:
        def statements(rows: list[dict[str, Any]], now: Any) -> int:
            with CaptureQueriesContext(
                connection,
            ) as caught:
                bring_in(*rows, now=now)
            return len(caught)

        assert statements(many(2), NOON) == statements(many(20), LATER)


@pytest.fixture
def province(db: None) -> Any:
    return make_portal("province")


def sent(rows: Any, actor: Any) -> CatalogueFile:
    file = SimpleUploadedFile("danh-muc.jsonl", b"".join(lines_of(rows)))
    return send_catalogue(file=file, actor=actor, now=NOON)


class TestAtTheDesk:
    def test_is_for_the_standing_editors_of_the_province(self, province: Any) -> None:
        commune = make_portal("commune", overseer=province)
        secretary = make_member(province, Position.SECRETARY)
        kept = sent(ALL, secretary)
        strangers = (make_member(province, Position.EDITOR), make_member(commune, Position.HEAD))
        acts: list[Callable[..., object]] = [
            partial(send_catalogue, file=SimpleUploadedFile("a.jsonl", b"")),
            partial(carry_out_catalogue, sent=kept, may_end_many=True),
            partial(drop_catalogue, sent=kept),
            partial(import_catalogue, catalogue=catalogue_of(SHOP), name="a.jsonl"),
        ]
        for act, stranger in product(acts, strangers):
            with pytest.raises(NotYourOffice):
                act(actor=stranger, now=NOON)
        assert not Procedure.objects.exists()

    def test_shows_what_would_happen_and_does_it_once(self, province: Any) -> None:
        secretary = make_member(province, Position.SECRETARY)
        kept = sent(ALL, secretary)
        assert len(plan_of_catalogue(kept, NOON).begun) == 3
        assert not Procedure.objects.exists()
        carry_out_catalogue(sent=kept, may_end_many=False, actor=secretary, now=NOON)
        kept.refresh_from_db()
        assert (kept.begun, kept.closed_at, kept.file.name) == (3, NOON, "")
        with pytest.raises(Refusal):
            carry_out_catalogue(sent=kept, may_end_many=False, actor=secretary, now=NOON)

    def test_drops_one_without_a_trace_in_the_catalogue(self, province: Any) -> None:
        secretary = make_member(province, Position.SECRETARY)
        kept = sent(ALL, secretary)
        drop_catalogue(sent=kept, actor=secretary, now=NOON)
        kept.refresh_from_db()
        assert (kept.begun, kept.closed_at) == (None, NOON)
        assert not Procedure.objects.exists()
        logged = ModelLogEntry.objects.filter(object_id=str(kept.pk)).order_by("pk")
        assert [(one.action, one.user) for one in logged] == [
            ("procedures.send", secretary),
            ("procedures.drop", secretary),
        ]

    def test_takes_no_more_than_somebody_waits_for(
        self, province: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(actions, "MOST_AT_DESK", 2)
        secretary = make_member(province, Position.SECRETARY)
        with pytest.raises(Refusal, match="3"):
            sent(ALL, secretary)
        assert not CatalogueFile.objects.exists()
        kept = sent((SHOP, BIRTH), secretary)
        # Meanwhile it would change more.
        bring_in(PERMIT)
        with pytest.raises(Refusal, match="3"):
            carry_out_catalogue(sent=kept, may_end_many=True, actor=secretary, now=NOON)
        assert Procedure.objects.get().ended_on is None
        # One with a fault is to be looked at, whatever it would end.
        assert sent([SHOP | {"so_ngay": "ba"}, BIRTH, SHOP | {"ma": "1.7"}], secretary)


@pytest.mark.django_db
class TestCommand:
    def told(self, tmp_path: Any, rows: Any, *options: str) -> str:
        export, out = tmp_path / "danh-muc.jsonl", StringIO()
        export.write_bytes(b"".join(lines_of(rows)))
        call_command("import_procedures", str(export), *options, stdout=out, stderr=out)
        return out.getvalue()

    def test_brings_in_and_names_what_ended(self, tmp_path: Any) -> None:
        assert "3" in self.told(tmp_path, ALL)
        assert "1.001193" in self.told(tmp_path, (SHOP, PERMIT))

    def test_changes_nothing_when_asked_only(self, tmp_path: Any) -> None:
        self.told(tmp_path, ALL, "--dry-run")
        assert not Procedure.objects.exists()

    @pytest.mark.parametrize("options", [(), ("--dry-run",)])
    def test_fails_with_every_fault(self, tmp_path: Any, options: tuple[str, ...]) -> None:
        out, export = StringIO(), tmp_path / "sai.jsonl"
        export.write_bytes(b"".join(lines_of([SHOP | {"so_ngay": "ba"}, BIRTH | {"ten": ""}])))
        with pytest.raises(CommandError):
            call_command("import_procedures", str(export), *options, stderr=out)
        assert "so_ngay" in out.getvalue()
        assert "ten" in out.getvalue()

    def test_says_how_to_end_many(self, tmp_path: Any) -> None:
        self.told(tmp_path, many(8))
        with pytest.raises(CommandError, match="--ends-many"):
            self.told(tmp_path, many(1))
        assert "7" in self.told(tmp_path, many(1), "--ends-many")
