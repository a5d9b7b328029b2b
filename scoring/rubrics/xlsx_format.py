"""Rubrics as a workbook, for people who draw them up in a spreadsheet. One rubric a file, four sheets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO
from typing import IO, Any
from zipfile import BadZipFile

from django.utils.translation import gettext as _
from openpyxl import Workbook, load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from portals.admin_kit.exports import FORMULA_STARTS, harmless

from .spec import RubricSpec
from .yaml_format import UnreadableRubric, rubric_content, rubrics_from

GENERAL = ("tier", "title", "bonus_limit", "penalty_limit")
CRITERIA = (
    "group", "group_name", "code", "name", "points", "kind", "measure", "parameters", "rule",
    "steps", "no_cases", "pools_small_numbers", "legal_basis", "help",
)  # fmt: skip
ADJUSTMENTS = ("code", "name", "kind", "points", "most_points", "measure", "caps_band", "help")
BANDS = ("code", "name", "from", "below")
SHEETS = {"rubric": GENERAL, "criteria": CRITERIA, "adjustments": ADJUSTMENTS, "bands": BANDS}
MOST_ROWS = 500
RANGE = ".."


def write_workbook(rubric: RubricSpec) -> bytes:
    content = rubric_content(rubric)
    rows: dict[str, list[Mapping[str, Any]]] = {
        "rubric": [{**content, "tier": rubric.tier}],
        "criteria": [
            {
                **one,
                "group": group["code"],
                "group_name": group["name"],
                "parameters": json.dumps(one.get("parameters", {}), ensure_ascii=False),
                "steps": "; ".join(_step_as_text(step) for step in one.get("steps", ())),
            }
            for group in content["groups"]
            for one in group["criteria"]
        ],
        "adjustments": content["adjustments"],
        "bands": content["bands"],
    }
    book = Workbook(write_only=True)
    for name, columns in SHEETS.items():
        sheet = book.create_sheet(name)
        sheet.append(list(columns))
        for row in rows[name]:
            sheet.append([_cell(row.get(column)) for column in columns])
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def read_workbook(file: IO[bytes]) -> RubricSpec:
    """Read what `write_workbook` wrote, or a person changed. Raises UnreadableRubric with the place of the fault."""
    try:
        book = load_workbook(file, read_only=True, data_only=True)
        sheets = {name: list(_rows(book[name], columns)) for name, columns in SHEETS.items()}
    except (BadZipFile, InvalidFileException, KeyError, OSError, ValueError) as error:
        raise UnreadableRubric(_("The file is no workbook of a rubric.")) from error
    if not sheets["rubric"]:
        raise UnreadableRubric(_("The file names no tiers."))
    general = sheets["rubric"][0]
    groups: dict[str, dict[str, Any]] = {}
    for row in sheets["criteria"]:
        group = groups.setdefault(
            str(row["group"]),
            {"code": str(row["group"]), "name": row["group_name"], "criteria": []},
        )
        group["criteria"].append(_criterion(row))
    content = {
        **general,
        "tiers": {str(general["tier"]): {}},
        "groups": list(groups.values()),
        "adjustments": sheets["adjustments"],
        "bands": sheets["bands"],
    }
    return rubrics_from(content)[0]


def _rows(sheet: Any, columns: Sequence[str]) -> Iterator[dict[str, Any]]:
    rows = sheet.iter_rows(values_only=True, max_row=MOST_ROWS)
    heading = [str(cell or "") for cell in next(rows, ())]
    if missing := [column for column in columns if column not in heading]:
        raise UnreadableRubric(
            _("The sheet %(sheet)s lacks the column %(columns)s.")
            % {"sheet": sheet.title, "columns": ", ".join(missing)}
        )
    for row in rows:
        cells = {key: _text(cell) for key, cell in zip(heading, row, strict=False)}
        if any(cell not in (None, "") for cell in cells.values()):
            yield cells


def _criterion(row: Mapping[str, Any]) -> dict[str, Any]:
    try:
        parameters = json.loads(str(row["parameters"] or "{}"))
    except ValueError as error:
        raise UnreadableRubric(
            _("%(code)s: parameters are names with values.") % {"code": row["code"]}
        ) from error
    steps = [
        _step(str(row["code"]), part) for part in str(row["steps"] or "").split(";") if part.strip()
    ]
    return {
        **row,
        "parameters": parameters,
        "steps": steps,
        "pools_small_numbers": row["pools_small_numbers"] in (True, 1, "True", "TRUE"),
    }


def _step_as_text(step: Mapping[str, Any]) -> str:
    low = "" if step["above"] is None else step["above"]
    high = "" if step["up_to"] is None else step["up_to"]
    return f"{low}{RANGE}{high}: {step['points']}"


def _step(code: str, text: str) -> dict[str, str | None]:
    span, colon, points = text.partition(":")
    low, dots, high = span.partition(RANGE)
    if not colon or not dots:
        raise UnreadableRubric(
            _("%(code)s: write steps as “..2: 4; 2..4: 3; 4..: 0”.") % {"code": code}
        )
    return {
        "above": low.strip() or None,
        "up_to": high.strip() or None,
        "points": points.strip(),
    }


def _cell(value: Any) -> Any:
    return value if isinstance(value, (int, float)) else harmless(value)


def _text(cell: Any) -> Any:
    """The cell as it was before `harmless`."""
    if isinstance(cell, str) and cell.startswith("'") and cell[1:].startswith(FORMULA_STARTS):
        return cell[1:]
    return cell
