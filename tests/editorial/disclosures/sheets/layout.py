"""A form with its figures as a grid of cells, laid out as an accountant of a commune might have done it."""

from __future__ import annotations

import random
import re
import unicodedata
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.editorial.disclosures.sheets.figures import Figures, is_total, numeric

ROMAN = ("", "I", "II", "III", "IV")
AGENCIES = (
    "ỦY BAN NHÂN DÂN XÃ AN BÌNH MINH HỌA",
    "UBND PHƯỜNG TÂN HÒA MINH HỌA",
    "UBND xã Phú Mỹ Minh Họa",
)
UNITS = {
    "đồng": (1, ("Đơn vị tính: đồng", "ĐVT: đồng", "Đơn vị: Đồng", "(Đơn vị tính: VNĐ)")),
    "nghìn đồng": (
        1_000,
        ("Đơn vị tính: nghìn đồng", "ĐVT: 1.000 đồng", "Đơn vị: ngàn đồng", "ĐVT: 1000đ"),
    ),
    "triệu đồng": (
        1_000_000,
        ("Đơn vị tính: triệu đồng", "ĐVT: Triệu đồng", "Đơn vị: tr.đồng", "Đvt: trđ"),
    ),
}
LAND_UNITS = {
    "đồng/m2": (1, ("Đơn vị tính: đồng/m2", "ĐVT: đồng/m²")),
    "nghìn đồng/m2": (1_000, ("Đơn vị tính: nghìn đồng/m2", "ĐVT: 1.000 đồng/m²")),
    "triệu đồng/m2": (1_000_000, ("Đơn vị tính: triệu đồng/m2",)),
}


@dataclass
class Cell:
    """``number`` is what a native cell holds; ``text`` what is seen; a formula may lack its kept value."""

    text: str = ""
    number: Decimal | None = None
    percent: bool = False
    formula: str = ""
    kept: bool = True
    as_text: bool = False


@dataclass
class Sheet:
    rows: list[list[Cell]] = field(default_factory=list)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    where: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    others: list[tuple[str, bool, list[list[str]]]] = field(default_factory=list)
    name: str = "Sheet1"


@dataclass
class Style:
    """What was decided for this one sheet; see ``choose`` of make.py."""

    unit: str
    year: int
    quarter: int
    month: int
    columns: list[dict[str, Any]]
    extra: dict[int, str]
    heading_variants: bool = False
    heading_case: str = ""
    unit_in_heading: bool = False
    numbering_row: bool = False
    letterhead: bool = True
    title_split: bool = False
    period_style: str = "plain"
    separators: str = ""
    formulas: str = ""
    percent_style: str = "number"
    label_style: str = ""
    ordinals: bool = True
    blank_rows: bool = False
    repeated_heading: bool = False
    hidden: bool = False
    footer: bool = True
    other_sheets: str = ""
    decomposed: bool = False
    merged: bool = True
    row_unit: str = "triệu đồng"
    rounded: bool = False


def period_words(words: str, style: Style) -> str:
    quarter = str(style.quarter) if style.period_style == "digits" else ROMAN[style.quarter]
    for mark, put in (
        ("{Y-1}", str(style.year - 1)),
        ("{Y}", str(style.year)),
        ("{Q}", quarter),
        ("{M}", f"{style.month:02}" if style.period_style == "digits" else str(style.month)),
    ):
        words = words.replace(mark, put)
    if style.period_style == "slash":
        words = re.sub(rf"(?i)((?:quý|tháng) \S+) năm {style.year}", rf"\1/{style.year}", words)
    return words


def group(number: Decimal, separators: str) -> str:
    """``separators``: the one of thousands and the decimal one, as in "1.234,5"."""
    thousands, point = separators[0].strip("_"), separators[1]
    whole, _, rest = format(abs(number), "f").partition(".")
    rest = rest.rstrip("0")
    parts: list[str] = []
    while len(whole) > 3:
        parts.insert(0, whole[-3:])
        whole = whole[:-3]
    written = thousands.join([whole, *parts]) + (point + rest if rest else "")
    return f"-{written}" if number < 0 else written


def scaled(value: Any, column: dict[str, Any], row: dict[str, Any], style: Style) -> Decimal:
    units = UNITS | LAND_UNITS
    if column.get("money"):
        return Decimal(value) / units[style.unit][0]
    if column.get("by_row_unit") and row.get("unit") == "money":
        return Decimal(value) / units[style.row_unit][0]
    return Decimal(value)


