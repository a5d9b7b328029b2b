"""From cells to a read sheet: each thing that a spreadsheet does to a form, and each fault by its cell."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
import yaml

from editorial.disclosures.forms.loading import DATA, form_in, form_of, shipped_forms
from editorial.disclosures.reading.grid import Mark, cell_address
from editorial.disclosures.reading.periods import periods_in
from editorial.disclosures.reading.sheet import SheetPeriod

from .made import FORMS, faults, grid, line_at, read, rows_of, told, values, wanted

BUDGET = "can-doi-ns-xa"
SPENDING = "th-chi-ns-xa-quy"
PRICES = "bang-gia-dat"
FIGURES = "chi-tieu-ktxh-quy"
PROJECTS = "giai-ngan-dtc-thang"
TENDERS = "kh-lcnt"
OUTTURN = "th-du-toan-dv-quy"
FORMULA = Mark("formula")


class TestPlain:
    @pytest.mark.parametrize("unit", ["đồng", "triệu đồng"])
    def test_each_form_is_known_and_read_to_the_dong(self, unit: str) -> None:
        for code, form in FORMS.items():
            sheet = read(rows_of(code, unit=unit))

            assert form.example
            said = {key: value for key, value in vars(sheet.period).items() if value is not None}
            assert (sheet.form, said) == (code, form.example.period)
            assert values(sheet) == wanted(code), code
            assert sheet.agency == "ỦY BAN NHÂN DÂN XÃ AN BÌNH"
            assert sheet.notes == ()

    def test_lines_are_told_as_the_form_has_them(self) -> None:
        sheet = read(rows_of(BUDGET, unit="nghìn đồng"))
        line = next(row for row in sheet.rows if row.code == "A.I.1")

        assert sheet.unit == "nghìn đồng"
        assert sheet.columns == ("uth_truoc", "dt", "ss")
        assert (line.ordinal, line.label, line.level, line.unit) == ("1", "Phí, lệ phí", 2, "")
        assert line.values == {"uth_truoc": 410318000, "dt": 402364000, "ss": Decimal("98.06")}

    def test_lists_are_numbered_behind_their_headings(self) -> None:
        sheet = read(rows_of(PRICES))
        line = next(row for row in sheet.rows if row.code == "II.14")

        assert (line.label, line.ordinal, line.level) == ("Đường Nguyễn Văn Cừ đoạn Cầu", "14", 1)
        assert (line.values["tu"], line.values["vt1"]) == ("Ngã tư Đình", 24590000)


class TestHeadings:
    def test_columns_stand_anywhere_and_others_between_them(self) -> None:
        rows = rows_of(SPENDING)
        moved = [[*row[::-1][:3], "x", *row[::-1][3:]] if len(row) > 3 else row for row in rows]
        moved[4][3] = "Ghi chú"

        assert values(read(moved)) == wanted(SPENDING)

    def test_merged_upper_headings_and_upper_headings_that_stand_once(self) -> None:
        rows = rows_of(SPENDING)
        rows[4] = [
            "STT",
            "Nội dung",
            "Dự toán năm 2023",
            "",
            "",
            "Thực hiện quý II năm 2023",
            "",
            "",
            "So sánh TH/DT (%)",
        ]
        merged = grid(rows, merges=((4, 2, 4, 4), (4, 5, 4, 7), (4, 8, 5, 8)))

        assert values(read([merged])) == wanted(SPENDING)
        assert values(read(rows)) == wanted(SPENDING)

    def test_accents_case_breaks_and_short_words(self) -> None:
        rows = rows_of(BUDGET)
        rows[4] = ["tt", "NOI  DUNG", "ƯTH\nnăm 2022", "DT NĂM 2023 (1)", "So sánh (%) (5=4/3)"]

        assert values(read(rows)) == wanted(BUDGET)

    def test_a_word_may_be_misspelt(self) -> None:
        rows = rows_of(BUDGET)
        rows[4][2] = "Uớc thực hiiện năm 2022"

        assert values(read(rows)) == wanted(BUDGET)

    def test_headings_printed_again_and_the_numbers_of_columns(self) -> None:
        rows = rows_of(SPENDING)
        rows.insert(6, ["A", "B", 1, 2, 3, 4, 5, 6, "7=4/1"])
        rows[12:12] = [list(rows[4]), list(rows[5])]
        rows.insert(20, ["", "", *rows[5][2:8], ""])

        assert values(read(rows)) == wanted(SPENDING)

    def test_a_column_that_is_missing(self) -> None:
        rows = [row[:3] + row[4:] for row in rows_of(BUDGET)]

        [fault] = faults(rows)
        assert (fault.code, fault.cell, fault.column) == ("column_missing", "A5", "dt")
        assert "Dự toán" in fault.words

    def test_percent_may_be_missing_and_are_not_made_up(self) -> None:
        sheet = read([row[:4] for row in rows_of(BUDGET)])

        assert sheet.columns == ("uth_truoc", "dt")

    def test_a_column_that_stands_twice(self) -> None:
        rows = [[*row, *row[3:4]] for row in rows_of(BUDGET)]

        assert told(rows) == [("column_twice", "F5")]

    def test_a_column_that_cannot_be_told(self) -> None:
        rows = rows_of(FIGURES)
        rows[5][6] = ""

        assert told(rows) == [("column_unclear", "G6")]

    def test_columns_that_differ_by_their_year_alone(self) -> None:
        data = yaml.safe_load((DATA / f"{BUDGET}.yaml").read_text(encoding="utf-8"))
        for column, heading in ((2, "Thực hiện năm {Y-1}"), (3, "Thực hiện năm {Y}")):
            data["columns"][column] |= {"heading": [heading], "also_seen": []}
        rows = [[*row[:2], *row[2:4][::-1], *row[4:]] for row in rows_of(BUDGET)]
        rows[4][2:4] = ["Thực hiện năm 2023", "Thực hiện năm 2022"]

        assert values(read(rows, [form_of(data, "own.yaml")])) == wanted(BUDGET)


class TestRecognition:
    def test_another_table_is_no_form(self) -> None:
        assert told([["STT", "Họ và tên", "Chức vụ"], ["1", "Nguyễn Văn A", "Kế toán"]]) == [
            ("no_form", "")
        ]
        assert told([[]]) == [("no_form", "")]

    def test_a_part_of_a_form_is_told_by_what_it_lacks(self) -> None:
        rows = rows_of(BUDGET)[:14]

        [fault] = faults(rows)
        assert fault.code == "nearly"
        assert "TỔNG SỐ CHI NGÂN SÁCH XÃ" in str(fault.params["missing"])

    def test_the_form_stands_on_one_of_several_sheets(self) -> None:
        guide = grid([["Hướng dẫn lập biểu"], ["Năm 2019: không sửa tên cột."]], "Hướng dẫn")

        assert read([guide, grid(rows_of(BUDGET)), grid([])]).form == BUDGET

    def test_two_sheets_with_a_form_are_refused_unless_one_is_hidden(self) -> None:
        other = grid(rows_of(TENDERS), "Sheet2")

        [fault] = faults([grid(rows_of(BUDGET)), other])
        assert (fault.code, fault.params["sheets"]) == ("two_sheets", "Sheet1, Sheet2")
        hidden = grid(rows_of(TENDERS), "Sheet2", is_visible=False)
        assert read([grid(rows_of(BUDGET)), hidden]).form == BUDGET

    def test_two_forms_that_both_fit_are_refused(self) -> None:
        text = (DATA / f"{BUDGET}.yaml").read_text(encoding="utf-8")
        twin = form_in(text.replace(f"code: {BUDGET}", "code: twin", 1), "twin.yaml")

        assert [fault.code for fault in faults(rows_of(BUDGET), [*shipped_forms(), twin])] == [
            "two_forms"
        ]

    def test_a_form_of_the_province_is_read_as_the_shipped_ones(self) -> None:
        text = (DATA / f"{BUDGET}.yaml").read_text(encoding="utf-8")
        own = form_in(text.replace(f"code: {BUDGET}", "code: own", 1), "own.yaml")

        assert read(rows_of(BUDGET), [own]).form == "own"


class TestPeriod:
    @pytest.mark.parametrize(
        "title",
        [
            "THỰC HIỆN CHI NGÂN SÁCH XÃ QUÝ II NĂM 2023",
            "Thực hiện chi ngân sách xã quý 2/2023",
            "THỰC HIỆN CHI NGÂN SÁCH XÃ\nQUÝ II NĂM 2023\n(Kèm theo Quyết định số 5/QĐ-UBND ngày 3 tháng 7 năm 2022)",
        ],
    )
    def test_is_said_in_the_title(self, title: str) -> None:
        rows = rows_of(SPENDING)
        rows[1:2] = [[line] for line in title.split("\n")]

        assert read(rows).period == SheetPeriod("quarter", 2023, quarter=2)

    def test_what_a_document_is_of_is_not_the_sheets(self) -> None:
        rows = rows_of(SPENDING)
        rows[2:2] = [
            ["(Kèm theo báo cáo quý I năm 2022)"],
            ["Căn cứ Thông tư 61/2017/TT-BTC năm 2017"],
        ]

        assert read(rows).period == SheetPeriod("quarter", 2023, quarter=2)

    def test_a_title_of_another_year_than_the_headings(self) -> None:
        rows = rows_of(BUDGET)
        rows[1] = ["CÂN ĐỐI DỰ TOÁN NGÂN SÁCH XÃ NĂM 2024"]

        assert told(rows) == [("period_disagrees", "C5")]

    @pytest.mark.parametrize("name", ["2022", "Quý III", "Q1.2023"])
    def test_a_sheet_named_after_another_period(self, name: str) -> None:
        assert [fault.code for fault in faults([grid(rows_of(SPENDING), name)])] == [
            "period_disagrees"
        ]
        assert read([grid(rows_of(SPENDING), "Q2-2023")]).period.quarter == 2

    def test_none_is_said(self) -> None:
        rows = rows_of(TENDERS)
        rows[1] = ["KẾ HOẠCH LỰA CHỌN NHÀ THẦU"]

        assert told(rows) == [("period_missing", "A2")]

    def test_half_a_year_is_no_quarter(self) -> None:
        rows = rows_of(SPENDING)
        rows[1] = ["THỰC HIỆN CHI NGÂN SÁCH XÃ 6 THÁNG ĐẦU NĂM 2023"]
        rows[4] = [str(text).replace("quý II năm", "năm") for text in rows[4]]

        assert told(rows) == [("period_disagrees", "A2")]

    def test_headings_may_say_it_alone(self) -> None:
        rows = rows_of(BUDGET)
        rows[1] = ["CÂN ĐỐI DỰ TOÁN NGÂN SÁCH XÃ"]

        assert read(rows).period.year == 2023


class TestUnit:
    def test_in_headings(self) -> None:
        rows = rows_of(BUDGET, unit="triệu đồng")
        rows[2] = []
        rows[4][2] += " (triệu đồng)"
        rows[4][3] += " (Tr.đ)"

        assert values(read(rows)) == wanted(BUDGET)

    def test_none_is_said_and_the_title_is_named(self) -> None:
        rows = rows_of(BUDGET)
        rows[2] = []

        assert told(rows) == [("unit_missing", "A2")]

    def test_two_are_said(self) -> None:
        rows = rows_of(BUDGET)
        rows[4][3] += " (nghìn đồng)"

        assert told(rows) == [("unit_disagrees", "D5")]

    @pytest.mark.parametrize("unit", ["tỷ đồng", "đồng/m2", "USD"])
    def test_one_that_the_form_does_not_have(self, unit: str) -> None:
        rows = rows_of(BUDGET)
        rows[2] = [f"Đơn vị tính: {unit}"]

        assert told(rows) == [("unit_unknown", "A3")]

    def test_a_line_of_its_own_unit(self) -> None:
        rows = rows_of(FIGURES, unit="triệu đồng")
        sheet = read(rows)

        units = {row.code: row.unit for row in sheet.rows}
        assert (units["I"], units["I.1"], units["I.2"]) == ("", "triệu đồng", "ha")
        at = line_at(rows, "Lúa")
        rows[at][2] = "tấn"
        assert told(rows) == [("unit_unknown", cell_address(at, 2))]

    def test_money_in_two_units_by_line(self) -> None:
        rows = rows_of(FIGURES, unit="triệu đồng")
        at = line_at(rows, "Thu ngân sách nhà nước trên địa bàn")
        rows[at][2:6] = ["đồng", 4176815000, 2348767000, 3505658000]

        assert values(read(rows)) == wanted(FIGURES)


def as_text(rows: list[list[Any]], sign: str, thousands: str) -> list[list[Any]]:
    """The numbers of the table as texts, with `sign` before decimals."""
    changed = copy.deepcopy(rows)
    for row in changed[5:]:
        for at, cell in enumerate(row):
            if isinstance(cell, int | float):
                whole, _, rest = repr(cell).partition(".")
                text = f"{int(whole):,}".replace(",", thousands)
                row[at] = f"{text}{sign}{rest}" if rest and rest != "0" else text
    return changed


class TestNumbers:
    @pytest.mark.parametrize(
        ("sign", "thousands"), [(",", "."), (".", ","), (",", " "), (",", "\u00a0"), (".", "")]
    )
    def test_texts_with_either_sign(self, sign: str, thousands: str) -> None:
        for code in (BUDGET, PROJECTS, "pa-boi-thuong"):
            rows = as_text(rows_of(code, unit="triệu đồng"), sign, thousands)

            assert values(read(rows)) == wanted(code), code

    def test_what_balances_decides_between_two_readings(self) -> None:
        rows = rows_of(TENDERS)
        head, table = rows[:5], []
        amounts = {"I": "3.500", "II": "2.250", "III": "1.250"}
        for number, amount in amounts.items():
            label = next(row.label for row in FORMS[TENDERS].rows if row.code == number)
            table += [
                [number, label, amount],
                ["1", f"Gói {number}", amount, "NS", "Chỉ định", "", "Quý I", "Trọn gói", "9 ngày"],
            ]
        head[2] = ["Đơn vị tính: nghìn đồng"]

        # 7.000 may be seven million or seven thousand; so may all others, and nobody can tell.
        assert {code for code, _ in told([*head, *table, ["", "TỔNG CỘNG", "7.000"]])} == {
            "unclear_number"
        }
        sheet = read([*head, *table, ["", "TỔNG CỘNG", 7]])
        assert values(sheet)["T"] == {"gia": 7000}
        sheet = read([*head, *table, ["", "TỔNG CỘNG", 7000]])
        assert values(sheet)["T"] == {"gia": 7000000}

    def test_what_is_dearer_decides_and_what_nothing_decides_stays_unclear(self) -> None:
        rows = rows_of(PRICES, unit="nghìn đồng")
        assert values(read(as_text(rows, ",", "."))) == wanted(PRICES)

        thousands = [
            row for row in rows if not row[9:] or not isinstance(row[9], int) or row[9] >= 1_000
        ]
        assert {code for code, _ in told(as_text(thousands, ",", "."))} == {"unclear_number"}
        # Whole đồng have no decimals.
        assert values(read(as_text(rows_of(PRICES), ",", "."))) == wanted(PRICES)

    def test_brackets_dashes_and_nothing(self) -> None:
        rows = rows_of("dong-gop-nhan-dan")
        at = line_at(rows, "TỔNG CỘNG")
        rows[at][6] = "(82.180.000)"
        rows[at][2] = "–"

        assert values(read(rows)) == wanted("dong-gop-nhan-dan")

    @pytest.mark.parametrize(
        ("value", "code"),
        [
            ("abc", "no_number"),
            ("1.2.3", "no_number"),
            (date(2023, 5, 1), "no_number"),
            (0.4, "no_whole_dong"),
            ("0,4", "no_whole_dong"),
            (1e300, "too_great"),
            (10**30, "too_great"),
            (Mark("error", "#REF!"), "error_value"),
            (FORMULA, "no_value"),
        ],
    )
    def test_a_cell_that_is_no_amount_is_told_alone(self, value: Any, code: str) -> None:
        rows = rows_of(BUDGET)
        at = line_at(rows, "Phí, lệ phí")
        rows[at][2] = value

        assert told(rows) == [(code, cell_address(at, 2))]

    def test_what_is_never_below_zero(self) -> None:
        rows = rows_of(PRICES)
        rows[7][7] = -5

        assert told(rows) == [("negative", "H8")]

    def test_a_figure_in_a_heading_of_lines(self) -> None:
        rows = rows_of(OUTTURN)
        rows[5][2] = 5

        assert told(rows) == [("no_figure", "C6")]


class TestPercent:
    def test_as_fractions_of_one_and_with_its_sign(self) -> None:
        for code, places in ((BUDGET, [4]), (OUTTURN, [4, 5])):
            rows, signed = rows_of(code), rows_of(code)
            for row in rows[5:]:
                for at in places:
                    row[at] = round(row[at] / 100, 6) if row[at:] and row[at] is not None else None
            for row in signed[5:]:
                for at in places:
                    row[at] = (
                        f"{row[at]} %".replace(".", ",")
                        if row[at:] and row[at] is not None
                        else None
                    )

            assert values(read(rows)) == wanted(code), code
            assert values(read(signed)) == wanted(code), code

    def test_one_that_is_wrong_is_told_with_what_it_must_be(self) -> None:
        rows = rows_of(BUDGET)
        rows[5][4] = 105.2

        [fault] = faults(rows)
        assert (fault.code, fault.cell, fault.params) == (
            "ratio",
            "E6",
            {"printed": "105,2", "computed": "105,1"},
        )

    def test_one_of_nothing(self) -> None:
        rows = rows_of(BUDGET)
        at = line_at(rows, "Thu chuyển nguồn")
        rows[at][2] = None
        rows[5][2] -= 37672000
        rows[5][4] = 105.79
        rows[-1][2] -= 37672000

        assert told(rows) == [("ratio_of_nothing", cell_address(at, 4))]

    def test_zeros_at_the_end_are_as_good_as_other_digits(self) -> None:
        rows = rows_of(BUDGET)
        rows[5][4] = 105.1
        assert values(read(rows)) == wanted(BUDGET)
        rows[5][4] = 105
        assert told(rows) == [("ratio", "E6")]

    def test_fractions_beside_percent_are_a_doubt(self) -> None:
        rows = rows_of(OUTTURN)
        for row in rows[6:]:
            row[5] = round(row[5] / 100, 4)

        assert {code for code, _ in told(rows)} == {"unclear_number"}

    def test_rounded_to_whole_percent(self) -> None:
        rows = rows_of(BUDGET)
        for row in rows[5:]:
            row[4] = round(row[4]) if row[4:] and row[4] is not None else None

        assert values(read(rows))["A.I.3"]["ss"] == 80
        rows[5][4] = 106
        assert told(rows) == [("ratio", "E6")]


class TestBalances:
    def test_a_total_that_is_off_by_one_dong(self) -> None:
        rows = rows_of(BUDGET)
        rows[6][2] += 1

        [whole, part] = faults(rows)
        assert (whole.code, whole.cell, whole.row, whole.column) == ("sum", "C6", "A", "uth_truoc")
        assert part.cell == "C7"
        assert part.params == {
            "printed": "1.773.648.001",
            "computed": "1.773.648.000",
            "difference": "1",
        }
        assert "chênh 1 đồng" in part.words or "1 đồng apart" in part.words

    def test_a_difference_of_totals_and_one_of_columns(self) -> None:
        rows = rows_of(BUDGET)
        rows[-1][3] += 1000
        assert told(rows) == [("sum", cell_address(len(rows) - 1, 3))]

        rows = rows_of("dong-gop-nhan-dan")
        at = line_at(rows, "Quỹ vì người nghèo")
        rows[at][6] += 1
        assert ("across", cell_address(at, 6)) in told(rows)

    def test_counts_are_no_dong(self) -> None:
        rows = rows_of(FIGURES)
        at = line_at(rows, "Diện tích gieo trồng")
        rows[at][3] += 1

        assert ("sum_of_count", cell_address(at, 3)) in told(rows)

    def test_a_total_that_is_missing(self) -> None:
        rows = rows_of(TENDERS)
        rows[-1][2] = None

        assert told(rows) == [("empty_total", cell_address(len(rows) - 1, 2))]

    def test_what_may_not_be_above_another(self) -> None:
        rows = rows_of(PRICES)
        rows[7][7] = rows[7][6]

        assert told(rows) == [("comparison_strict", "H8")]

        rows = rows_of("qt-thu-ns-xa")
        at = line_at(rows, "Thu viện trợ không hoàn lại trực tiếp cho xã")
        assert rows[at][2] == rows[at][3]
        rows[at][3] += 1
        assert ("comparison", cell_address(at, 3)) in told(rows)

    def test_a_lenient_line_notes_the_difference(self) -> None:
        text = (DATA / f"{TENDERS}.yaml").read_text(encoding="utf-8")
        lenient = form_in(
            text.replace("sum: [I, II, III]}", "sum: [I, II, III], lenient: true}"), "lenient.yaml"
        )
        rows = rows_of(TENDERS)
        rows[-1][2] += 7

        sheet = read(rows, [lenient])
        [note] = sheet.notes
        assert (note.code, note.cell, note.params["difference"]) == (
            "sum",
            cell_address(len(rows) - 1, 2),
            "7",
        )
        assert values(sheet)["T"] == {"gia": 21563730007}
        assert [fault.code for fault in faults(rows)] == ["sum"]

    def test_formulas_without_value_are_computed_upwards(self) -> None:
        rows = rows_of(PROJECTS)
        for row in rows[6:]:
            row[3] = FORMULA
            if row[0] in ("", "I", "II", "III"):
                row[2:9] = [FORMULA] * 7
            row[9] = FORMULA

        sheet = read(rows)
        assert values(sheet) == wanted(PROJECTS)
        [note] = sheet.notes
        assert (note.code, note.params["count"]) == ("computed", 60)

    def test_no_percent_is_computed_that_the_sheet_has_to_say(self) -> None:
        rows = rows_of(OUTTURN)
        rows[6][5] = FORMULA

        assert told(rows) == [("no_value", "F7")]


class TestLines:
    def test_ordinals_missing_or_in_front_of_the_words(self) -> None:
        for code in FORMS:
            rows, joined = rows_of(code), rows_of(code)
            for row in rows[5:]:
                row[0] = ""
            for row in joined[6:]:
                row[1] = f"{row[0]}. {row[1]}" if row[0] else row[1]
                row[0] = ""

            assert values(read(rows)) == wanted(code), code
            assert values(read(joined)) == wanted(code), code

    def test_lines_changed_a_little(self) -> None:
        rows = rows_of(BUDGET)
        at = line_at(rows, "Thu từ quỹ đất công ích và hoa lợi công sản")
        rows[at][1] = "- Thu từ quỹ đất công ích, hoa lợi công sản:"

        line = read(rows).rows[at - 5]
        assert (line.code, line.label) == ("A.I.2", "Thu từ quỹ đất công ích, hoa lợi công sản:")

    def test_siblings_in_another_order(self) -> None:
        rows = rows_of(BUDGET)
        at = line_at(rows, "Phí, lệ phí")
        rows[at], rows[at + 1] = rows[at + 1], rows[at]

        assert values(read(rows)) == wanted(BUDGET)

    def test_lines_of_the_same_words_are_told_by_what_they_are_below(self) -> None:
        rows = rows_of(OUTTURN)
        found = values(read(rows))
        assert found["A.II.2.a"]["dt"] == 170200000
        assert found["B.1.1"]["dt"] == 2892000000

        # The second part first, and no ordinals: what is above a line tells which it is.
        at = line_at(rows, "DỰ TOÁN CHI NGÂN SÁCH NHÀ NƯỚC")
        turned = [*rows[:5], *rows[at:], *rows[5:at]]
        for row in turned[5:]:
            row[0] = ""
        assert values(read(turned)) == wanted(OUTTURN)

        # Without the line above it nobody can tell where it belongs.
        at = line_at(rows, "Kinh phí thực hiện chế độ tự chủ")
        rows.insert(6, rows.pop(at))
        assert ("row_place", "B7") in told(rows)

    def test_a_line_that_is_missing_is_told_where_it_belongs(self) -> None:
        rows = rows_of(BUDGET)
        at = line_at(rows, "Lệ phí trước bạ nhà, đất")
        del rows[at]

        [fault] = faults(rows)
        assert (fault.code, fault.row, fault.cell) == (
            "row_missing",
            "A.II.3",
            cell_address(at - 1, 1),
        )

    def test_lines_that_may_be_missing(self) -> None:
        rows = rows_of(BUDGET)
        at = line_at(rows, "Thu chuyển nguồn")
        for total in (5, len(rows) - 1):
            for column in (2, 3):
                rows[total][column] -= rows[at][column]
        rows[5][4] = None
        del rows[at]

        assert "A.IV" not in values(read(rows))

    def test_a_line_twice(self) -> None:
        rows = rows_of(BUDGET)
        at = line_at(rows, "Phí, lệ phí")
        rows.insert(at, list(rows[at]))

        assert told(rows) == [("row_twice", cell_address(at + 1, 1))]

    def test_notes_and_signatures_below(self) -> None:
        for code in (BUDGET, PRICES, TENDERS):
            rows = rows_of(code)
            rows += [
                [],
                ["Ghi chú: chưa bao gồm các khoản phát sinh sau ngày khóa sổ."],
                ["", "", "", "An Bình, ngày 10 tháng 7 năm 2023"],
                ["", "NGƯỜI LẬP BIỂU", "", "CHỦ TỊCH"],
                ["", "Lê Thị A", "", "Trần Văn B"],
            ]

            assert values(read(rows)) == wanted(code), code

    def test_words_within_a_list_are_no_line_of_it(self) -> None:
        rows = rows_of(PRICES)
        rows.insert(9, ["", "(xem phụ lục)"])

        assert told(rows) == [("row_unknown", "B10")]

    def test_a_line_that_slipped_above_the_headings(self) -> None:
        rows = rows_of(PRICES)
        rows.insert(2, rows.pop(10))

        assert ("row_above", "B3") in told(rows)

    def test_a_line_without_words(self) -> None:
        rows = rows_of(BUDGET)
        rows.insert(8, ["", "", 5, 5])

        assert told(rows) == [("row_unknown", "B9")]


class TestAddedLines:
    def test_one_that_a_total_counts(self) -> None:
        rows = rows_of(BUDGET)
        at = line_at(rows, "Thu khác")
        rows.insert(at + 1, ["4", "Thu phạt của xã", 1000, 2000])
        for total, column, more in ((5, 2, 1000), (6, 2, 1000), (5, 3, 2000), (6, 3, 2000)):
            rows[total][column] += more
        rows[-1][2] += 1000
        rows[-1][3] += 2000

        sheet = read(rows)
        added = sheet.rows[at - 4]
        assert (added.code, added.label, added.ordinal, added.level) == (
            "A.I.+1",
            "Thu phạt của xã",
            "4",
            2,
        )
        assert added.values == {"uth_truoc": 1000, "dt": 2000, "ss": None}

    def test_one_that_is_a_part_of_the_line_above(self) -> None:
        rows = rows_of(BUDGET)
        at = line_at(rows, "Phí, lệ phí")
        rows.insert(at + 1, ["", "Trong đó: lệ phí chứng thực", 1000, 2000])

        assert read(rows).rows[at - 4].code == "A.I.1.+1"

    def test_one_that_fits_nowhere(self) -> None:
        rows = rows_of(BUDGET)
        at = line_at(rows, "Phí, lệ phí")
        rows.insert(at + 1, ["", "Thu lạ", 10**12, 2000])

        assert told(rows) == [("row_unknown", cell_address(at + 1, 1))]

    def test_one_of_a_list_is_no_more_than_another_line_of_it(self) -> None:
        rows = rows_of(PRICES)
        rows.insert(8, ["5", "Đường mới", "Cầu", "Chợ", "", "", 9000, 8000, 7000, 6000])

        assert values(read(rows))["I.2"]["vt1"] == 9000


class TestTexts:
    def test_a_text_that_must_be_there(self) -> None:
        rows = rows_of(TENDERS)
        rows[6][3] = "-"

        assert told(rows) == [("no_text", "D7")]

    def test_what_a_spreadsheet_took_for_a_day(self) -> None:
        rows = rows_of("pa-boi-thuong")
        rows[7][2] = date(2023, 5, 12)

        assert told(rows) == [("day_in_text", "C8")]


def test_a_line_that_names_two_years_says_neither() -> None:
    assert periods_in("So sánh năm 2023 với năm 2024", "A1") is None
    both = periods_in("Quý II năm 2024 so với năm 2023", "A1")
    assert both
    assert (both.year, both.quarter) == (None, 2)
