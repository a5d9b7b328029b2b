"""Texts that wait on the desks of the demo, so that a head who signs in has something to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from editorial.actions.review import submit_story
from editorial.models import ArticlePage, SectionPage
from portals.boards.actions import derive_rights
from portals.boards.enums import Position
from portals.boards.models import User
from portals.models import Portal

from .people import Crew

# By the code of the portal: title, lead, text.
WAITING = {
    "27": (
        (
            "Tỉnh chuẩn bị phương án phục vụ người dân dịp cuối năm",
            "Các sở, ngành được giao bảo đảm điện, nước, giao thông và hàng hóa thiết yếu trong hai tháng cuối năm.",
            "Mỗi đơn vị cử một đầu mối trực, công khai số điện thoại trên Cổng của mình trước ngày 05 hằng tháng.",
        ),
        (
            "Mở lớp bồi dưỡng nghiệp vụ cho Ban Biên tập cấp xã",
            "Lớp học kéo dài ba buổi, hướng dẫn viết tin ngắn, chụp ảnh và mô tả ảnh cho người khiếm thị.",
            "Học viên thực hành ngay trên Cổng của đơn vị; bài làm tốt được giới thiệu trên Cổng tỉnh.",
        ),
    ),
    "SYT": (
        (
            "Ngành Y tế khuyến cáo tiêm nhắc vắc-xin trước mùa lạnh",
            "Người cao tuổi và người có bệnh nền nên tiêm nhắc tại trạm y tế nơi cư trú.",
            "Lịch tiêm của từng trạm được niêm yết tại trụ sở và đăng trên Cổng của xã, phường.",
        ),
    ),
    "09163": (
        (
            "Phường Vũ Ninh lắp thêm đèn chiếu sáng ngõ xóm",
            "Mười hai ngõ có thêm đèn chiếu sáng từ nguồn đóng góp của người dân và ngân sách phường.",
            "Tổ dân phố nhận bàn giao, phân công từng hộ theo dõi và báo hỏng qua số điện thoại của phường.",
        ),
    ),
}


def leave_work(portals: Sequence[Portal], crews: Mapping[int, Crew], *, now: datetime) -> None:
    """Have an editor of some portals write drafts and submit them, by the same verb as everybody."""
    for portal in portals:
        for title, lead, text in WAITING.get(portal.code, ()):
            author = _editor(crews[portal.pk])
            derive_rights(user=author, now=now)
            story = ArticlePage(
                title=title,
                lead=lead,
                body=[{"type": "text", "value": f"<p>{text}</p>"}],
                owner=author,
                live=False,
            )
            SectionPage.objects.get(portal=portal, section_type="tin-tuc").add_child(instance=story)
            story.save_revision(user=author)
            submit_story(story=story, actor=author, now=now)


def _editor(crew: Crew) -> User:
    return next(user for position, user in crew.posts if position == Position.EDITOR)
