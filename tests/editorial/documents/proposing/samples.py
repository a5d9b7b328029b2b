"""Documents in the layout of Decree 30/2020, written for these tests: no body, person or number in them is real.

Each is told by its fields; `text_of` sets it as programs hand it on: one column after the other, or both in one line.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import cycle

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
PROVINCE = ("ỦY BAN NHÂN DÂN", "TỈNH VÍ DỤ")
COUNCIL = ("HỘI ĐỒNG NHÂN DÂN", "TỈNH VÍ DỤ")
WARD = ("ỦY BAN NHÂN DÂN", "PHƯỜNG ĐÔNG HẢI")
COMMUNE = ("UBND XÃ TÂY SƠN",)
HOME_AFFAIRS = ("UBND TỈNH VÍ DỤ", "SỞ NỘI VỤ")
AGRICULTURE = ("UBND TỈNH VÍ DỤ", "SỞ NÔNG NGHIỆP VÀ", "MÔI TRƯỜNG")
OFFICE = ("UBND TỈNH VÍ DỤ", "VĂN PHÒNG")
NAMES = {
    PROVINCE: "Ủy ban nhân dân tỉnh Ví Dụ",
    COUNCIL: "Hội đồng nhân dân tỉnh Ví Dụ",
    WARD: "Ủy ban nhân dân phường Đông Hải",
    COMMUNE: "Ủy ban nhân dân xã Tây Sơn",
    HOME_AFFAIRS: "Sở Nội vụ",
    AGRICULTURE: "Sở Nông nghiệp và Môi trường",
    OFFICE: "Văn phòng",
}
TITLES = {
    "quyet-dinh": "QUYẾT ĐỊNH",
    "nghi-quyet": "NGHỊ QUYẾT",
    "chi-thi": "CHỈ THỊ",
    "ke-hoach": "KẾ HOẠCH",
    "thong-bao": "THÔNG BÁO",
    "bao-cao": "BÁO CÁO",
    "huong-dan": "HƯỚNG DẪN",
    "to-trinh": "TỜ TRÌNH",
    "cong-dien": "CÔNG ĐIỆN",
    "quy-che": "QUY CHẾ",
    "chuong-trinh": "CHƯƠNG TRÌNH",
    "phuong-an": "PHƯƠNG ÁN",
    "de-an": "ĐỀ ÁN",
    "ket-luan": "KẾT LUẬN",
    "giay-moi": "GIẤY MỜI",
    "bien-ban": "BIÊN BẢN",
}


@dataclass(frozen=True)
class Sample:
    number: str
    kind: str
    issuer: tuple[str, ...]
    issued_on: date
    abstract: tuple[str, ...]
    signature: tuple[str, ...]
    body: tuple[str, ...]
    effective_on: date | None = None
    in_rows: bool = False

    @property
    def whole_abstract(self) -> str:
        return " ".join(self.abstract)

    @property
    def signer(self) -> str:
        return self.signature[-1]


DECIDED = (
    "Căn cứ Luật Tổ chức chính quyền địa phương ngày 16 tháng 6 năm 2025;",
    "Căn cứ Quyết định số 11/2024/QĐ-UBND ngày 02 tháng 5 năm 2024 của Ủy ban nhân dân tỉnh;",
    "Theo đề nghị của Giám đốc Sở Nội vụ tại Tờ trình số 77/TTr-SNV ngày 03 tháng 02 năm 2026.",
)
HEAD_OF_PROVINCE = ("TM. ỦY BAN NHÂN DÂN", "CHỦ TỊCH", "(Đã ký)", "Trần Văn Thử")
DEPUTY_OF_PROVINCE = ("TM. ỦY BAN NHÂN DÂN", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", "Lê Thị Ví Dụ")
CHAIR_OF_COUNCIL = ("CHỦ TỊCH", "Phạm Minh Mẫu")
DIRECTOR = ("GIÁM ĐỐC", "Nguyễn Đức Thí Dụ")
DEPUTY_DIRECTOR = ("KT. GIÁM ĐỐC", "PHÓ GIÁM ĐỐC", "Hoàng Thị Thử Nghiệm")
CHIEF_OF_OFFICE = ("TL. CHỦ TỊCH", "CHÁNH VĂN PHÒNG", "Đỗ Quang Mẫu")
ABOUT = (
    ("Về việc phê duyệt quy hoạch chi tiết xây dựng", "khu dân cư thôn Đông, tỷ lệ 1/500"),
    ("Về việc bổ nhiệm công chức giữ chức vụ lãnh đạo",),
    ("Về việc công bố danh mục thủ tục hành chính", "lĩnh vực đất đai được sửa đổi, bổ sung"),
    ("Về việc thành lập Tổ công tác phòng, chống lụt bão", "năm 2026"),
    ("Ban hành Quy định mức thu học phí đối với", "cơ sở giáo dục công lập trên địa bàn tỉnh"),
)
PLANS = (
    ("Triển khai chuyển đổi số trong cơ quan nhà nước", "giai đoạn 2026 - 2030"),
    ("Tuyên truyền phổ biến pháp luật năm 2026",),
    ("Kết quả thực hiện nhiệm vụ phát triển kinh tế - xã hội", "6 tháng đầu năm 2026"),
    ("Ứng phó với bão số 5 và mưa lớn sau bão",),
)
LETTERS = (
    ("Về việc tăng cường kỷ luật, kỷ cương", "hành chính trong dịp Tết"),
    ("Về việc báo cáo tình hình giải ngân", "vốn đầu tư công"),
    ("Về việc góp ý dự thảo Quy chế làm việc",),
)


def decisions() -> Iterator[Sample]:
    numbers = (
        ("96/QĐ-UBND", PROVINCE, DEPUTY_OF_PROVINCE),
        ("1204/QĐ-UBND", PROVINCE, HEAD_OF_PROVINCE),
        ("07/QĐ-SNV", HOME_AFFAIRS, DIRECTOR),
        ("310/QĐ-UBND", WARD, HEAD_OF_PROVINCE),
        ("15/QĐ-UBND", COMMUNE, DEPUTY_OF_PROVINCE),
        ("22a/QĐ-UBND", PROVINCE, HEAD_OF_PROVINCE),
        ("541/QĐ-SNNMT", AGRICULTURE, DEPUTY_DIRECTOR),
        ("88/QĐ-VP", OFFICE, ("CHÁNH VĂN PHÒNG", "Bùi Văn Thí Dụ")),
    )
    abouts = cycle(ABOUT)
    for place, (number, issuer, signature) in enumerate(numbers):
        issued = date(2026, 1 + place, 3 + place * 3)
        yield Sample(
            number, "quyet-dinh", issuer, issued, next(abouts), signature,
            (*DECIDED, "QUYẾT ĐỊNH:", "Điều 1. Phê duyệt kèm theo Quyết định này danh mục.",
             "Điều 2. Quyết định này có hiệu lực kể từ ngày ký."),
            effective_on=issued, in_rows=place % 2 == 1,
        )  # fmt: skip
    for place, number in enumerate(("80/2025/QĐ-UBND", "05/2026/QĐ-UBND", "31/2026/QĐ-UBND")):
        yield Sample(
            number, "quyet-dinh", PROVINCE, date(2025, 12, 10 + place), ABOUT[4], HEAD_OF_PROVINCE,
            (*DECIDED, "Điều 3. Quyết định này có hiệu lực thi hành kể từ",
             "ngày 01 tháng 01 năm 2026 và thay thế Quyết định số 11/2024/QĐ-UBND."),
            effective_on=date(2026, 1, 1), in_rows=place == 1,
        )  # fmt: skip


def resolutions() -> Iterator[Sample]:
    for place, number in enumerate(("12/NQ-HĐND", "45/2026/NQ-HĐND", "109/NQ-HĐND", "3/NQ-HĐND")):
        yield Sample(
            number, "nghi-quyet", COUNCIL, date(2026, 7, 9 + place), ABOUT[place % 5],
            CHAIR_OF_COUNCIL,
            ("HỘI ĐỒNG NHÂN DÂN TỈNH VÍ DỤ", "KHÓA XIX, KỲ HỌP THỨ 5", *DECIDED,
             "Nghị quyết này có hiệu lực từ ngày 20/7/2026."),
            effective_on=date(2026, 7, 20), in_rows=place % 2 == 0,
        )  # fmt: skip


def titled() -> Iterator[Sample]:
    rows = (
        ("26/CT-UBND", "chi-thi"), ("9/CT-UBND", "chi-thi"), ("145/KH-UBND", "ke-hoach"),
        ("3/KH-UBND", "ke-hoach"), ("61/TB-UBND", "thong-bao"), ("410/TB-UBND", "thong-bao"),
        ("230/BC-UBND", "bao-cao"), ("17/BC-UBND", "bao-cao"), ("4/HD-UBND", "huong-dan"),
        ("77/TTr-UBND", "to-trinh"), ("500/TTr-UBND", "to-trinh"), ("6/CĐ-UBND", "cong-dien"),
        ("2/QC-UBND", "quy-che"), ("8/CTr-UBND", "chuong-trinh"), ("33/PA-UBND", "phuong-an"),
        ("5/ĐA-UBND", "de-an"), ("1/KL-UBND", "ket-luan"), ("92/GM-UBND", "giay-moi"),
        ("14/BB-UBND", "bien-ban"),
    )  # fmt: skip
    plans = cycle(PLANS)
    for place, (number, kind) in enumerate(rows):
        issuer = (PROVINCE, WARD, COMMUNE)[place % 3]
        yield Sample(
            number, kind, issuer, date(2026, 1 + place % 12, 1 + place), next(plans),
            (HEAD_OF_PROVINCE, DEPUTY_OF_PROVINCE, CHIEF_OF_OFFICE)[place % 3],
            ("Thực hiện Quyết định số 06/QĐ-TTg ngày 06 tháng 01 năm 2022 của Thủ tướng Chính phủ,",
             "Ủy ban nhân dân ban hành như sau:", "I. MỤC ĐÍCH, YÊU CẦU", "1. Mục đích"),
            in_rows=place % 2 == 0,
        )  # fmt: skip


def letters() -> Iterator[Sample]:
    rows = (
        ("145/UBND-NC", PROVINCE, DEPUTY_OF_PROVINCE), ("2310/UBND-KT", PROVINCE, CHIEF_OF_OFFICE),
        ("98/SNV-CCVC", HOME_AFFAIRS, DIRECTOR), ("1450/SNNMT-VP", AGRICULTURE, DEPUTY_DIRECTOR),
        ("51/UBND-VP", WARD, HEAD_OF_PROVINCE), ("7/VP-TH", OFFICE, CHIEF_OF_OFFICE),
        ("19/UBND", COMMUNE, HEAD_OF_PROVINCE),
    )  # fmt: skip
    abouts = cycle(LETTERS)
    for place, (number, issuer, signature) in enumerate(rows):
        yield Sample(
            number, "cong-van", issuer, date(2026, 2 + place, 28 - place), next(abouts), signature,
            ("Kính gửi: Các sở, ban, ngành; UBND các xã, phường.",
             "Thực hiện Công văn số 812/BNV-CCHC ngày 11 tháng 02 năm 2026 của Bộ Nội vụ, đề nghị",
             "các cơ quan báo cáo trước ngày 30 tháng 6 năm 2026."),
            in_rows=place % 2 == 0,
        )  # fmt: skip


def samples() -> list[Sample]:
    return [*decisions(), *resolutions(), *titled(), *letters()]


def text_of(sample: Sample) -> str:
    """The text as a program takes it out of a file."""
    return "\n".join([*_heading(sample), *sample.body, *_ending(sample)])


def _heading(sample: Sample) -> list[str]:
    day = sample.issued_on
    dateline = f"Ví Dụ, ngày {day:%d} tháng {_month(day)} năm {day.year}"
    number = f"Số: {sample.number}"
    is_letter = sample.kind == "cong-van"
    about = list(sample.abstract)
    if is_letter:
        about[0] = "V/v " + about[0].removeprefix("Về việc ")
    title = [] if is_letter else [TITLES[sample.kind], *about, "_____________"]
    if not sample.in_rows:
        left = [*sample.issuer, "--------", number, *(about if is_letter else [])]
        return [*left, *MOTTO, "---------------", dateline, *title]
    rows = [
        f"{issuer} {motto}".strip()
        for issuer, motto in zip([*sample.issuer, "", ""][:3], [*MOTTO, ""], strict=True)
        if issuer or motto
    ]
    return [*rows, f"{number} {dateline}", *(about if is_letter else title)]


def _month(day: date) -> str:
    # As the decree has it: a nought before January and February only.
    return f"{day.month:02}" if day.month < 3 else str(day.month)


def _ending(sample: Sample) -> list[str]:
    recipients = ["- Như trên;", "- Thường trực HĐND tỉnh;", "- Lưu: VT, NC."]
    if not sample.in_rows:
        return ["Nơi nhận:", *recipients, *sample.signature]
    beside, name = list(sample.signature[:-1]), sample.signature[-1]
    left = ["Nơi nhận:", *recipients]
    rows = [
        f"{one} {beside[place]}" if place < len(beside) else one for place, one in enumerate(left)
    ]
    return [*rows, *beside[len(left) :], name]


# What recognition of scans takes for what. Of the letters of a heading each is seen now and then.
MISREAD = {
    "Đ": "Ð", "đ": "d", "Ố": "Ô", "ố": "ô", "Ế": "É", "ế": "ê", "Ị": "I", "ị": "i", "Ỉ": "Ì", "ỉ": "ì",
    "Ủ": "Ü", "ủ": "u", "Ạ": "A", "ạ": "a", "Ộ": "Ô", "ộ": "ô", "ệ": "ê", "Ệ": "Ê", "ờ": "ò", "ả": "à",
    "ấ": "â", "ậ": "â", "ự": "ư", "ỹ": "ÿ", "ắ": "ă", "ặ": "ă",
}  # fmt: skip


def as_scanned(text: str, seed: int) -> str:
    """The same as recognition might read it: marks lost, signs taken for others, specks between lines."""
    lot = random.Random(seed)
    lines = []
    for line in text.split("\n"):
        read = "".join(
            MISREAD[letter] if letter in MISREAD and lot.random() < 0.25 else letter
            for letter in line
        )
        if read.lstrip().startswith(("Số:", "Sô:")):
            read = _misread_number(read, lot)
        elif "ngày" in read and lot.random() < 0.3:
            read = read.replace(" 1", " l", 1).replace("20", "2O", 1)
        lines.append(read)
        if lot.random() < 0.1:
            lines.append(lot.choice(["—", ". :", "_ _", "~"]))
        if lot.random() < 0.1:
            lines.append("")
    return "\n".join(lines)


def _misread_number(line: str, lot: random.Random) -> str:
    head, _colon, rest = line.partition(":")
    head = lot.choice(["Số", "Sô", "Só", "Số", "SỐ"])
    colon = lot.choice([":", ":", " :", ".", ""])
    rest = rest.replace("QĐ", lot.choice(["QĐ", "QÐ", "QD", "OĐ"]))
    rest = rest.replace("HĐND", lot.choice(["HĐND", "HDND", "HÐND"]))
    if lot.random() < 0.3:
        rest = rest.replace("-", lot.choice([" - ", " – ", "—"]), 1)
    if lot.random() < 0.3:
        rest = rest.replace("1", "l", 1).replace("/", " / ", 1)
    return f"{head}{colon}{rest}"
