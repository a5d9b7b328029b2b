"""The figures that agencies of the demo disclose: invented, alike to real ones, and agreeing from sheet to sheet.

What a commune says that it got from above is what its district says that it gave; the estimate of a year is the same
in the yearly balance, in the accounts and in each quarter.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

SEED = "Số liệu"
MILLION = 1_000_000
type Cells = dict[str, int | Decimal | str]
type Single = dict[str, Cells]

# Shares of a commune's ordinary spending, by the rows of its quarterly sheet.
SPENDING = {
    "1": 6, "4": 4, "5": 5, "6": 2, "7": 6, "8.1": 8, "8.2": 7, "9.1": 36, "9.2": 9, "9.3": 9, "10.1": 5, "10.2": 3,
}  # fmt: skip
PROJECTS = (
    "Cải tạo đường trục thôn Thượng", "Nhà văn hóa thôn Đông", "Kênh tưới xứ đồng Chùa", "Trường mầm non trung tâm",
    "Hệ thống chiếu sáng đường liên thôn", "Trạm y tế, nhà điều trị", "Nạo vét sông Đình", "Sân thể thao trung tâm",
)  # fmt: skip


# What offices put out to tender: advice, works and goods, services.
BIDS = {
    "I": ("Lập báo cáo kinh tế - kỹ thuật", "Thẩm tra thiết kế và dự toán", "Giám sát thi công", "Kiểm toán độc lập"),
    "II": (
        "Cải tạo trụ sở làm việc", "Lắp đặt điện chiếu sáng", "Mua sắm máy tính, máy in", "Lắp đặt hệ thống camera",
        "Sửa chữa hệ thống thoát nước", "Trồng cây xanh công cộng",
    ),
    "III": ("Vệ sinh công nghiệp", "Bảo trì phần mềm", "Bảo vệ trụ sở"),
}  # fmt: skip
BIDS_SHOWN = {"I": 3, "II": 4, "III": 2}
# What people gave for, as the rows of its sheet: funds, roads and lights, and what they wished.
GIVEN_FOR = ("I.1", "I.2", "I.3", "II.1", "II.2", "II.4", "III.1", "III.2", "III.3")
WAYS = ("Chỉ định thầu rút gọn", "Chào hàng cạnh tranh qua mạng", "Đấu thầu rộng rãi qua mạng")


def people_of(code: str, year: int) -> int:
    """How many live in a commune at the end of a year."""
    born = Random(f"{SEED} dân {code}").randint(5_200, 14_800)
    return born + round(born * 0.011 * (year - 2020))


@dataclass(frozen=True)
class CommuneYear:
    """The estimates and the outcome of a commune's year, in đồng, by the rows of its accounts."""

    planned: Mapping[str, int]
    got: Mapping[str, int]
    development: int

    @property
    def whole(self) -> int:
        return sum(self.planned.values())


def commune_year(code: str, year: int) -> CommuneYear:
    chance = Random(f"{SEED} {code} {year}")
    people = people_of(code, year)
    planned = {
        "I.1": chance.randint(40, 120),
        "I.2": chance.randint(180, 520),
        "I.6": chance.randint(60, 240),
        "II.1.1": chance.randint(90, 310),
        "II.1.3": chance.randint(8, 30),
        "II.1.4": chance.randint(120, 480),
        "II.2.1": chance.randint(900, 4_200),
        "II.2.2": chance.randint(150, 700),
        "IV": chance.randint(60, 400),
        "V.a": people * chance.randint(380, 520) // 1_000,
        "V.b": chance.randint(300, 1_900),
    }
    got = {row: round(value * chance.uniform(0.94, 1.24)) for row, value in planned.items()}
    return CommuneYear(
        {row: value * MILLION for row, value in planned.items()},
        {row: value * MILLION for row, value in got.items()},
        round(sum(planned.values()) * chance.uniform(0.24, 0.38)) * MILLION,
    )


def transfers(code: str, year: int) -> tuple[int, int]:
    """What a commune got from above in a year: to balance its budget, and for named purposes."""
    got = commune_year(code, year).got
    return got["V.a"], got["V.b"]


def accounts(code: str, year: int) -> Single:
    """Revenue of a commune's year, planned and got. Of shared taxes the State's whole is larger than its share."""
    told, chance = commune_year(code, year), Random(f"{SEED} chia {code} {year}")
    found: Single = {}
    for row, planned in told.planned.items():
        share = chance.choice((2, 3, 4)) if row.startswith("II.") else 1
        found[row] = {
            "dt_nsnn": planned * share,
            "dt_nsx": planned,
            "qt_nsnn": told.got[row] * share,
            "qt_nsx": told.got[row],
        }
    return found


