"""When a recording was aired, by the name of its file, as stations write it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from portals.refusals import Refusal

_YEAR_FIRST = re.compile(r"(?<!\d)(20\d{2})[-._ ]?(\d{2})[-._ ]?(\d{2})(?!\d)")
_DAY_FIRST = re.compile(r"(?<!\d)(\d{1,2})[-._/ ](\d{1,2})[-._/ ](20\d{2})(?!\d)")
_DAY_AND_MONTH = re.compile(r"(?<!\d)(\d{1,2})[-._](\d{1,2})(?![-._]?\d)")
_HOUR = re.compile(r"(?<!\d)(\d{1,2})\s?(?:h|g|gio)\s?(\d{2})?(?!\d)")
# As names say it without their marks; the first that is found counts.
PARTS_OF_DAY = {
    "sang": ("sáng", time(5, 30)),
    "trua": ("trưa", time(11, 0)),
    "chieu": ("chiều", time(17, 0)),
    "toi": ("tối", time(18, 30)),
}


class UndatedName(Refusal):
    """A name says no day, or one that there is not; the words say which."""


@dataclass(frozen=True)
class NamedAiring:
    """When it was aired; `part` is the part of the day in words, if the name says one."""

    at: datetime
    part: str


def airing_named(stem: str, *, year: int | None, hour: time) -> NamedAiring:
    """Read the day and hour of `stem`, the name of a file without its ending.

    `year` is that of names which say none, `hour` that of names which say neither hour nor part of the day. Raises
    UndatedName.
    """
    plain = _plain(stem)
    day, rest = _day(plain, year)
    part, at = next(
        (told for word, told in PARTS_OF_DAY.items() if re.search(rf"\b{word}\b", rest)),
        ("", hour),
    )
    if found := _HOUR.search(rest):
        try:
            at = time(int(found[1]), int(found[2] or 0))
        except ValueError as error:
            raise UndatedName(_("“%(hour)s” is no hour.") % {"hour": found[0]}) from error
    return NamedAiring(timezone.make_aware(datetime.combine(day, at)), part)


def _day(plain: str, year: int | None) -> tuple[date, str]:
    """The day, and what else the name says."""
    if found := _YEAR_FIRST.search(plain):
        numbers = found[1], found[2], found[3]
    elif found := _DAY_FIRST.search(plain):
        numbers = found[3], found[2], found[1]
    elif found := _DAY_AND_MONTH.search(plain):
        if year is None:
            raise UndatedName(_("The name says no year: give it with --year."))
        numbers = str(year), found[2], found[1]
    else:
        raise UndatedName(_("The name says no day, such as 2024-11-05 or 05.11.2024."))
    try:
        day = date(*map(int, numbers))
    except ValueError as error:
        raise UndatedName(_("“%(day)s” is no day.") % {"day": found[0]}) from error
    return day, plain[: found.start()] + " " + plain[found.end() :]


def _plain(stem: str) -> str:
    decomposed = unicodedata.normalize("NFD", stem.casefold().replace("đ", "d"))
    kept = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return kept.replace("_", " ")
