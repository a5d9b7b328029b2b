"""What somebody asks of the prices: read from the address, with what is wrong in words."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from editorial.models.disclosure_sheet import shown_figure
from portals.text import nfc

TEXT, COMMUNE, POSITION, LAND_TYPE, AREA, PAGE = (
    "q",
    "xa",
    "vi-tri",
    "loai-dat",
    "dien-tich",
    "trang",
)
NARROWING = (TEXT, COMMUNE, POSITION, LAND_TYPE)
LONGEST = 200
LAST_PAGE = 500
# In square metres: no plot is larger than a large commune.
LARGEST_AREA = Decimal(100_000_000)
_GROUPED = re.compile(r"\d{1,3}(?:[. ]\d{3})+(?:,\d{1,2})?")
_PLAIN = re.compile(r"\d+(?:[.,]\d{1,2})?")
_UNIT = re.compile(r"\s*(?:m2|m²|mét vuông)\.?$", re.IGNORECASE)


class UnreadableArea(ValueError):
    """What was typed is no area. Its words say what to do."""


@dataclass(frozen=True, slots=True)
class PriceQuestion:
    """Empty where nothing was asked. `area` in square metres; `area_typed` and `area_fault` for the form."""

    text: str = ""
    commune: str = ""
    position: int | None = None
    land_type: str = ""
    area: Decimal | None = None
    area_typed: str = ""
    area_fault: str = ""
    page: int = 1

    @property
    def is_narrowed(self) -> bool:
        return bool(self.text or self.commune or self.position or self.land_type)

    @property
    def narrowing(self) -> str:
        """The part of an address that asks for the same prices."""
        told = {
            TEXT: self.text,
            COMMUNE: self.commune,
            POSITION: str(self.position or ""),
            LAND_TYPE: self.land_type,
        }
        return urlencode({name: value for name, value in told.items() if value})

    @property
    def kept(self) -> str:
        """The same with the area, for the other pages of the list."""
        area = urlencode({AREA: self.area_typed}) if self.area is not None else ""
        return "&".join(filter(None, (self.narrowing, area)))

    @property
    def area_words(self) -> str:
        return shown_figure(self.area) if self.area is not None else ""

    def whole(self, price: int) -> int | None:
        """What the area costs at this price, in whole đồng; None where no area was asked for."""
        if self.area is None:
            return None
        return int((self.area * price).quantize(Decimal(1), ROUND_HALF_UP))


def question_in(query: Mapping[str, str]) -> PriceQuestion:
    """Return what the query asks. What it does not make sense of is as if it were not there, but for the area."""
    typed = _typed(query, AREA)
    area, fault = None, ""
    if typed:
        try:
            area = area_in(typed)
        except UnreadableArea as error:
            fault = str(error)
    position, page = _typed(query, POSITION), _typed(query, PAGE)
    return PriceQuestion(
        text=_typed(query, TEXT),
        commune=_typed(query, COMMUNE),
        position=int(position) if re.fullmatch("[1-9]", position) else None,
        land_type=_typed(query, LAND_TYPE),
        area=area,
        area_typed=typed,
        area_fault=fault,
        page=min(max(int(page), 1), LAST_PAGE) if re.fullmatch("[0-9]{1,4}", page) else 1,
    )


def area_in(typed: str) -> Decimal:
    """Return square metres as people here write them: 120; 120,5; 1.250 m². Raises UnreadableArea."""
    text = _UNIT.sub("", typed.strip().replace("\xa0", " "))
    if re.match(r"[-−–]", text):
        raise UnreadableArea(
            _("An area is not below zero. Write it without the sign, such as 120 or 85,5.")
        )
    if _GROUPED.fullmatch(text):
        text = re.sub("[. ]", "", text).replace(",", ".")
    elif _PLAIN.fullmatch(text):
        text = text.replace(",", ".")
    else:
        raise UnreadableArea(
            _("“%(typed)s” is no area. Write square metres in digits, such as 120 or 85,5.")
            % {"typed": typed[:40]}
        )
    area = Decimal(text)
    if not area:
        raise UnreadableArea(_("Write an area that is more than 0, such as 120 or 85,5."))
    if area > LARGEST_AREA:
        raise UnreadableArea(
            _("This area is too large to be one plot. Write square metres, such as 120 or 85,5.")
        )
    return area


def _typed(query: Mapping[str, str], name: str) -> str:
    return " ".join(nfc(query.get(name, "").replace("\x00", "")).split())[:LONGEST]