def lay_out(
    form: dict[str, Any],
    rows: list[dict[str, Any]],
    figures: Figures,
    style: Style,
    chance: random.Random,
) -> Sheet:
    sheet = Sheet()
    width = len(style.columns) + len(style.extra)
    above(form, style, sheet, chance, width)
    heading(style, sheet)
    first = len(sheet.rows)
    body(form, rows, figures, style, sheet, chance)
    formulas(form, rows, style, sheet, first)
    if style.footer:
        below(style, sheet, chance, width)
    if style.decomposed:
        for line in sheet.rows:
            for cell in line:
                cell.text = unicodedata.normalize("NFD", cell.text)
    return sheet


def line(sheet: Sheet, width: int, words: dict[int, str]) -> None:
    sheet.rows.append([Cell(words.get(at, "")) for at in range(width)])


def above(
    form: dict[str, Any], style: Style, sheet: Sheet, chance: random.Random, width: int
) -> None:
    if style.letterhead:
        line(sheet, width, {0: chance.choice(AGENCIES), width - 1: form["form_no"]})
        if chance.random() < 0.5:
            line(sheet, width, {0: "BAN TÀI CHÍNH"})
        line(sheet, width, {})
    for words in title_lines(form["title"], style):
        at = len(sheet.rows)
        line(sheet, width, {0: period_words(words, style)})
        if style.merged:
            sheet.merges.append((at, 0, at, width - 1))
    if chance.random() < 0.5:
        number = chance.randint(3, 400)
        line(
            sheet,
            width,
            {0: f"(Kèm theo Công văn số {number}/UBND-TC ngày 12 tháng 7 năm {style.year})"},
        )
    if style.unit and not style.unit_in_heading:
        line(sheet, width, {width - 2: chance.choice((UNITS | LAND_UNITS)[style.unit][1])})
    if chance.random() < 0.4:
        line(sheet, width, {})


def title_lines(title: str, style: Style) -> list[str]:
    for mark in (" QUÝ {Q}", " THÁNG {M}", " NĂM {Y}"):
        if style.title_split and mark in title:
            head, tail = title.split(mark, 1)
            return [head, (mark + tail).strip()]
    return [title]


def words_of(column: dict[str, Any], style: Style) -> list[str]:
    levels = list(column["heading"])
    if style.heading_variants and "also_seen" in column:
        levels = [*levels[:-1], column["also_seen"][0]]
    levels = [period_words(words, style) for words in levels]
    if style.unit_in_heading and column.get("money"):
        levels[-1] += f" ({style.unit})"
    if style.heading_case == "upper":
        levels = [words.upper() for words in levels]
    elif style.heading_case == "breaks":
        levels = [words.replace(" ", "\n", 1) for words in levels]
    elif style.heading_case == "spaces":
        levels = [f" {words.replace(' ', '  ')} " for words in levels]
    return levels


def heading(style: Style, sheet: Sheet) -> None:
    top = len(sheet.rows)
    names = columns_with_extras(style)
    levels = [words_of(c, style) if isinstance(c, dict) else [c] for c in names]
    depth = max(len(each) for each in levels)
    for level in range(depth):
        cells = []
        for at, each in enumerate(levels):
            words = each[level] if level < len(each) else ""
            same = (
                level < len(each) - 1
                and at
                and len(levels[at - 1]) > level + 1
                and levels[at - 1][: level + 1] == each[: level + 1]
            )
            cells.append(Cell("" if same and style.merged else words))
        sheet.rows.append(cells)
    if style.merged:
        merge_heading(sheet, levels, top, depth)
    if style.numbering_row:
        marks = ["A", "B", *(str(n) for n in range(1, len(names)))]
        sheet.rows.append([Cell(marks[at]) for at in range(len(names))])


def merge_heading(sheet: Sheet, levels: list[list[str]], top: int, depth: int) -> None:
    for at, each in enumerate(levels):
        if len(each) < depth:
            sheet.merges.append((top + len(each) - 1, at, top + depth - 1, at))
    at = 0
    while at < len(levels):
        end = at
        while (
            depth > 1
            and len(levels[at]) > 1
            and end + 1 < len(levels)
            and len(levels[end + 1]) > 1
            and levels[end + 1][0] == levels[at][0]
        ):
            end += 1
        if end > at:
            sheet.merges.append((top, at, top, end))
        at = end + 1


def columns_with_extras(style: Style) -> list[Any]:
    names: list[Any] = list(style.columns)
    for at, words in sorted(style.extra.items()):
        names.insert(min(at, len(names)), words)
    return names


