"""The words that slots of the topics stand for: names, places, days. Names of villages are made up on purpose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from portals.demo.organisations import demo_state_of
from portals.models import Portal

from .dates import Dates
from .figures import figures_of_month

VILLAGES = (
    "Đông", "Đoài", "Thượng", "Hạ", "Trung", "Nội", "Đình", "Chùa", "Cầu", "Giữa", "Tiền", "Hậu",
)  # fmt: skip
WEEKDAYS = ("thứ Hai", "thứ Ba", "thứ Tư", "thứ Năm", "thứ Sáu", "thứ Bảy", "Chủ nhật")
QUARTERS = ("quý I", "quý II", "quý III", "quý IV")
FIELDS = {
    "VPUB": "tham mưu, tổng hợp",
    "VPDBQH": "hoạt động của các cơ quan dân cử",
    "SNV": "tổ chức bộ máy và cải cách hành chính",
    "STP": "công tác tư pháp, hộ tịch",
    "STC": "quản lý tài chính, ngân sách",
    "SNNMT": "nông nghiệp, môi trường và đất đai",
    "SKHDT": "đầu tư công và phát triển doanh nghiệp",
    "SCT": "công nghiệp và thương mại",
    "SNNPTNT": "sản xuất nông nghiệp và thủy lợi",
    "SGTVT": "giao thông vận tải",
    "SXD": "quy hoạch, xây dựng",
    "STNMT": "đất đai và bảo vệ môi trường",
    "STTTT": "thông tin cơ sở và chuyển đổi số",
    "SLDTBXH": "việc làm và an sinh xã hội",
    "SVHTTDL": "văn hóa, thể thao và du lịch",
    "SKHCN": "khoa học, công nghệ",
    "SGDDT": "giáo dục và đào tạo",
    "SYT": "khám, chữa bệnh và y tế dự phòng",
    "TTT": "thanh tra, tiếp công dân",
    "BQLKCN": "quản lý các khu công nghiệp",
    "BQLATTP": "an toàn thực phẩm",
    "VNCPT": "nghiên cứu kinh tế - xã hội",
}


@dataclass(frozen=True)
class Neighbours:
    """What a portal's stories may name: who oversees a commune, communes around, and units that departments work with.

    Those are the districts, or the communes where there is no tier between.
    """

    above: Portal | None
    communes: Sequence[Portal]
    worked_with: Sequence[Portal]


def words_for(portal: Portal, around: Neighbours, dates: Dates, random: Random) -> dict[str, str]:
    """Return the words for one story of `portal`: names, days, and the figures of the month it reports on."""
    words = _names(portal, around) | _days(dates, random) | _villages(portal, random)
    words |= figures_of_month(portal.code, portal.tier_id, dates.reported)
    communes = random.sample(list(around.communes), min(3, len(around.communes)))
    for key, commune in zip(("xa", "xa2", "xa3"), communes, strict=False):
        words[key] = commune.name_in_sentence
    others = random.sample(list(around.worked_with), min(2, len(around.worked_with)))
    for key, other in zip(("huyen1", "huyen2"), others, strict=False):
        words[key] = other.name_in_sentence
    capitals = {
        key.capitalize(): text[:1].upper() + text[1:]
        for key, text in words.items()
        if key in CAPITALISED
    }
    return words | capitals


CAPITALISED = {"don_vi", "loai", "ubnd", "huyen", "thon", "thon2", "thon3", "xa", "buoi"}


def short_name(portal: Portal) -> str:
    """Return the name without the kind of unit: "Vũ Ninh" for "Phường Vũ Ninh"."""
    for kind in ("Thành phố", "Thị xã", "Thị trấn", "Huyện", "Phường", "Xã", "Tỉnh"):
        if portal.name.startswith(f"{kind} "):
            return portal.name.removeprefix(f"{kind} ")
    return portal.name


def _names(portal: Portal, around: Neighbours) -> dict[str, str]:
    name, short = portal.name_in_sentence, short_name(portal)
    kind = name.removesuffix(f" {short}")
    is_unit = kind != name
    above = around.above or portal
    return {
        "don_vi": name,
        "ten": short,
        "loai": kind,
        "ubnd": _council(portal, name) if is_unit else name,
        "huyen": above.name_in_sentence,
        "cac_don_vi": demo_state_of(portal).words["below"],
        "linh_vuc": FIELDS.get(portal.code, "công tác chuyên môn"),
    }


def _council(portal: Portal, name: str) -> str:
    return "UBND tỉnh" if portal.tier_id == "province" else f"UBND {name}"


def _villages(portal: Portal, random: Random) -> dict[str, str]:
    """Three villages of the portal's own five to seven, which are the same in all its stories."""
    own = Random(f"villages {portal.code}")
    prefix = "thôn" if portal.name.startswith("Xã") else "khu phố"
    names = own.sample(VILLAGES, own.randint(5, 7))
    chosen = random.sample(names, 3)
    return {
        key: f"{prefix} {name}"
        for key, name in zip(("thon", "thon2", "thon3"), chosen, strict=True)
    }


def _days(dates: Dates, random: Random) -> dict[str, str]:
    day = dates.happened
    return {
        "ngay": in_words(day),
        "ngay_toi": in_words(dates.soon),
        "ngay_toi2": in_words(dates.later),
        "thang": str(dates.reported.month),
        "thang_nay": str(day.month),
        "thang_lich": str(dates.soon.month),
        "thang_toi": str(dates.reported.month % 12 + 1),
        "nam": str(day.year),
        "nam_sau": str(day.year + 1),
        "quy_chu": QUARTERS[(day.month - 1) // 3],
        "quy_truoc": _quarter_before(day),
        "thu_ngay": WEEKDAYS[day.weekday()],
        "buoi": random.choice(("sáng", "sáng", "chiều")),
        "mua": "hè" if 4 <= day.month <= 8 else "đông xuân",
    }


def in_words(day: date) -> str:
    return f"{day.day}/{day.month}"


def _quarter_before(day: date) -> str:
    """Return the last quarter that is over, with its year: figures are published for no other."""
    over = day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1) - timedelta(days=1)
    return f"{QUARTERS[(over.month - 1) // 3]} năm {over.year}"
