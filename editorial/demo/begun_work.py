"""What lies on the desks of the demo besides texts that wait: drafts, and texts that came back with a reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from editorial.models import ArticlePage, SectionPage
from editorial.review.actions import return_story, submit_story
from portals.boards.actions import derive_rights
from portals.boards.enums import Position
from portals.boards.models import User
from portals.demo.organisations import PROVINCE, TOWN, WARD, demo_state_of, part_of
from portals.demo.people import Crew
from portals.models import Portal


@dataclass(frozen=True)
class Begun:
    """A text by the first holder of a post; with `reason` it was submitted and came back."""

    position: Position
    title: str
    lead: str
    reason: str = ""


# By the part of the portal.
BEGUN = {
    PROVINCE: (
        Begun(
            Position.EDITOR,
            "Hướng dẫn người dân tra cứu hồ sơ trên Cổng dịch vụ công",
            "Người dân chỉ cần mã hồ sơ và số điện thoại đã đăng ký.",
        ),
        Begun(
            Position.SECRETARY,
            "Lịch tiếp công dân tháng 12 của lãnh đạo tỉnh",
            "Lịch tiếp công dân định kỳ được niêm yết tại trụ sở và trên Cổng.",
            "Chưa ghi địa điểm tiếp công dân của ngày 15, đề nghị bổ sung.",
        ),
    ),
    TOWN: (
        Begun(
            Position.CONTRIBUTOR,
            "Làng nghề Đồng Kỵ chuẩn bị hàng cuối năm",
            "Các xưởng mộc tăng ca để kịp đơn hàng trước Tết.",
        ),
        Begun(
            Position.CONTRIBUTOR,
            "Tuyến phố Lê Quang Đạo có thêm cây xanh",
            "{kind_of_town} trồng mới 120 cây bàng lá nhỏ dọc tuyến phố.",
            "Ảnh còn thiếu mô tả, đề nghị bổ sung rồi trình lại.",
        ),
    ),
    WARD: (
        Begun(
            Position.EDITOR,
            "Phường Vũ Ninh khám sức khỏe miễn phí cho người cao tuổi",
            "Trạm y tế phường khám trong ba ngày, mỗi khu phố một buổi.",
            "Thiếu nguồn số liệu người được khám, đề nghị bổ sung.",
        ),
    ),
}


def leave_begun_work(
    portals: Sequence[Portal], crews: Mapping[int, Crew], *, now: datetime
) -> None:
    """Write these texts, by the same verbs as everybody."""
    for portal in portals:
        for begun in BEGUN.get(part_of(portal), ()):
            crew = crews[portal.pk]
            author = crew.first(begun.position)
            derive_rights(user=author, now=now)
            story = _draft(portal, begun, author)
            if begun.reason:
                submit_story(story=story, actor=author, now=now)
                return_story(story=story, reason=begun.reason, actor=crew.head, now=now)


def _draft(portal: Portal, begun: Begun, author: User) -> ArticlePage:
    lead = begun.lead.format_map(demo_state_of(portal).words)
    story = ArticlePage(title=begun.title, lead=lead, owner=author, live=False)
    SectionPage.objects.get(portal=portal, section_type="tin-tuc").add_child(instance=story)
    story.save_revision(user=author)
    return story
