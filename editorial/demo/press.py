"""What the province of the demo tells journalists, what it says of false news, and what it says in English."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.models import ArticlePage
from editorial.press.actions import CornerDetails, keep_corner
from editorial.press.models import ReleasePage, StatementPage, StatementUpdate
from portals.clock import local_date
from portals.demo.organisations import demo_state_of
from portals.tiers import INSTALL_TIER

from .stories import Board

NEWS, ENGLISH = "tin-tuc", "english"
# Days ago, verdict, subject, facts, claim, what is false, where it was seen, sources.
STATEMENTS: tuple[tuple[int, dict[str, str], str], ...] = (
    (
        3,
        {
            "verdict": "false",
            "subject": "tình hình đê hữu Cầu đêm mưa lớn",
            "claim": "Đê hữu Cầu đoạn qua Yên Phong đã vỡ lúc 3 giờ sáng, nước tràn vào ba thôn",
            "what_is_false": "Không có đoạn đê nào vỡ. Ảnh kèm theo chụp một trận lũ ở tỉnh khác nhiều năm trước.",
            "seen_at": "Facebook, các nhóm Zalo",
            "sources": "Báo cáo trực đê lúc 5 giờ của Chi cục Thủy lợi\nSố đo mực nước trạm Đáp Cầu",
        },
        "Đê hữu Cầu an toàn trên toàn tuyến. Mực nước tại Đáp Cầu lúc 5 giờ dưới báo động I và đang xuống.",
    ),
    (
        16,
        {
            "verdict": "posing",
            "subject": "tin nhắn thu phí cấp lại giấy tờ đất",
            "claim": "Sở yêu cầu nộp 350.000 đồng vào một tài khoản cá nhân để cấp đổi giấy chứng nhận đất",
            "what_is_false": "Không cơ quan nào của tỉnh thu phí qua tài khoản cá nhân hay qua tin nhắn.",
            "seen_at": "Tin nhắn SMS",
            "sources": "Quy trình của bộ thủ tục hành chính đã công khai\nThông báo của Công an tỉnh (minh họa)",
        },
        "Lệ phí cấp đổi giấy tờ đất chỉ nộp tại bộ phận một cửa hoặc trên Cổng Dịch vụ công, có biên lai. "
        "Nhận được tin nhắn như vậy, người dân không chuyển tiền và báo cho công an xã, phường.",
    ),
    (
        41,
        {
            "verdict": "misleading",
            "subject": "lịch nghỉ học do rét",
            "claim": "Toàn tỉnh cho học sinh nghỉ học cả tuần vì rét đậm",
            "what_is_false": "Chỉ học sinh mầm non, tiểu học nghỉ trong ngày nhiệt độ dưới 10 độ C, theo thông báo của "
            "từng trường; không có quyết định nghỉ cả tuần.",
            "seen_at": "Facebook",
            "sources": "Công văn hướng dẫn phòng chống rét của ngành giáo dục (minh họa)",
        },
        "Các trường vẫn dạy học bình thường. Ngày nào nhiệt độ dưới 10 độ C, trường mầm non và tiểu học thông báo nghỉ "
        "trước 6 giờ sáng.",
    ),
)
RELEASES = (
    (
        5,
        "Thông cáo báo chí: kết quả kinh tế - xã hội tháng qua",
        "Sản xuất công nghiệp và thu ngân sách tăng so với cùng kỳ; số liệu đầy đủ ở mục thống kê của Cổng.",
    ),
    (
        24,
        "Thông cáo báo chí: triển khai cao điểm tiếp công dân",
        "Người đứng đầu các sở, huyện, xã tiếp công dân theo lịch đã công khai; kết quả cập nhật trên từng Cổng.",
    ),
)
type InEnglish = tuple[tuple[int, str, str], ...]
IN_ENGLISH: InEnglish = (
    (
        8,
        "One-stop centres take papers of residents of any commune",
        "Since papers are taken at any centre of the province, residents may hand them in where they work.",
    ),
    (
        30,
        "How to ask the province for information",
        "Everybody may ask for information that the province holds. The portal says whom to write to and how long an "
        "answer takes.",
    ),
)

# Old enough to stand in no place of honour on home pages, which are read in Vietnamese.
OF_DEPARTMENTS_IN_ENGLISH: dict[str, InEnglish] = {
    "SYT": (
        (
            96,
            "Seeing a doctor in Bac Ninh: what to bring and where to go",
            "Health stations of wards and communes treat common illnesses. Bring your passport and, if you have one, "
            "your health insurance card. In an emergency call 115.",
        ),
    ),
    "SGDDT": (
        (
            103,
            "How children of foreign residents enrol at public schools",
            "Families apply at the school of the ward in which they live, with the child's passport, a proof of "
            "residence and earlier school reports.",
        ),
    ),
    "SVHTTDL": (
        (
            110,
            "Hearing Quan ho songs and watching Dong Ho prints being made",
            "Villages on the Cau river sing on festival days in spring. Printmakers in Song Ho ward show visitors "
            "their work all year round.",
        ),
    ),
}


def speak_to_the_press(boards: Iterable[Board], *, now: datetime) -> None:
    """Open the province's press corner, with statements and releases; tell news in English, of departments as well."""
    boards = list(boards)
    board = next(one for one in boards if one.portal.tier_id == INSTALL_TIER)
    keep_corner(
        portal=board.portal,
        details=CornerDetails(
            accreditation="Gửi giấy giới thiệu của cơ quan báo chí kèm số thẻ nhà báo đến bộ phận báo chí, trước giờ "
            "làm việc một ngày. Thẻ tác nghiệp được cấp tại chỗ, không thu phí.",
            mail_address=f"Bộ phận báo chí, {board.portal.agency}",
            hours="Thứ Hai đến thứ Sáu, 7:30–17:00; ngoài giờ khi có thiên tai",
            photo_licence="Ảnh trên Cổng được dùng miễn phí cho mục đích báo chí khi ghi tên tác giả và tên Cổng.",
        ),
        actor=None,
        now=now,
    )
    texts = [*_statements(board, now), *_releases(board, now), *_english(board, IN_ENGLISH, now)]
    for one in boards:
        texts += _english(one, OF_DEPARTMENTS_IN_ENGLISH.get(one.portal.code, ()), now)
    pages = import_stories(stories=texts, actor=None, now=now, recorded_of_each=3)
    first = pages[0]
    StatementUpdate.objects.create(
        page_id=first.pk,
        sort_order=0,
        at=now - timedelta(days=2),
        what="Người đăng tin đã gỡ bài và xin lỗi; mực nước tiếp tục xuống.",
    )
    whole = StatementPage.objects.select_related("latest_revision").get(pk=first.pk)
    whole.latest_revision.content = whole.serializable_data()
    whole.latest_revision.save(update_fields=["content"])


def _statements(board: Board, now: datetime) -> Iterable[StoryImport]:
    for days, told, facts in STATEMENTS:
        at = now - timedelta(days=days)
        own: dict[str, Any] = {**told, "since": local_date(at)}
        yield StoryImport(
            section=board.sections[NEWS],
            kind=StatementPage.story_kind,
            title=told["subject"],
            lead=facts,
            published_at=at,
            own=own,
        )


def _releases(board: Board, now: datetime) -> Iterable[StoryImport]:
    said = demo_state_of(board.portal).said
    for days, title, lead in RELEASES:
        yield StoryImport(
            section=board.sections[NEWS],
            kind=ReleasePage.story_kind,
            title=said(title),
            lead=said(lead),
            published_at=now - timedelta(days=days),
            own={"ask_name": "Bộ phận báo chí", "ask_phone": "0222 000 0000"},
        )


def _english(board: Board, told: InEnglish, now: datetime) -> Iterable[StoryImport]:
    said = demo_state_of(board.portal).said
    for days, title, lead in told:
        yield StoryImport(
            section=board.sections[ENGLISH],
            kind=ArticlePage.story_kind,
            title=said(title),
            lead=said(lead),
            published_at=now - timedelta(days=days),
        )
