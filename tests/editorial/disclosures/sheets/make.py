"""Makes the distorted sheets and their answers anew, the same each time: see README.md.

uv run python -m tests.editorial.disclosures.sheets.make FORMS
"""

from __future__ import annotations

import json
import random
import re
import sys
import zipfile
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from tests.editorial.disclosures.sheets import figures as made
from tests.editorial.disclosures.sheets.layout import Cell, Sheet, Style, group, lay_out, letter
from tests.editorial.disclosures.sheets.writing import write_csv, write_ods, write_xlsx

HERE = Path(__file__).parent
EACH = 15
HALVES = {"tuning": 20240718, "held": 20251103}
Fault = Callable[["Case"], list[str]]


class Case:
    """One sheet in the making."""

    def __init__(self, form: dict[str, Any], chance: random.Random) -> None:
        self.form, self.chance = form, chance
        self.rows = made.rows_of(form, chance)
        self.style = choose(form, chance)
        self.figures = made.fill(form, self.rows, chance, self.style.year)
        self.sheet = Sheet()

    def lay(self) -> None:
        self.sheet = lay_out(self.form, self.rows, self.figures, self.style, self.chance)

    def cell(self, row: str, column: str) -> Cell:
        at, place = self.sheet.where[row, column]
        return self.sheet.rows[at][place]

    def name(self, row: str, column: str) -> str:
        at, place = self.sheet.where[row, column]
        return f"{letter(place)}{at + 1}"


def choose(form: dict[str, Any], chance: random.Random) -> Style:
    columns = list(form["columns"])
    if chance.random() < 0.3:
        columns = moved(columns, chance)
    extra: dict[int, str] = {}
    if chance.random() < 0.3:
        extra[chance.choice((len(columns), len(columns), 2))] = chance.choice(
            ("Ghi chú", "Mã số", "Thuyết minh")
        )
    units = form["unit_options"]
    unit = "" if units == ["per row"] else chance.choice(units)
    return Style(
        unit=unit,
        year=chance.randint(2021, 2026),
        quarter=chance.randint(1, 4),
        month=chance.randint(1, 12),
        columns=columns,
        extra=extra,
        heading_variants=chance.random() < 0.3,
        heading_case=chance.choice(("", "", "upper", "breaks", "spaces")),
        unit_in_heading=bool(unit) and chance.random() < 0.2,
        numbering_row=chance.random() < 0.3,
        letterhead=chance.random() < 0.8,
        title_split=chance.random() < 0.3,
        period_style=chance.choice(("plain", "plain", "digits", "slash")),
        separators=chance.choice(("", "", "", ".,", ",.", " ,", "\u00a0,")),
        formulas=chance.choice(("", "", "kept", "kept", "lost")),
        percent_style=chance.choice(("number", "number", "fraction", "text")),
        label_style=chance.choice(("", "", "", "bullets", "ordinals", "colon", "upper", "spaces")),
        ordinals=chance.random() < 0.85,
        blank_rows=chance.random() < 0.2,
        repeated_heading=chance.random() < 0.12,
        hidden=chance.random() < 0.15,
        footer=chance.random() < 0.75,
        other_sheets=chance.choice(("", "", "", "guide", "empty", "foreign")),
        decomposed=chance.random() < 0.08,
        merged=chance.random() < 0.8,
        row_unit=chance.choice(("đồng", "nghìn đồng", "triệu đồng", "Triệu đồng")).lower(),
        rounded=False,
    )


def moved(columns: list[dict[str, Any]], chance: random.Random) -> list[dict[str, Any]]:
    """Groups under one heading stay together, as they do where somebody moves columns by hand."""
    head = [column for column in columns if column.get("role") in ("stt", "label")]
    groups: list[list[dict[str, Any]]] = []
    for column in columns[len(head) :]:
        if (
            groups
            and len(column["heading"]) > 1
            and groups[-1][-1]["heading"][0] == column["heading"][0]
        ):
            groups[-1].append(column)
        else:
            groups.append([column])
    chance.shuffle(groups)
    for together in groups:
        chance.shuffle(together)
    return [*head, *(column for together in groups for column in together)]


NUMBER = re.compile(r"^-?\d[\d., \u00a0]*$")


def clear(sheet: Sheet, separators: str) -> bool:
    """Whether the texts of the sheet show by themselves which sign parts thousands and which decimals."""
    texts = [
        cell.text
        for line in sheet.rows
        for cell in line
        if cell.number is not None and NUMBER.match(cell.text)
    ]
    thousands, point = (separators or "_.")[0].strip("_"), (separators or "_.")[1]
    doubtful = [t for t in texts if re.search(r"^-?\d{1,3}[.,]\d{3}$", t)]
    shown = [
        t
        for t in texts
        if (thousands in ".," and thousands and t.count(thousands) > 1)
        or (thousands and thousands in t and point in t)
        or (not thousands and re.search(r"^-?\d{4,}\.", t))
        or (point in t and len(t.rpartition(point)[2]) != 3)
    ]
    return not doubtful or len(shown) > 1


