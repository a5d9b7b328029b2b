"""What a notice says, part by part, in the order and the words of Decree 30/2020.

An official paper is in Vietnamese, whatever language its writer reads the desk in: so its words stand here, and in no
catalogue.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from portals.boards.enums import APPROVERS, Position
from portals.boards.models import BoardMember
from portals.boards.queries import holders
from portals.clock import local_date
from portals.models import Portal
from portals.tiers import INSTALL_TIER
from portals.word_lists import word_list
from scoring.enums import ProceedingState, Provisional, Ruling
from scoring.models import Proceeding

from .figures import MonthFigures, PortalFigures, TierFigures, figures_of_notice
from .reading import READ, told_of_reading

BOARD = "Ban Biên tập"
STATE, MOTTO = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"
# The records office writes the number, and whoever signs writes the day.
NO_NUMBER = "        /TB-BBT"
NO_DAY = "ngày       tháng       năm"
WHY_PROVISIONAL = {
    Provisional.TOO_LITTLE: "Tạm tính: dưới 70 điểm áp dụng",
    Provisional.TOO_SHORT: "Tạm tính: hoạt động dưới 15 ngày làm việc",
}
DECIDED = frozenset({ProceedingState.DECIDED, ProceedingState.PUBLISHED, ProceedingState.CORRECTED})


@dataclass(frozen=True)
class NoticeTable:
    """A table: words, and numbers as they are printed."""

    heading: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    # How wide each column is, beside the others.
    widths: Sequence[float]
    # Columns whose cells are words, set to the left.
    words: frozenset[int] = field(default_factory=frozenset)


@dataclass(frozen=True)
class NoticePaper:
    """A notice from the state's name to the annex."""

    above: str
    issuer: str
    number: str
    place_and_day: str
    subject: str
    opening: Sequence[str]
    summary: NoticeTable
    sections: Sequence[tuple[str, Sequence[str]]]
    closing: str
    recipients: Sequence[str]
    # From "TM." down to what is written above the signature.
    capacity: Sequence[str]
    # The signer's office outside the board, and the name.
    main_post: str
    signer: str
    annex_title: str
    annex_reference: str
    annex: Sequence[NoticeTable]
    annex_notes: Sequence[str]
    is_draft: bool
    file_name: str
    as_of: datetime


def notice_paper_of(
    proceeding: Proceeding, now: datetime, *, number: str = "", dated: date | None = None
) -> NoticePaper:
    """Return the notice of one scorer's month; a draft until it is decided on.

    Number and day are left blank where they are not given.
    """
    figures, board = figures_of_notice(proceeding, local_date(now)), proceeding.acting
    month = f"{proceeding.round.month:%m/%Y}"
    issuer = f"{BOARD} {board.title}"
    number = number or NO_NUMBER
    day = _day(dated) if dated else f"{NO_DAY} {local_date(proceeding.decided_at or now).year}"
    signer = _signer(proceeding, now)
    is_draft = proceeding.state not in DECIDED
    return NoticePaper(
        above=_above(board).upper(),
        issuer=issuer.upper(),
        number=f"Số: {number}",
        place_and_day=f"{place_of(board)}, {day}",
        subject=f"Kết quả chấm điểm Cổng Thông tin điện tử thành phần tháng {month}",
        opening=_opening(figures, issuer, month),
        summary=_summary(figures.tiers),
        sections=_sections(figures),
        closing=(
            f"Trên đây là kết quả chấm điểm Cổng Thông tin điện tử thành phần tháng {month}; {BOARD} thông báo để các"
            " đơn vị biết, thực hiện./."
        ),
        recipients=[
            f"{_above(board)} (để báo cáo);",
            "Các đơn vị có tên trong Phụ lục;",
            "Lưu: VT, BBT.",
        ],
        capacity=_capacity(signer),
        main_post=signer.main_post.upper() if signer else "",
        signer=str(signer.user) if signer else "",
        annex_title=f"Bảng điểm Cổng Thông tin điện tử thành phần tháng {month}",
        annex_reference=f"(Kèm theo Thông báo số {number} {day} của {issuer})",
        annex=[_annex(tier) for tier in figures.tiers],
        annex_notes=_annex_notes(figures.tiers),
        is_draft=is_draft,
        file_name=f"{'du-thao-' if is_draft else ''}thong-bao-cham-diem-{proceeding.round}",
        as_of=proceeding.decided_at or now,
    )