def body(
    form: dict[str, Any],
    rows: list[dict[str, Any]],
    figures: Figures,
    style: Style,
    sheet: Sheet,
    chance: random.Random,
) -> None:
    names = columns_with_extras(style)
    heading_at = len(sheet.rows) - 1 - (1 if style.numbering_row else 0)
    for number, row in enumerate(rows):
        if style.repeated_heading and number == len(rows) // 2:
            sheet.rows.append([Cell(cell.text) for cell in sheet.rows[heading_at]])
        if style.blank_rows and number and chance.random() < 0.15:
            sheet.rows.append([Cell() for _ in names])
        at = len(sheet.rows)
        sheet.rows.append(
            [
                cell_of(column, row, figures, style, chance)
                if isinstance(column, dict)
                else Cell(chance.choice(("", "", "x", "Đã duyệt")))
                for column in names
            ]
        )
        for place, column in enumerate(names):
            if isinstance(column, dict):
                sheet.where[row["code"], column["code"]] = (at, place)
    if style.hidden:
        spare = [at for at, column in enumerate(names) if not isinstance(column, dict)]
        sheet.hidden_columns.update(spare[:1])


def cell_of(
    column: dict[str, Any],
    row: dict[str, Any],
    figures: Figures,
    style: Style,
    chance: random.Random,
) -> Cell:
    if "role" in column:
        return naming_cell(column["role"], row, figures, style, chance)
    value = figures[row["code"]].get(column["code"])
    if value is None:
        return Cell(chance.choice(("", "", "", "-")) if not row.get("heading_only") else "")
    if column["type"] == "text":
        return Cell(str(value))
    if column["type"] == "percent":
        return percent_cell(Decimal(value), style)
    number = scaled(value, column, row, style)
    if style.separators:
        return Cell(group(number, style.separators), number, as_text=True)
    return Cell(group(number, "_."), number)


def naming_cell(
    role: str, row: dict[str, Any], figures: Figures, style: Style, chance: random.Random
) -> Cell:
    if role == "label":
        return Cell(label_words(figures[row["code"]].get("noi_dung") or row["label"], row, style))
    if role == "row_unit":
        return Cell(style.row_unit if row.get("unit") == "money" else row.get("unit", ""))
    words = row.get("stt", "")
    if not style.ordinals:
        return Cell("")
    return Cell(words, Decimal(words) if words.isdecimal() and chance.random() < 0.7 else None)


def percent_cell(value: Decimal, style: Style) -> Cell:
    if style.percent_style == "fraction":
        return Cell(f"{group(value, '_,')}%", value / 100, percent=True)
    if style.percent_style == "text":
        return Cell(f"{group(value, '_,')}%", value, as_text=True)
    if style.separators:
        return Cell(group(value, style.separators), value, as_text=True)
    return Cell(group(value, "_."), value)


def label_words(label: str, row: dict[str, Any], style: Style) -> str:
    if row.get("listed"):
        return label
    if style.label_style == "bullets" and row.get("stt", "")[:1].islower():
        return f"- {label}"
    if style.label_style == "ordinals" and row.get("stt"):
        return f"{row['stt']}. {label}"
    if style.label_style == "colon":
        return f"{label}:"
    if style.label_style == "upper":
        return label.upper()
    if style.label_style == "spaces":
        return f"   {label.replace(' ', '  ', 1)} "
    return label


def formulas(
    form: dict[str, Any], rows: list[dict[str, Any]], style: Style, sheet: Sheet, first: int
) -> None:
    """Sums as formulas, with or without the value that the program keeps beside them."""
    if not style.formulas:
        return
    kept = style.formulas == "kept"
    for row in rows:
        for column in style.columns:
            place = sheet.where.get((row["code"], column["code"]))
            if place is None or not numeric(column):
                continue
            cell = sheet.rows[place[0]][place[1]]
            if cell.number is not None and (is_total(row, rows) or "computed" in column):
                cell.formula, cell.kept = (
                    f"=SUM({letter(place[1])}{first + 1}:{letter(place[1])}{first + 2})",
                    kept,
                )


def letter(column: int) -> str:
    return chr(ord("A") + column)


def below(style: Style, sheet: Sheet, chance: random.Random, width: int) -> None:
    line(sheet, width, {})
    if chance.random() < 0.5:
        line(
            sheet,
            width,
            {0: "Ghi chú: Số liệu minh họa, chưa bao gồm các khoản phát sinh sau ngày khóa sổ."},
        )
    line(sheet, width, {width - 2: f"Minh Họa, ngày 10 tháng 7 năm {style.year}"})
    line(sheet, width, {1: "NGƯỜI LẬP BIỂU", width - 2: "CHỦ TỊCH"})
    line(sheet, width, {1: "(Ký, ghi rõ họ tên)", width - 2: "(Ký tên, đóng dấu)"})
    line(sheet, width, {})
    line(sheet, width, {1: "Lê Thị Minh Họa", width - 2: "Trần Văn Minh Họa"})