def others(case: Case) -> None:
    kind = case.style.other_sheets
    if kind == "guide":
        case.sheet.others.append(
            (
                "Hướng dẫn",
                True,
                [
                    ["Hướng dẫn lập biểu"],
                    ["Nhập số liệu theo đúng đơn vị tính."],
                    ["Không sửa tên cột."],
                ],
            )
        )
    elif kind == "empty":
        case.sheet.others.append(("Sheet3", False, []))
    elif kind == "foreign":
        case.sheet.others.append(
            (
                "Danh bạ",
                False,
                [
                    ["STT", "Họ và tên", "Chức vụ"],
                    ["1", "Nguyễn Văn Minh Họa", "Kế toán"],
                    ["2", "Lê Thị Minh Họa", "Thủ quỹ"],
                ],
            )
        )


# What must be refused. Each spoils the laid out sheet and says which cells may be named for it.


def wrong_total(case: Case) -> list[str]:
    totals = [
        (row["code"], column["code"])
        for row in case.rows
        if made.is_total(row, case.rows)
        for column in case.form["columns"]
        if column["code"] in case.figures[row["code"]] and made.numeric(column)
    ]
    row, column = case.chance.choice(totals)
    spoil(case, row, column)
    return [
        case.name(r["code"], column) for r in case.rows if made.is_total(r, case.rows)
    ] + named_in_row(case, row)


def wrong_part(case: Case) -> list[str]:
    parts = [
        (row["code"], column["code"])
        for row in case.rows
        if not made.is_total(row, case.rows) and not row.get("heading_only")
        for column in case.form["columns"]
        if column.get("money")
        and "computed" not in column
        and case.figures[row["code"]].get(column["code"])
        and covered(case, row["code"])
    ]
    row, column = case.chance.choice(parts)
    spoil(case, row, column)
    return [
        case.name(r["code"], column) for r in case.rows if made.is_total(r, case.rows)
    ] + named_in_row(case, row)


def covered(case: Case, code: str) -> bool:
    return any("sum" in row and code in made.summed(row, case.rows) for row in case.rows)


def named_in_row(case: Case, row: str) -> list[str]:
    return [case.name(row, column["code"]) for column in case.style.columns]


def spoil(case: Case, row: str, column: str) -> None:
    cell = case.cell(row, column)
    before = cell.text
    assert cell.number is not None
    more = Decimal(case.chance.choice((9, 90, 1000, 27, -18)))
    cell.number += more
    cell.text = made_text(case, cell.number)
    cell.formula = ""
    assert cell.text != before


def made_text(case: Case, number: Decimal) -> str:
    return group(number, case.style.separators or "_.")


def wrong_percent(case: Case) -> list[str]:
    there = [
        (row["code"], column["code"])
        for row in case.rows
        for column in case.form["columns"]
        if column["type"] == "percent"
        and "computed" in column
        and column["code"] in case.figures[row["code"]]
    ]
    row, column = case.chance.choice(there)
    cell = case.cell(row, column)
    assert cell.number is not None
    away = Decimal("7.31") if not cell.percent else Decimal("0.0731")
    cell.number += away
    shown = cell.number * 100 if cell.percent else cell.number
    cell.text = (
        made_text(case, shown)
        if not cell.text.endswith("%")
        else f"{str(shown).replace('.', ',')}%"
    )
    return named_in_row(case, row)


def input_formula(case: Case) -> list[str]:
    row, column = an_input(case)
    cell = case.cell(row, column)
    cell.formula, cell.kept, cell.text = "=Z91+Z92", False, ""
    return [case.name(row, column)]


def an_input(case: Case) -> tuple[str, str]:
    return case.chance.choice(
        [
            (row["code"], column["code"])
            for row in case.rows
            if not made.is_total(row, case.rows) and not row.get("heading_only")
            for column in case.form["columns"]
            if made.numeric(column)
            and "computed" not in column
            and case.figures[row["code"]].get(column["code"])
        ]
    )


def unreadable(case: Case) -> list[str]:
    row, column = an_input(case)
    cell = case.cell(row, column)
    cell.number, cell.as_text, cell.formula = None, True, ""
    cell.text = case.chance.choice(
        ("12O.5OO.000", "1.23.4567", "khoảng 15 triệu", "#REF!", "1,5.2.3", "??")
    )
    return [case.name(row, column)]


def missing_column(case: Case) -> list[str]:
    wanted = [
        c
        for c in case.style.columns
        if c.get("required") and c.get("role") != "label" and "computed" not in c
    ]
    gone = case.chance.choice(wanted)
    case.style.columns = [c for c in case.style.columns if c is not gone]
    case.style.formulas = ""
    case.lay()
    return []