def _day(dated: date) -> str:
    """A day as papers write it: zeros before days of one digit and before the first two months, against forgery."""
    month = f"{dated.month:02}" if dated.month <= 2 else f"{dated.month}"
    return f"ngày {dated.day:02} tháng {month} năm {dated.year}"


def place_of(board: Portal) -> str:
    """The name of the place as papers write it: without "Tỉnh" or "Huyện", but "Phường 1" keeps its word."""
    unit = board
    if not board.name.startswith(_unit_words()):
        unit = (
            Portal.objects.filter(tier=INSTALL_TIER, closed_on=None).order_by("pk").first() or unit
        )
    for word in _unit_words():
        bare = unit.name.removeprefix(f"{word} ")
        if bare != unit.name and not bare[:1].isdigit():
            return bare
    return unit.name


def points(value: Decimal | None, *, sign: bool = False) -> str:
    """A number as it is printed: with a comma, and a dash for none."""
    if value is None:
        return "–"
    text = f"{value:.2f}".replace(".", ",")
    return f"+{text}" if sign and value > 0 else text.replace("-", "−")


def most(value: Decimal) -> str:
    return f"{value.normalize():f}".replace(".", ",")


def _unit_words() -> tuple[str, ...]:
    return word_list("unit-words")


def _above(board: Portal) -> str:
    """The body over the editorial board, as short as papers write it."""
    return (board.governing_body or board.agency).replace("Ủy ban nhân dân", "UBND")


def _signer(proceeding: Proceeding, now: datetime) -> BoardMember | None:
    """Whoever decided, in the post that was held then; before that, and where it was passed on, who heads the board."""
    board = proceeding.acting
    if proceeding.decided_at and proceeding.decided_by_id:
        held = holders(board, proceeding.decided_at, APPROVERS)
        if found := held.filter(user=proceeding.decided_by_id).first():
            return found
    return holders(board, now, frozenset({Position.HEAD})).first()


def _capacity(signer: BoardMember | None) -> list[str]:
    for_board = f"TM. {BOARD.upper()}"
    if signer is not None and signer.position == Position.DEPUTY:
        return [for_board, "KT. TRƯỞNG BAN", "PHÓ TRƯỞNG BAN"]
    return [for_board, "TRƯỞNG BAN"]


def _opening(figures: MonthFigures, issuer: str, month: str) -> list[str]:
    numbers = list(dict.fromkeys(number for _title, number in figures.rubrics if number))
    basis = ", ".join(f"Quyết định số {one}" if one[:1].isdigit() else one for one in numbers)
    by = (
        f"Căn cứ {basis} về Bộ tiêu chí chấm điểm Cổng Thông tin điện tử thành phần, "
        if basis
        else ""
    )
    return [
        f"{by}{issuer} thông báo kết quả chấm điểm tháng {month} của {len(figures.portals)} Cổng Thông tin điện tử"
        " thành phần như sau:"
    ]


def _summary(tiers: Sequence[TierFigures]) -> NoticeTable:
    bands = list(dict.fromkeys(band for tier in tiers for band in tier.bands))
    return NoticeTable(
        heading="",
        columns=["Cấp", "Số Cổng", *bands, "Tạm tính", "Cao nhất", "Thấp nhất", "Bình quân"],
        rows=[
            [
                tier.tier.name,
                str(len(tier.portals)),
                *(str(tier.bands.get(band, 0)) for band in bands),
                str(tier.without_rank),
                points(max(one.total for one in tier.portals)),
                points(min(one.total for one in tier.portals)),
                points(tier.mean),
            ]
            for tier in tiers
        ],
        widths=[3.6, *([1.3] * (len(bands) + 5))],
        words=frozenset({0}),
    )


