"""The demo's emergencies: a flood on the river, a thunderstorm, a wet night in one ward. Each says when it is over."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.models import NoticePage, StoryPage
from portals.clock import LOCAL_ZONE
from portals.demo.people import Crew
from portals.models import Portal

MANDATE = "Công điện số 05/CĐ-BCH"
FLOOD_FOR, STORM_FOR, NIGHT_FOR = timedelta(hours=20), timedelta(hours=6), timedelta(hours=10)


@dataclass(frozen=True)
class Emergency:
    """A notice that is over at `ends_at`, as its lead says too."""

    title: str
    lead: str
    body: list[dict[str, Any]]
    place: str
    begins_at: datetime
    ends_at: datetime


def flood_of(now: datetime) -> Emergency:
    begins, ends = _span(now, FLOOD_FOR)
    return Emergency(
        title="Công điện: chủ động ứng phó lũ trên sông Cầu, sông Thái Bình",
        lead="Mưa lớn ở thượng nguồn làm lũ trên sông Cầu lên nhanh, dự báo vượt báo động II tại Đáp Cầu. Công điện có "
        f"hiệu lực đến {_in_words(ends)}; người dân ven sông không ra bãi, không qua ngầm tràn, kê cao tài sản.",
        body=[
            _text(
                "Ban Chỉ huy Phòng thủ dân sự tỉnh yêu cầu các xã, phường ven sông tuần tra, canh gác đê theo cấp báo "
                "động; rà soát hộ dân ở bãi sông, sẵn sàng sơ tán trước khi nước lên."
            ),
            _table(
                "Cấp báo động tại các trạm (mét)",
                ["Trạm", "Báo động I", "Báo động II", "Báo động III"],
                [
                    ["Đáp Cầu (sông Cầu)", "4,3", "5,3", "6,3"],
                    ["Phúc Lộc Phương (sông Cầu)", "6,0", "7,0", "8,0"],
                    ["Phả Lại (sông Thái Bình)", "4,0", "5,0", "6,0"],
                ],
            ),
            {"type": "heading", "value": {"text": "Người dân cần làm ngay", "level": "2"}},
            _list(
                "Đưa người già, trẻ em và vật nuôi ở bãi sông vào trong đê",
                "Kê cao đồ đạc, ngắt điện ở tầng thấp khi nước vào nhà",
                "Không vớt củi, đánh cá, không đi thuyền qua sông",
                "Thấy nước rò, sạt lở ở đê thì báo ngay UBND xã, phường hoặc gọi 112",
            ),
        ],
        place="Các xã, phường ven sông Cầu, sông Thái Bình",
        begins_at=begins,
        ends_at=ends,
    )


def storm_of(now: datetime) -> Emergency:
    begins, ends = _span(now, STORM_FOR)
    return Emergency(
        title="Cảnh báo dông, lốc, sét và gió giật mạnh trên địa bàn tỉnh",
        lead="Vùng mây đối lưu đang di chuyển vào tỉnh, có khả năng gây dông, lốc, sét và gió giật mạnh cấp 7-8. "
        f"Cảnh báo có hiệu lực đến {_in_words(ends)}; người dân tìm nơi trú an toàn, không đứng dưới cây và cột điện.",
        body=[
            _text(
                "Các công trình đang thi công hạ cần trục, dừng việc trên cao; chợ và trường học kiểm tra mái che, "
                "cây xanh. Điện lực bố trí lực lượng xử lý sự cố lưới điện."
            ),
            _list(
                "Ở trong nhà, đóng cửa, rút phích cắm thiết bị điện",
                "Đang đi đường thì dừng lại ở nơi chắc chắn, tránh biển quảng cáo",
                "Nông dân rời đồng ruộng khi thấy mây đen, sấm",
            ),
        ],
        place="Toàn tỉnh",
        begins_at=begins,
        ends_at=ends,
    )


def wet_night_of(now: datetime) -> Emergency:
    begins, ends = _span(now, NIGHT_FOR)
    return Emergency(
        title="Cảnh báo mưa lớn, đề phòng ngập các ngõ thấp",
        lead=f"Mưa lớn còn kéo dài đến {_in_words(ends)}; các hộ ở ngõ thấp, ven sông đề phòng ngập, chủ động kê cao "
        "tài sản.",
        body=[
            _text(
                "Đội xung kích trực tại nhà văn hóa các khu phố. Khi cần giúp đỡ, gọi số điện thoại của phường."
            )
        ],
        place="Các ngõ thấp, ven sông",
        begins_at=begins,
        ends_at=ends,
    )


def warn(
    province: Portal, crew: Crew, emergencies: list[Emergency], *, now: datetime
) -> list[StoryPage]:
    """Publish them on the provincial portal, as its head would, some minutes ago."""
    section = province.sections.get(section_type="chi-dao")
    return import_stories(
        stories=[
            StoryImport(
                section=section,
                kind=NoticePage.story_kind,
                title=one.title,
                lead=one.lead,
                body=one.body,
                published_at=now - timedelta(minutes=5 - number),
                event_at=one.begins_at,
                own={"ends_at": one.ends_at, "place": one.place},
                author=crew.authors[0],
                approver=crew.head,
            )
            for number, one in enumerate(emergencies)
        ],
        actor=None,
        now=now,
    )


def _span(now: datetime, lasts: timedelta) -> tuple[datetime, datetime]:
    """From the full hour before `now` to one that is at least so long after it."""
    begins = now.astimezone(LOCAL_ZONE).replace(minute=0, second=0, microsecond=0)
    return begins, begins + lasts + timedelta(hours=1)


def _in_words(moment: datetime) -> str:
    return f"{moment.hour} giờ ngày {moment.day}/{moment.month}"


def _text(words: str) -> dict[str, Any]:
    return {"type": "text", "value": f"<p>{words}</p>"}


def _list(*points: str) -> dict[str, Any]:
    return {"type": "text", "value": f"<ul>{''.join(f'<li>{point}</li>' for point in points)}</ul>"}


def _table(caption: str, columns: list[str], rows: list[list[str]]) -> dict[str, Any]:
    return {
        "type": "table",
        "value": {
            "caption": caption,
            "table": {
                "caption": "",
                "columns": [{"type": "text", "heading": name} for name in columns],
                "rows": [{"values": row} for row in rows],
            },
        },
    }