def missing_row(case: Case) -> list[str]:
    fixed = [
        r
        for r in case.rows
        if not r.get("listed")
        and not r.get("heading_only")
        and case.figures[r["code"]]
        and not made.is_total(r, case.rows)
    ]
    needed = {r["code"] for r in case.form["rows"] if not r.get("optional")}
    fixed = [r for r in fixed if r["code"] in needed]
    if not fixed:
        return wrong_total(case)
    gone = case.chance.choice(fixed)
    case.rows = [r for r in case.rows if r is not gone]
    case.lay()
    return []


def no_period(case: Case) -> list[str]:
    for line in case.sheet.rows:
        for cell in line:
            if cell.number is None:
                cell.text = re.sub(r"(?i)(\s*(năm|/)\s*20\d\d|20\d\d)", "", cell.text)
    return []


def no_unit(case: Case) -> list[str]:
    for line in case.sheet.rows[:14]:
        for cell in line:
            if re.match(r"(?i)\(?(đơn vị|đvt)", cell.text):
                cell.text = ""
    return []


def two_units(case: Case) -> list[str]:
    other = {"đồng": "triệu đồng", "nghìn đồng": "triệu đồng", "triệu đồng": "đồng"}[
        case.style.unit.removesuffix("/m2")
    ]
    for line in case.sheet.rows[:16]:
        for cell in line:
            if any(
                cell.text.casefold().split() == str(c["heading"][-1]).casefold().split()
                for c in case.form["columns"]
                if c.get("money")
            ):
                cell.text += f" ({other})"
                return []
    spot = next(c for c in case.style.columns if c.get("money"))
    place = case.style.columns.index(spot)
    top = case.sheet.where[case.rows[0]["code"], spot["code"]][0]
    case.sheet.rows[top - 1 - (1 if case.style.numbering_row else 0)][
        case.sheet.where[case.rows[0]["code"], spot["code"]][1] if place >= 0 else 0
    ].text += f" ({other})"
    return []


def foreign_table(case: Case) -> list[str]:
    case.sheet = Sheet()
    heads = ("STT", "Họ và tên", "Chức vụ", "Ngày nhận", "Số lượng")
    case.sheet.rows.append(
        [Cell("DANH SÁCH CẤP PHÁT VĂN PHÒNG PHẨM NĂM 2024")] + [Cell() for _ in heads[1:]]
    )
    case.sheet.rows.append([Cell(words) for words in heads])
    for number in range(1, case.chance.randint(4, 20)):
        case.sheet.rows.append(
            [
                Cell(str(number), Decimal(number)),
                Cell(f"Cán bộ minh họa {number}"),
                Cell("Công chức"),
                Cell("10/07/2024"),
                Cell("3", Decimal(3)),
            ]
        )
    return []


def out_of_order(case: Case) -> list[str]:
    if "column_rules" not in case.form:
        return wrong_total(case)
    rule = case.form["column_rules"][0]
    less, more = rule.get("le") or tuple(reversed(rule["gt"]))
    rows = [
        r["code"]
        for r in case.rows
        if not made.is_total(r, case.rows)
        and case.figures[r["code"]].get(less)
        and case.figures[r["code"]].get(more)
        and case.figures[r["code"]][less] != case.figures[r["code"]][more]
    ]
    row = case.chance.choice(rows)
    a, b = case.cell(row, less), case.cell(row, more)
    a.number, b.number, a.text, b.text = b.number, a.number, b.text, a.text
    a.formula = b.formula = ""
    return [
        *named_in_row(case, row),
        *(
            case.name(r["code"], c)
            for r in case.rows
            if made.is_total(r, case.rows)
            for c in (less, more)
        ),
    ]


def twice_in_file(case: Case) -> list[str]:
    again = Case(case.form, random.Random(case.chance.random()))
    again.style.year = case.style.year - 1
    again.lay()
    case.sheet.others.append(
        ("Năm trước", True, [[cell.text for cell in line] for line in again.sheet.rows])
    )
    return []


FAULTS: tuple[Fault, ...] = (
    wrong_total,
    wrong_part,
    wrong_percent,
    input_formula,
    unreadable,
    missing_column,
    missing_row,
    no_period,
    no_unit,
    two_units,
    foreign_table,
    out_of_order,
    twice_in_file,
    wrong_total,
    wrong_part,
)


