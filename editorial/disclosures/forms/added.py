"""The file of a form that the province adds: a form, the section of its sheets, and its days."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from editorial.disclosures.reading.folding import folded_label
from editorial.models.disclosure import LONGEST_CODE_IN_SHEET, LONGEST_FORM

from .faults import BadForm, FormFault
from .file_lines import with_lines
from .form import SheetTemplate
from .loading import data_in, misfits, read_form, shipped_forms
from .places import PlaceInForm

LARGEST_FILE = 200_000
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class DatedForm:
    """A form by which sheets are read that are sent from `starts` on and before `ends`."""

    form: SheetTemplate
    section: str
    starts: date
    ends: date | None


def dated_form_in(
    text: str, name: str, *, sections: Collection[str], tiers: Collection[str]
) -> DatedForm:
    """Return what the file says. Raises BadForm with every fault, each with its line of `name`."""
    if len(text) > LARGEST_FILE:
        raise BadForm([(name, _("is larger than a form can be"))])
    place = PlaceInForm(data_in(text, name), name, [])
    form = read_form(place)
    starts, ends = _day(place, "starts"), None
    if place.has("ends"):
        ends = _day(place, "ends")
        if starts and ends and ends <= starts:
            place.fault("ends", _("is not after the first day"))
    found = DatedForm(form, place.one_of("section", sorted(sections)), starts or date.max, ends)
    place.end()
    if not place.faults:
        place.faults += misfits(form, name)
        place.faults += ((f"{name}: {key}", words) for key, words in _faults(form, tiers))
    if place.faults:
        raise BadForm(with_lines(place.faults, text, name))
    return found


def _day(place: PlaceInForm, key: str) -> date | None:
    place.asked.add(key)
    value: Any = place.data.get(key)
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if not place.is_broken:
        place.fault(key, _("is missing or no day like 2027-01-01"))
    return None


def _faults(form: SheetTemplate, tiers: Collection[str]) -> Iterator[FormFault]:
    if not _CODE.fullmatch(form.code) or len(form.code) > LONGEST_FORM:
        yield "code", _("has more than small letters, digits and hyphens, or more than 40 of them")
    shipped = {one.code: one for one in shipped_forms()}
    if form.code in shipped:
        yield "code", _("is that of a form which comes with the product; choose another")
    for tier in form.tiers:
        if tier not in tiers:
            yield "tier", _("names %(tier)s, which is no tier") % {"tier": tier}
    yield from _codes(form)
    for other in shipped.values():
        if look_alike(form, other):
            yield (
                "rows",
                _("and columns are those of %(code)s; no sheet could be told apart")
                % {"code": other.code},
            )


def _codes(form: SheetTemplate) -> Iterator[FormFault]:
    codes = [("columns", column.code) for column in form.columns]
    codes += [("rows", row.code) for row in form.rows]
    for kind, code in codes:
        if not 0 < len(code) <= LONGEST_CODE_IN_SHEET:
            yield f"{kind}: {code}", _("has an empty or very long code")


def look_alike(one: SheetTemplate, other: SheetTemplate) -> bool:
    """Whether a sheet of the one would be one of the other too: both are then refused, since nobody may guess."""
    return _seen(one) == _seen(other)


def _seen(form: SheetTemplate) -> tuple[str, frozenset[str], frozenset[str]]:
    return (
        form.period,
        frozenset(folded_label(column.heading[-1]) for column in form.columns),
        frozenset(folded_label(row.label) for row in form.rows if row.label),
    )
