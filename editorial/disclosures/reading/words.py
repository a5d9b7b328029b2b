"""The sentences about faults and notes, by their codes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

# What each begins with where it is of one cell.
IN_CELL = _("Cell %(cell)s: %(words)s")

FAULTS = {
    # Of the file.
    "unreadable": _("The file cannot be opened as a table. Save it anew as XLSX, ODS or CSV."),
    "locked": _("The file is locked with a password. Save it without one."),
    "too_large": _(
        "The file is too large to be one sheet. Send the sheet alone, without other data."
    ),
    "too_slow": _("The file was not read in time. Save the sheet alone as XLSX and send it again."),
    # Of the form.
    "no_form": _(
        "No form that is known fits this sheet. Take the form as it was issued and fill it in."
    ),
    "nearly": _("The sheet looks like the form “%(form)s” and lacks: %(missing)s."),
    "two_forms": _("The sheet fits two forms: %(forms)s. Send each form as a file of its own."),
    "two_sheets": _(
        "More than one sheet holds a form: %(sheets)s. Send each as a file of its own."
    ),
    # Of columns.
    "column_missing": _(
        "Among these headings the column “%(heading)s” is missing. Add it as the form has it."
    ),
    "column_twice": _("The column “%(heading)s” stands here a second time. Leave one of the two."),
    "column_unclear": _(
        "The heading does not say which column of the form this is. Write all of the form's heading."
    ),
    # Of what stands above the table.
    "period_missing": _(
        "The title does not say of which period the sheet is. Write it, such as “%(example)s”."
    ),
    "period_disagrees": _(
        "Here it says %(here)s, and elsewhere %(there)s. Write the same period everywhere."
    ),
    "unit_missing": _(
        "The unit is not said. Write it above the table, such as “Đơn vị tính: đồng”."
    ),
    "unit_disagrees": _("Here the unit is “%(here)s”, and elsewhere “%(there)s”. Write one unit."),
    "unit_unknown": _("The unit “%(unit)s” does not belong here. Write one of: %(units)s."),
    # Of lines.
    "row_missing": _(
        "The line “%(label)s” is missing after this one. Add it, with 0 where there is nothing."
    ),
    "row_place": _(
        "The line “%(label)s” stands at several places of the form. Put it below the line that it is part of."
    ),
    "row_above": _(
        "Figures stand above the headings. Move this line into the table, or take it out."
    ),
    "row_twice": _("The line “%(label)s” stands here a second time. Leave one of the two."),
    "row_unknown": _(
        "The line “%(label)s” is none of the form. Write the form's words, or move it below one."
    ),
    # Of cells.
    "no_number": _("“%(text)s” is no number. Write digits only."),
    "unclear_number": _("“%(text)s” can be read as two numbers. Write it with digits only."),
    "no_whole": _("%(text)s is no whole number. Correct it, or the unit above the table."),
    "no_whole_dong": _(
        "%(text)s gives no whole number of đồng. Correct it, or the unit above the table."
    ),
    "negative": _("%(text)s is below zero, which cannot be here. Correct it."),
    "too_great": _("%(text)s is too great to be true. Correct it, or the unit above the table."),
    "no_figure": _("No figure belongs into this line. Take it out."),
    "day_in_text": _(
        "The spreadsheet took this for the day %(text)s. Make the cell one of text and write it once more."
    ),
    "empty_total": _("The total is missing; the parts add up to %(computed)s. Write it."),
    "ratio_of_nothing": _(
        "%(printed)s is printed, and there is no amount that it could be of. Take it out, or write the amount."
    ),
    "no_date": _("“%(text)s” is no day. Write it as 30/06/2024."),
    "no_text": _("The text is missing. Write it."),
    "error_value": _("The spreadsheet shows the error %(text)s. Put its formula right."),
    "no_value": _(
        "The formula has no value. Open the file in a spreadsheet, save it, and send it again."
    ),
    # Of what must balance.
    "sum": _(
        "%(printed)s đồng is printed, the lines add up to %(computed)s đồng: %(difference)s đồng apart."
    ),
    "across": _(
        "%(printed)s đồng is printed, the columns give %(computed)s đồng: %(difference)s đồng apart."
    ),
    "sum_of_count": _(
        "%(printed)s is printed, the lines add up to %(computed)s: %(difference)s apart."
    ),
    "across_of_count": _(
        "%(printed)s is printed, the columns give %(computed)s: %(difference)s apart."
    ),
    "ratio": _("%(printed)s%% is printed, and the columns give %(computed)s%%. Put it right."),
    "comparison": _("%(lesser)s must not be above %(greater)s. Check both."),
    "comparison_strict": _("%(lesser)s must be below %(greater)s. Check both."),
}

# What a list of people says of them that nobody may publish. The cells are named, and never what stands in them.
PERSONAL = {
    "personal_number": _(
        "An identity, account, card or telephone number of a person, or an address to write to. Take it out."
    ),
    "personal_birth": _("When somebody was born. Take it out."),
    "personal_health": _(
        "Somebody's health. Take it out, and say what the support is without it, such as “Trợ cấp hằng tháng”."
    ),
    "personal_name": _("A person's name outside the column of names. Take it out."),
}
FAULTS |= PERSONAL

NOTES = {
    "computed": _("%(count)s formulas had no value; they were computed from the other cells."),
    "sum": FAULTS["sum"],
    "across": FAULTS["across"],
    "sum_of_count": FAULTS["sum_of_count"],
    "across_of_count": FAULTS["across_of_count"],
    "ratio": FAULTS["ratio"],
}


def fault_words(code: str, cell: str, params: Mapping[str, str | int]) -> str:
    return _worded(FAULTS[code], cell, params)


def note_words(code: str, cell: str, params: Mapping[str, str | int]) -> str:
    return _worded(NOTES[code], cell, params)


def _worded(sentence: StrPromise, cell: str, params: Mapping[str, str | int]) -> str:
    words = str(sentence) % params
    return str(IN_CELL) % {"cell": cell, "words": words} if cell else words
