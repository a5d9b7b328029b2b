"""The sections of a portal in a few groups of plain words, as its menu shows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .queries.sections import PortalSection


@dataclass(frozen=True, slots=True)
class MenuGroup:
    """Types of section that people look for together, in the order in which they stand."""

    code: str
    name: str | Promise
    section_types: tuple[str, ...]


GROUPS = (
    MenuGroup("tin", _("News and notices"), ("tin-tuc", "chi-dao", "tuyen-truyen", "loa")),
    MenuGroup("thu-tuc", _("Papers and questions"), ("tthc", "phan-anh", "tiep-can", "an-sinh")),
    MenuGroup("van-ban", _("Documents and plans"), ("van-ban", "du-thao", "quy-hoach", "de-tai")),
    MenuGroup(
        "cong-khai",
        _("Money, land and figures"),
        ("ngan-sach", "dau-tu", "dat-dai", "thong-ke", "thanh-tra", "du-lieu-mo"),
    ),
    MenuGroup("co-quan", _("Who we are"), ("gioi-thieu", "lanh-dao", "lich-lam-viec", "english")),
)
# What a province adds to the taxonomy stands there until it is given a place.
OTHERS = MenuGroup("khac", _("Further sections"), ())
_PLACES = {
    code: (group, place) for group in GROUPS for place, code in enumerate(group.section_types)
}


@dataclass(frozen=True, slots=True)
class ShownGroup:
    """A group with those of its sections that the menu shows; `is_current`: the reader is in one of them."""

    code: str
    name: str | Promise
    sections: list[PortalSection]
    is_current: bool

    @property
    def only(self) -> PortalSection | None:
        """The section itself, where there is no choice."""
        return self.sections[0] if len(self.sections) == 1 else None


def menu_groups(sections: Iterable[PortalSection], current: str) -> list[ShownGroup]:
    """Return the groups of what `sections` the menu shows; `current` is the slug of where the reader is, or ""."""
    found: dict[str, list[PortalSection]] = {}
    for one in sections:
        if one.in_menus and one.is_listed:
            found.setdefault(_group_of(one).code, []).append(one)
    return [
        ShownGroup(
            group.code,
            group.name,
            sorted(found[group.code], key=_place_of),
            any(one.slug == current for one in found[group.code]),
        )
        for group in (*GROUPS, OTHERS)
        if group.code in found
    ]


def _group_of(section: PortalSection) -> MenuGroup:
    return _PLACES.get(section.section_type_id, (OTHERS, 0))[0]


def _place_of(section: PortalSection) -> int:
    return _PLACES.get(section.section_type_id, (OTHERS, 0))[1]
