"""The states in which the demo's province may begin, and which portals play the parts of its scenes.

A state is a list of portals that ships with the product and a day from which they are open. Scenes ask for a part,
never for a code: codes and names belonged to others in another state. What only one state has is not there in the
other, and the scene is left out.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from portals import data
from portals.models import Portal
from portals.tiers import INSTALL_TIER

FILES = Path(next(iter(data.__path__)))
# Parts that accounts are printed of: each state has them.
PROVINCE, TOWN, CITY, WARD = "province", "town", "city", "ward"
ALONE, LEFT_ALONE, SHORT = "alone", "left_alone", "short"
PARTS = (PROVINCE, TOWN, CITY, WARD, ALONE, LEFT_ALONE, SHORT)


@dataclass(frozen=True)
class DemoUnit:
    """A portal by its code, its name, and what the accounts of its board are called after."""

    code: str
    name: str
    label: str = ""


@dataclass(frozen=True)
class DemoOrganisation:
    """A state of the province.

    `parts`: who plays what. Each state has a province; a town, whose stories go up; a city, whose head delegates and
    whose secretary sits on the board of the ward as well; a ward with the most accounts; a board of one person
    ("alone"), one of which one is left, and one that lost its secretary ("short"). Departments play themselves: their
    codes are the same in all states.
    """

    code: str
    file: str
    # Of which day the list of units is.
    as_of: date
    opened_on: date
    parts: Mapping[str, DemoUnit]
    words: Mapping[str, str] = field(default_factory=dict)
    has_tier_between: bool = False
    # Names of bodies that were, and of those that took over from them.
    took_over: Mapping[str, str] = field(default_factory=dict)
    # Codes of departments that were, by that of the one which does their work and writes about it.
    work_of: Mapping[str, Sequence[str]] = field(default_factory=dict)
    # What texts that are written for all states say otherwise in this one, the longer before what it contains.
    sayings: Mapping[str, str] = field(default_factory=dict)
    # Names of tiers, where they are not those of the product.
    tiers: Mapping[str, str] = field(default_factory=dict)

    @property
    def notice(self) -> str:
        """What stands above each page of the demo."""
        return f"Dữ liệu minh họa, tổ chức hành chính ngày {self.as_of:%d/%m/%Y}"

    @property
    def list_of_portals(self) -> Path:
        return FILES / self.file

    @property
    def full_boards(self) -> frozenset[str]:
        """Codes of units whose boards have all posts, whatever is usual for their tier."""
        return frozenset(self.parts[part].code for part in (TOWN, CITY))

    def part_of(self, code: str) -> str:
        """Return which part the portal with this code plays; its code where it has none."""
        return next((part for part, unit in self.parts.items() if unit.code == code), code)

    def said(self, text: str) -> str:
        """Return a text that is written for all states in the words of this one."""
        for before, after in (*self.sayings.items(), *self.took_over.items()):
            text = text.replace(before, after)
        return text

    def codes_of(self, code: str) -> frozenset[str]:
        """Return the codes under which the work of a portal may be told of: its own, and those whose work it does."""
        return frozenset((code, *self.work_of.get(code, ())))

    def portal_of(self, part: str, portals: Iterable[Portal]) -> Portal:
        """Return who plays the part among the open portals."""
        return next(one for one in portals if one.code == self.parts[part].code)

    def listed(self) -> Sequence[Mapping[str, str]]:
        """The rows of its list of portals."""
        return _rows(self.list_of_portals)

    def host_of(self, part: str) -> str:
        """Return the host name below the base domain."""
        return next(row["host"] for row in self.listed() if row["code"] == self.parts[part].code)


@cache
def _rows(path: Path) -> Sequence[Mapping[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


OF_2024 = DemoOrganisation(
    code="2024",
    file="portals-2024.csv",
    as_of=date(2024, 11, 28),
    opened_on=date(2019, 1, 1),
    has_tier_between=True,
    parts={
        PROVINCE: DemoUnit("27", "Tỉnh Bắc Ninh", "tinh"),
        TOWN: DemoUnit("261", "Thành phố Từ Sơn", "tuson"),
        CITY: DemoUnit("256", "Thành phố Bắc Ninh", "tpbacninh"),
        WARD: DemoUnit("09163", "Phường Vũ Ninh", "vuninh"),
        ALONE: DemoUnit("09166", "Phường Đáp Cầu", "dapcau"),
        LEFT_ALONE: DemoUnit("09535", "Xã Lâm Thao"),
        SHORT: DemoUnit("264", "Huyện Lương Tài"),
        "inspected": DemoUnit("258", "Huyện Yên Phong"),
        "patterned": DemoUnit("262", "Thị xã Thuận Thành"),
        "singers": DemoUnit("09214", "Phường Hòa Long"),
        "paper": DemoUnit("09244", "Phường Phong Khê"),
        "prints": DemoUnit("09412", "Phường Song Hồ"),
        "hill": DemoUnit("09286", "Phường Nam Sơn"),
    },
    words={
        "town_does": "gửi tin và thẩm định điểm các phường",
        "kind_of_town": "Thành phố",
        "of_town": "thành phố",
        "one_below": "Một xã của huyện",
        "below_it": "huyện",
        "second_post": "Phó Trưởng phòng Văn hóa thành phố",
        "below": "UBND các huyện, thị xã, thành phố",
    },
)
OF_2025 = DemoOrganisation(
    code="2025",
    file="portals-2025.csv",
    as_of=date(2025, 7, 1),
    opened_on=date(2025, 7, 1),
    parts={
        PROVINCE: DemoUnit("24", "Tỉnh Bắc Ninh", "tinh"),
        TOWN: DemoUnit("09367", "Phường Từ Sơn", "phuongtuson"),
        CITY: DemoUnit("09187", "Phường Kinh Bắc", "kinhbac"),
        WARD: DemoUnit("09169", "Phường Vũ Ninh", "vuninh"),
        ALONE: DemoUnit("07663", "Xã Tuấn Đạo", "tuandao"),
        LEFT_ALONE: DemoUnit("07672", "Xã Dương Hưu"),
        SHORT: DemoUnit("SCT", "Sở Công Thương"),
        "inspected": DemoUnit("09193", "Xã Yên Phong"),
        "patterned": DemoUnit("09400", "Phường Thuận Thành"),
        "hill": DemoUnit("09286", "Phường Nam Sơn"),
    },
    took_over={
        "Sở Kế hoạch và Đầu tư": "Sở Tài chính",
        "Sở Giao thông vận tải": "Sở Xây dựng",
        "Sở Nông nghiệp và Phát triển nông thôn": "Sở Nông nghiệp và Môi trường",
        "Sở Tài nguyên và Môi trường": "Sở Nông nghiệp và Môi trường",
        "Sở Thông tin và Truyền thông": "Sở Khoa học và Công nghệ",
        # Its work went to four; that of labour to this one.
        "Sở Lao động - Thương binh và Xã hội": "Sở Nội vụ",
    },
    work_of={
        "STC": ("SKHDT",),
        "SXD": ("SGTVT",),
        "SNNMT": ("SNNPTNT", "STNMT"),
        "SKHCN": ("STTTT",),
        "SNV": ("SLDTBXH",),
    },
    sayings={
        # Departments have no inspectors of their own any more, and some work went elsewhere than the rest.
        "Thanh tra Sở Giao thông vận tải": "Sở Xây dựng",
        "Thanh tra giao thông": "Cảnh sát giao thông",
        "sau đó là thanh tra Sở": "sau đó là Sở",
        "Sở Thông tin và Truyền thông rà soát": "Sở Văn hóa, Thể thao và Du lịch rà soát",
        "ngành lao động phối hợp với các trường": "ngành y tế phối hợp với các trường",
        "phòng giáo dục và đào tạo": "phòng văn hóa - xã hội của xã, phường",
        "các phòng giáo dục, trường": "các xã, phường, trường",
        "Phòng Quản lý đô thị": "Phòng Kinh tế, Hạ tầng và Đô thị",
        "Phòng Tài nguyên và Môi trường": "Phòng Kinh tế, Hạ tầng và Đô thị",
        "cấp huyện, cấp xã": "cấp xã",
        "cấp huyện": "cấp xã",
        "các sở, huyện, xã": "các sở, xã, phường",
        "Mỗi huyện": "Mỗi xã, phường",
        "liên huyện": "liên xã",
        "các sở, huyện có": "các sở, xã, phường có",
        "các huyện, thành phố": "các xã, phường",
        "xã, phường, thị trấn": "xã, phường",
        "phường, thị trấn": "phường",
        "Song Ho ward": "Thuan Thanh ward",
    },
    tiers={"commune": "Xã, phường"},
    words={
        "town_does": "đề xuất tin lên Cổng tỉnh",
        "kind_of_town": "Phường",
        "of_town": "phường",
        "one_below": "Một thôn của xã",
        "below_it": "xã, phường",
        "second_post": "Phó Trưởng phòng Văn hóa - Xã hội phường Kinh Bắc",
        "below": "UBND các xã, phường",
    },
)
ORGANISATIONS = {one.code: one for one in (OF_2024, OF_2025)}


def demo_state_of(portal: Portal) -> DemoOrganisation:
    """Return the state that a portal of the demo belongs to. The day of opening tells it: codes are used again."""
    is_of_2025 = portal.opened_on is not None and portal.opened_on >= OF_2025.opened_on
    return OF_2025 if is_of_2025 else OF_2024


def part_of(portal: Portal) -> str:
    """Return which part a portal of the demo plays in its own state; its code where it has none."""
    return demo_state_of(portal).part_of(portal.code)


def organisation_standing() -> DemoOrganisation:
    """Return the state that was written into the database."""
    return demo_state_of(Portal.objects.get(tier=INSTALL_TIER, closed_on=None))