def applies(fault: Fault, case: Case, suffix: str) -> bool:
    form = case.form
    if fault in (no_unit, two_units):
        return bool(case.style.unit) and not case.style.unit_in_heading
    if fault in (wrong_total, wrong_part):
        return any(made.is_total(row, case.rows) for row in case.rows)
    if fault is wrong_percent:
        return any(c["type"] == "percent" and "computed" in c for c in form["columns"])
    if fault is out_of_order:
        return "column_rules" in form
    if fault is missing_row:
        return any(
            not r.get("optional")
            and "open" not in r
            and "sum" not in r
            and "minus" not in r
            and not r.get("heading_only")
            for r in form["rows"]
        )
    if fault in (input_formula, twice_in_file):
        return suffix == "xlsx"
    return True


def make(form: dict[str, Any], chance: random.Random, path: Path, spoiled: bool) -> dict[str, Any]:
    suffix = chance.choice(("xlsx", "xlsx", "xlsx", "csv", "ods"))
    while True:
        case = Case(form, chance)
        if suffix != "xlsx" and case.style.formulas == "lost":
            case.style.formulas = "kept"
        if suffix == "csv":
            case.style.hidden, case.style.other_sheets = False, ""
        case.lay()
        if clear(case.sheet, case.style.separators):
            break
    others(case)
    fault, cells = None, []
    if spoiled:
        fault = chance.choice([each for each in FAULTS if applies(each, case, suffix)])
        if (
            fault in (wrong_total, wrong_part, wrong_percent, out_of_order)
            and case.style.formulas == "lost"
        ):
            case.style.formulas = "kept"
            case.lay()
            others(case)
        cells = fault(case)
    target = path.with_suffix(f".{suffix}")
    encoding = write(case, target, suffix, chance)
    answer: dict[str, Any] = {
        "file": target.name,
        "form": form["code"],
        "style": told(case.style) | encoding,
    }
    if fault:
        return answer | {
            "expected": "refused",
            "fault": fault.__name__,
            "cells": sorted(set(cells)),
        }
    return answer | {
        "expected": "published",
        "period": period(form, case.style),
        "values": values(case),
    }


def told(style: Style) -> dict[str, Any]:
    kept = {
        name: value
        for name, value in vars(style).items()
        if value not in ("", False, None, {}) and name not in ("columns", "extra")
    }
    return kept | {
        "columns": [column["code"] for column in style.columns],
        "extra": list(style.extra.values()),
    }


def write(case: Case, target: Path, suffix: str, chance: random.Random) -> dict[str, str]:
    if suffix == "xlsx":
        write_xlsx(case.sheet, target)
        empty_values(target)
        return {}
    if suffix == "ods":
        write_ods(case.sheet, target)
        return {}
    delimiter = chance.choice((",", ";", "\t"))
    encoding = chance.choice(("utf-8", "utf-8-sig", "utf-8-sig", "utf-16"))
    write_csv(case.sheet, target, delimiter, encoding)
    return {"delimiter": delimiter, "encoding": encoding}


LOST = re.compile(rb'(<c r="[A-Z]+\d+"(?: s="\d+")?) t="str"><f>([^<]*)</f><v></v></c>')


def empty_values(path: Path) -> None:
    """Formulas without a kept value carry none at all, as programs leave them that do not calculate."""
    with zipfile.ZipFile(path) as book:
        parts = [(info, book.read(info)) for info in book.infolist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for info, content in parts:
            if info.filename.startswith("xl/worksheets/"):
                content = LOST.sub(rb"\1><f>\2</f></c>", content)
            plain = zipfile.ZipInfo(info.filename, (2024, 1, 1, 0, 0, 0))
            plain.compress_type = zipfile.ZIP_DEFLATED
            book.writestr(plain, content)


def period(form: dict[str, Any], style: Style) -> dict[str, Any]:
    found = {"kind": form["period"], "year": style.year}
    if form["period"] == "quarter":
        found["quarter"] = style.quarter
    if form["period"] == "month":
        found["month"] = style.month
    return found


def values(case: Case) -> dict[str, dict[str, str]]:
    found = {}
    for row in case.rows:
        amounts = {
            name: str(value)
            for name, value in case.figures[row["code"]].items()
            if value is not None
        }
        if row.get("listed"):
            amounts["noi_dung"] = row["label"]
        found[row["code"]] = amounts
    return found


def main(forms: Path) -> None:
    loaded = [yaml.safe_load(path.read_text("utf-8")) for path in sorted(forms.glob("*.yaml"))]
    for half, seed in HALVES.items():
        folder = HERE / half
        folder.mkdir(exist_ok=True)
        chance = random.Random(seed)
        answers = []
        for number in range(EACH * len(loaded)):
            spoiled = number // len(loaded) % 5 == 4
            answers.append(
                make(loaded[number % len(loaded)], chance, folder / f"{number + 1:03}", spoiled)
            )
        (HERE / f"{half}.json").write_text(
            json.dumps(answers, ensure_ascii=False, indent=0, sort_keys=True) + "\n", "utf-8"
        )


if __name__ == "__main__":
    main(Path(sys.argv[1]))