def spending(code: str, year: int, quarter: int) -> Single:
    """What a commune spent in a quarter, with the estimate of its year."""
    told, chance = commune_year(code, year), Random(f"{SEED} chi {code} {year}")
    ordinary = (told.whole - told.development) // MILLION
    found: Single = {}
    left = ordinary
    rows = list(SPENDING)
    for row in rows:
        planned = left if row == rows[-1] else ordinary * SPENDING[row] // 100
        left -= planned
        shares = [chance.uniform(0.19, 0.27) for _quarter in range(4)]
        found[row] = {
            "dt_tx": planned * MILLION,
            "th_tx": round(planned * shares[quarter - 1]) * MILLION,
        }
    roads = told.development // MILLION * 7 // 10
    for row, planned in (("8.1", roads), ("8.2", told.development // MILLION - roads)):
        shares = [chance.uniform(0.12, 0.3) for _quarter in range(4)]
        found[row] |= {
            "dt_dt": planned * MILLION,
            "th_dt": round(planned * shares[quarter - 1]) * MILLION,
        }
    return found


def yearly_balance(code: str, year: int) -> Single:
    """The estimate of a commune's year: what comes in is what goes out."""
    told, before = commune_year(code, year), commune_year(code, year - 1)
    joined = {
        "A.I.1": ("I.1",), "A.I.2": ("I.2",), "A.I.3": ("I.6",), "A.II.1": ("II.1.1",), "A.II.2": ("II.1.3",),
        "A.II.3": ("II.1.4",), "A.II.4": ("II.2.1", "II.2.2"), "A.III.1": ("V.a",), "A.III.2": ("V.b",),
        "A.IV": ("IV",),
    }  # fmt: skip
    found: Single = {
        row: {
            "uth_truoc": sum(before.got[one] for one in of),
            "dt": sum(told.planned[one] for one in of),
        }
        for row, of in joined.items()
    }
    out = {
        column: sum(int(cells[column]) for cells in found.values())
        for column in ("uth_truoc", "dt")
    }
    built = {"uth_truoc": before.development, "dt": told.development}
    found["B.I"] = {column: built[column] for column in out}
    ordinary = {column: (out[column] - built[column]) // MILLION for column in out}
    parts = {"B.II.1": 14, "B.II.2": 9, "B.II.3": 12, "B.II.4": 60}
    for row, share in parts.items():
        found[row] = {column: ordinary[column] * share // 100 * MILLION for column in out}
    found["B.III"] = {
        column: out[column] - built[column] - sum(int(found[row][column]) for row in parts)
        for column in out
    }
    return found


def office_budget(code: str, year: int, quarter: int, *, scale: int) -> Single:
    """Fees and spending of an office in a quarter, `scale` times those of a small one."""
    plan, chance = Random(f"{SEED} phòng {code} {year}"), Random(f"{SEED} {code} {year} {quarter}")
    rows = (
        "A.I.1",
        "A.I.2",
        "A.II.2.a",
        "A.II.2.b",
        "A.III",
        "B.1.1",
        "B.1.2",
        "B.3.1",
        "B.3.2",
        "B.5",
    )
    sizes = (220, 480, 180, 90, 260, 5_400, 1_900, 1_200, 640, 1_500)
    found: Single = {}
    for row, size in zip(rows, sizes, strict=True):
        planned = round(size * scale * plan.uniform(0.7, 1.4))
        done = round(planned * chance.uniform(0.19, 0.28))
        found[row] = {
            "dt": planned * MILLION,
            "uth": done * MILLION,
            "ss_ck": Decimal(chance.randint(8_600, 12_400)) / 100,
        }
    return found


def disbursement(
    code: str, year: int, month: int, *, scale: int, has_tier_between: bool = True
) -> Single:
    """Projects of an agency with what was paid in the month and since January, and whose budgets pay for them."""
    plan = Random(f"{SEED} dự án {code} {year}")
    names = plan.sample(PROJECTS, 6)
    found: Single = {}
    for number, name in enumerate(names):
        code_of_row = f"{('I', 'II', 'III')[number // 2]}.{number % 2 + 1}"
        year_plan = plan.randint(300, 1_800) * scale
        shares = [plan.uniform(0.04, 0.1) for _month in range(12)]
        paid = [round(year_plan * share) for share in shares]
        provincial, district = year_plan // 2, year_plan // 4 if has_tier_between else 0
        found[code_of_row] = {
            "noi_dung": name,
            "tmdt": year_plan * plan.randint(2, 4) * MILLION,
            "kh_tinh": provincial * MILLION,
            **({"kh_huyen": district * MILLION} if has_tier_between else {}),
            "kh_xa": (year_plan - provincial - district) * MILLION,
            "gn_thang": paid[month - 1] * MILLION,
            "gn_luyke": sum(paid[:month]) * MILLION,
        }
    return found


def procurement(code: str, year: int, *, scale: int) -> Single:
    """What an agency puts out to tender in a year; what costs more is open to more bidders."""
    chance = Random(f"{SEED} gói thầu {code} {year}")
    found: Single = {}
    for group, names in BIDS.items():
        for number, name in enumerate(chance.sample(names, BIDS_SHOWN[group]), 1):
            price = chance.randint(40, 260 if group == "I" else 900)
            found[f"{group}.{number}"] = {
                "noi_dung": name,
                "gia": price * scale * MILLION,
                "nguon": "Ngân sách nhà nước",
                "hinh_thuc": WAYS[min(price // 100, 2)],
                "phuong_thuc": "Một giai đoạn một túi hồ sơ",
                "bat_dau": f"Quý {chance.choice(('I', 'II', 'III', 'IV'))}/{year}",
                "loai_hd": "Trọn gói",
                "thoi_gian": f"{chance.choice((30, 45, 60, 90, 120))} ngày",
            }
    return found


def contributions(code: str, year: int) -> Single:
    """What people of a commune gave in a year and for what: a fund begins with what the year before left of it."""
    chance = Random(f"{SEED} đóng góp {code} {year}")
    households = people_of(code, year) // 4
    found: Single = {}
    for row in GIVEN_FOR:
        wanted, left, rest = (
            chance.randint(20, 160),
            _left(code, row, year - 1),
            _left(code, row, year),
        )
        got = round(wanted * chance.uniform(0.9, 1.12))
        found[row] = {
            "so_ho": households * chance.randint(31, 94) // 100,
            "du_dau": left * MILLION,
            "thu_kh": wanted * MILLION,
            "thu_th": got * MILLION,
            "chi": (left + got - rest) * MILLION,
        }
    return found


def _left(code: str, row: str, year: int) -> int:
    return Random(f"{SEED} quỹ {code} {row} {year}").randint(2, 15)
