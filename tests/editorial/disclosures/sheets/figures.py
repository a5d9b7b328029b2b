"""Invented figures for a form that balance: every sum, ratio and order that the form states holds."""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

Figures = dict[str, dict[str, Any]]

ROADS = ("Đường tỉnh", "Đường huyện", "Phố", "Đường trục thôn", "Đường liên thôn")
PLACES = ("Đông", "Đoài", "Thượng", "Hạ", "Chùa", "Đình", "Giữa", "Núi", "Cầu", "Trung")
WORKS = (
    "Nhà văn hóa thôn",
    "Cải tạo đường thôn",
    "Trường mầm non khu",
    "Trạm bơm",
    "Điện chiếu sáng thôn",
    "Kênh tưới xứ đồng",
)
PACKAGES = (
    "Tư vấn giám sát thi công",
    "Thi công mặt đường",
    "Mua sắm bàn ghế",
    "Bảo hiểm công trình",
    "Lập hồ sơ mời thầu",
    "Cung cấp máy tính",
)
SURNAMES = ("Nguyễn", "Trần", "Phạm", "Vũ", "Đỗ", "Ngô", "Lý")
GIVEN = ("Hòa", "Bình", "Lan", "Mai", "Sơn", "Tâm", "Hải")
TEXTS = {
    "tu": ("Cầu {p}", "Ngã tư {p}", "Cổng làng {p}"),
    "den": ("Chợ {p}", "Trạm y tế khu {p}", "Hết địa phận thôn {p}"),
    "nguon": ("Ngân sách xã", "Ngân sách tỉnh hỗ trợ", "Ngân sách huyện"),
    "hinh_thuc": ("Chào hàng cạnh tranh", "Chỉ định thầu rút gọn", "Đấu thầu rộng rãi qua mạng"),
    "phuong_thuc": ("Một giai đoạn một túi hồ sơ", "Một giai đoạn hai túi hồ sơ"),
    "bat_dau": ("Quý I/{y}", "Quý III/{y}", "Tháng 5/{y}"),
    "loai_hd": ("Trọn gói", "Theo đơn giá cố định"),
    "thoi_gian": ("30 ngày", "60 ngày", "120 ngày"),
    "to_thua": ("12/{n}", "7/{n}", "31/{n}"),
}


def label_of(kind: str, chance: random.Random, number: int) -> str:
    place = chance.choice(PLACES)
    if kind == "road":
        return f"{chance.choice(ROADS)} {place} {number}"
    if kind == "project":
        return f"{chance.choice(WORKS)} {place} giai đoạn {number}"
    if kind == "household":
        return f"{chance.choice(('Ông', 'Bà', 'Hộ ông', 'Hộ bà'))} {chance.choice(SURNAMES)} Thị {chance.choice(GIVEN)}"
    if kind == "org":
        return f"Hợp tác xã {place} {number}"
    return f"{chance.choice(PACKAGES)} đợt {number}"


def rows_of(form: dict[str, Any], chance: random.Random) -> list[dict[str, Any]]:
    """The form's rows with lists made long and some optional ones left out."""
    rows = []
    for row in form["rows"]:
        if row.get("optional") and chance.random() < 0.3:
            continue
        if "open" not in row:
            rows.append(dict(row))
            continue
        stem = row["code"].removesuffix("#")
        for number in range(1, chance.randint(row["min"], row["max"]) + 1):
            label = label_of(row["open"], chance, number)
            rows += [
                {"code": f"{stem}{number}", "stt": str(number), "label": label, "listed": True}
            ]
    return rows


def children_of(code: str, rows: list[dict[str, Any]]) -> list[str]:
    """The nearest rows below a row: those of one part more."""
    depth = code.count(".") + 1
    return [
        row["code"]
        for row in rows
        if row["code"].startswith(code + ".") and row["code"].count(".") == depth
    ]


def is_total(row: dict[str, Any], rows: list[dict[str, Any]]) -> bool:
    if "minus" in row:
        return True
    return "sum" in row and bool(summed(row, rows))


def summed(row: dict[str, Any], rows: list[dict[str, Any]]) -> list[str]:
    if row["sum"] == "children":
        return children_of(row["code"], rows)
    there = {other["code"] for other in rows}
    return [code for code in row["sum"] if code in there]