def _sections(figures: MonthFigures) -> list[tuple[str, list[str]]]:
    lost = [
        f"{one.code}. {one.name}: bình quân mất {points(one.lost)}/{most(one.most)} điểm;"
        for one in figures.most_lost
    ]
    return [
        (
            "2. Tiêu chí mất nhiều điểm nhất",
            [*lost[:-1], *(f"{one[:-1]}." for one in lost[-1:])] or ["Không có."],
        ),
        ("3. Đề nghị xem xét lại", [_rulings(figures)]),
        *([(f"4. {READ}", told_of_reading(figures.read, figures.unread))] if figures.read else []),
        (
            f"{5 if figures.read else 4}. Tổ chức thực hiện",
            [
                "Các đơn vị xem điểm từng tiêu chí, lý do và số liệu gốc trên Phiếu chấm điểm của đơn vị mình, khắc"
                " phục tồn tại trong tháng tiếp theo; đơn vị xếp loại thấp nhất phân công người chịu trách nhiệm rà"
                " soát.",
            ],
        ),
    ]


def _rulings(figures: MonthFigures) -> str:
    asked = sum(figures.rulings.values())
    if not asked:
        return "Không có đề nghị xem xét lại."
    counted = [
        (Ruling.UPHELD, "chấp nhận"),
        (Ruling.PARTLY, "chấp nhận một phần"),
        (Ruling.REJECTED, "không chấp nhận"),
        ("", "chưa trả lời"),
    ]
    parts = [
        f"{words} {figures.rulings[value]}"
        for value, words in counted
        if figures.rulings.get(value)
    ]
    return f"Nhận {asked} đề nghị: {', '.join(parts)}."


def _annex(tier: TierFigures) -> NoticeTable:
    return NoticeTable(
        heading=tier.tier.name,
        columns=[
            "STT",
            "Đơn vị",
            *(f"{group.code} ({most(group.most)})" for group in tier.groups),
            "Cộng, trừ",
            "Tổng điểm",
            "Xếp loại",
            "Hạng",
            "Ghi chú",
        ],
        rows=[_row(number, one) for number, one in enumerate(tier.portals, start=1)],
        widths=[1.0, 5.6, *([1.35] * len(tier.groups)), 1.4, 1.6, 1.9, 1.2, 4.2],
        words=frozenset({1, len(tier.groups) + 6}),
    )


def _annex_notes(tiers: Sequence[TierFigures]) -> list[str]:
    """What the columns mean: once, where all tiers are judged by the same groups."""
    groups = [
        "; ".join(f"{group.code}: {group.name}" for group in tier.groups) + "." for tier in tiers
    ]
    return [
        *dict.fromkeys(groups),
        "Trong ngoặc: điểm tối đa của nhóm. Dấu “–”: không phát sinh, không tính điểm. Tổng điểm quy về thang 100 trên"
        " số điểm áp dụng, sau đó cộng, trừ. Hạng xếp trong các đơn vị có tên ở cùng bảng.",
    ]


def _row(number: int, one: PortalFigures) -> list[str]:
    notes = [WHY_PROVISIONAL[Provisional(one.provisional)]] if one.provisional else []
    if one.applicable != 100 and one.provisional != Provisional.TOO_LITTLE:
        notes.append(f"Áp dụng {most(one.applicable)}/100 điểm")
    return [
        str(number),
        one.name,
        *(points(value) for value in one.groups),
        points(one.adjustment, sign=True) if one.adjustment else "0",
        points(one.total),
        one.band or "–",
        str(one.rank or "–"),
        ". ".join(notes),
    ]