def numeric(column: dict[str, Any]) -> bool:
    return column["type"] in ("integer", "decimal")


def fill(
    form: dict[str, Any], rows: list[dict[str, Any]], chance: random.Random, year: int
) -> Figures:
    figures: Figures = {}
    for row in rows:
        if row.get("heading_only"):
            figures[row["code"]] = {}
        elif not is_total(row, rows):
            figures[row["code"]] = leaf(form, row, chance, year)
    pending = [row for row in rows if row["code"] not in figures]
    while pending:
        for row in list(pending):
            parts = row["minus"] if "minus" in row else summed(row, rows)
            if all(part in figures for part in parts):
                figures[row["code"]] = total(form, row, rows, figures)
                pending.remove(row)
    return {row["code"]: figures[row["code"]] for row in rows}


def leaf(
    form: dict[str, Any], row: dict[str, Any], chance: random.Random, year: int
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    by_unit = row.get("unit")
    for column in form["columns"]:
        code = column["code"]
        if column.get("role") or "computed" in column:
            continue
        if column["type"] == "percent":
            values[code] = Decimal(chance.randint(7000, 14000)) / 100
        elif column["type"] == "text":
            words = chance.choice(TEXTS[code])
            values[code] = words.format(p=chance.choice(PLACES), y=year, n=chance.randint(2, 480))
        elif column["type"] == "decimal":
            values[code] = Decimal(chance.randint(800, 19000)) / 10
        elif column.get("count") or (column.get("by_row_unit") and by_unit != "money"):
            values[code] = chance.randint(90, 4800)
        else:
            values[code] = chance.randint(4_000, 2_400_000) * 1000
            if chance.random() < 0.06:
                del values[code]
    order(form, values)
    compute(form, values)
    return values


def order(form: dict[str, Any], values: dict[str, Any]) -> None:
    """Sort what the form puts in order: a nearer position is dearer, a part is not more than the whole."""
    rules = form.get("column_rules", [])
    greater = [rule["gt"] for rule in rules if "gt" in rule]
    if greater:
        names = list(dict.fromkeys(name for pair in greater for name in pair))
        amounts = sorted({values.get(name) or 1_000_000 for name in names}, reverse=True)
        while len(amounts) < len(names):
            amounts.append(amounts[-1] // 2000 * 1000 or 1000)
        values.update(zip(names, amounts, strict=True))
    for rule in rules:
        if "le" in rule:
            less, more = rule["le"]
            if (values.get(less) or 0) > (values.get(more) or 0):
                values[less], values[more] = values.get(more, 0), values[less]
                for name in (less, more):
                    if not values[name]:
                        del values[name]


def compute(form: dict[str, Any], values: dict[str, Any]) -> None:
    for column in sorted(
        (c for c in form["columns"] if "computed" in c), key=lambda c: "ratio" in c["computed"]
    ):
        rule = column["computed"]
        got = values.get
        if "ratio" in rule:
            above, below = (got(name) for name in rule["ratio"])
            if above and below:
                values[column["code"]] = (Decimal(above) * 100 / Decimal(below)).quantize(
                    Decimal("0.01"), ROUND_HALF_UP
                )
        elif "minus" in rule:
            values[column["code"]] = (got(rule["minus"][0]) or 0) - (got(rule["minus"][1]) or 0)
        elif "sum" in rule:
            values[column["code"]] = sum(got(name) or 0 for name in rule["sum"])
        else:
            plus, minus = rule["plus_minus"]
            values[column["code"]] = sum(got(n) or 0 for n in plus) - sum(
                got(n) or 0 for n in minus
            )


def total(
    form: dict[str, Any], row: dict[str, Any], rows: list[dict[str, Any]], figures: Figures
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for column in form["columns"]:
        code = column["code"]
        if column["type"] == "percent" and "computed" not in column:
            values[code] = Decimal("103.7")
        if not numeric(column) or code in row.get("no_total", ()):
            continue
        if "computed" in column and "ratio" in column["computed"]:
            continue
        if "minus" in row:
            first, second = (figures[part].get(code) or 0 for part in row["minus"])
            values[code] = first - second
        else:
            amounts = [figures[part][code] for part in summed(row, rows) if figures[part].get(code)]
            if amounts:
                values[code] = sum(amounts)
    if "minus" not in row:
        compute(form, values)
    return values
