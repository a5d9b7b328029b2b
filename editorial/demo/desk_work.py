"""Texts that wait on the desks of the demo, so that a head who signs in has something to decide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from editorial.models import ArticlePage, NoticePage, SectionPage, StoryPage
from editorial.review.actions import approve_story, pass_on, return_story, submit_story
from editorial.review.fast_lane import publish_at_once
from portals.boards.actions import derive_rights
from portals.boards.actions.grants import grant_waiver
from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import local_date
from portals.demo.organisations import ALONE, PROVINCE, WARD, part_of
from portals.demo.people import Crew
from portals.models import Oversight, Portal

from .emergencies import wet_night_of

# By the part of the portal, or the code of a department: title, lead, text.
WAITING = {
    PROVINCE: (
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
    WARD: (
        (
            "Phường Vũ Ninh lắp thêm đèn chiếu sáng ngõ xóm",
            "Mười hai ngõ có thêm đèn chiếu sáng từ nguồn đóng góp của người dân và ngân sách phường.",
            "Tổ dân phố nhận bàn giao, phân công từng hộ theo dõi và báo hỏng qua số điện thoại của phường.",
        ),
    ),
}


# On the provincial portal, a text at every other step: whose it is, then as above.
ON_THE_WAY = {
    "edit": (
        Position.CONTRIBUTOR,
        "Làng tranh Đông Hồ chuẩn bị tranh Tết",
        "Các hộ làm tranh bắt đầu in khổ lớn phục vụ khách dịp cuối năm.",
        "Khách có thể đặt in theo mẫu cổ; lịch trình diễn được niêm yết tại nhà văn hóa thôn.",
    ),
    "approve": (
        Position.EDITOR,
        "Bổ nhiệm lãnh đạo Trung tâm Phục vụ hành chính công",
        "Quyết định bổ nhiệm lãnh đạo Trung tâm được trao tại trụ sở, với sự chứng kiến của các sở, ngành.",
        "Người được bổ nhiệm nhận nhiệm vụ từ đầu tháng; số điện thoại công khai trên Cổng.",
    ),
    "returned": (
        Position.EDITOR,
        "Kết quả thu ngân sách từ đầu năm",
        "Thu ngân sách từ đầu năm bám sát kế hoạch; chi trong phạm vi dự toán.",
        "Số liệu chi tiết theo từng khoản thu được công khai trong chuyên mục Ngân sách.",
    ),
}
RETURN_REASON = "Thiếu nguồn số liệu. Đề nghị ghi rõ báo cáo của Sở Tài chính và ngày báo cáo."
ALARM_REASON = "Mưa lớn về trong đêm, người dân cần biết ngay."
ALONE_TEXT = (
    "Lịch tiếp công dân tháng này của {kind}",
    "Lãnh đạo {kind} tiếp công dân vào sáng thứ Năm hằng tuần.",
    "Người dân mang theo giấy tờ tùy thân và đơn; có thể đăng ký trước qua số điện thoại của {kind}.",
)
WAIVER_DAYS = 180


def leave_work(portals: Sequence[Portal], crews: Mapping[int, Crew], *, now: datetime) -> None:
    """Leave texts at every step on some desks, by the same verbs as everybody."""
    by_part = {part_of(portal): portal for portal in portals}
    for part, texts in WAITING.items():
        portal = by_part[part]
        for text in texts:
            _submit(portal, crews[portal.pk].first(Position.EDITOR), text, now)
    _fill_the_way(by_part[PROVINCE], crews[by_part[PROVINCE].pk], now)
    ward = by_part[WARD]
    _give_alarm(ward, crews[ward.pk].head, now)
    _approve_alone(by_part[ALONE], crews, now)


def _give_alarm(ward: Portal, head: User, now: datetime) -> None:
    alarm = wet_night_of(now)
    derive_rights(user=head, now=now)
    notice = NoticePage(
        title=alarm.title,
        lead=alarm.lead,
        body=alarm.body,
        place=alarm.place,
        event_at=alarm.begins_at,
        ends_at=alarm.ends_at,
        owner=head,
        live=False,
    )
    _save(notice, ward, head)
    publish_at_once(story=notice, reason=ALARM_REASON, actor=head, now=now)


def _fill_the_way(province: Portal, crew: Crew, now: datetime) -> None:
    stories = {
        step: _submit(province, crew.first(position), text, now)
        for step, (position, *text) in ON_THE_WAY.items()
    }
    secretary = crew.first(Position.SECRETARY)
    pass_on(story=stories["approve"], actor=secretary, now=now)
    return_story(story=stories["returned"], reason=RETURN_REASON, actor=secretary, now=now)


def _approve_alone(ward: Portal, crews: Mapping[int, Crew], now: datetime) -> None:
    today = local_date(now)
    above = Oversight.objects.in_force(today).get(portal=ward).overseer_id
    grant_waiver(
        board=ward.board,
        starts_on=today,
        ends_on=today + timedelta(days=WAIVER_DAYS),
        reason="Ban Biên tập mới còn một người, đang chờ kiện toàn.",
        actor=crews[above].head,
        now=now,
    )
    head = crews[ward.pk].head
    kind = ward.name.partition(" ")[0].lower()
    text = [part.format(kind=kind) for part in ALONE_TEXT]
    story = _submit(ward, head, text, now)
    approve_story(story=story, actor=head, now=now)


def _submit(portal: Portal, author: User, text: Sequence[str], now: datetime) -> ArticlePage:
    story = _draft(portal, author, text, now)
    submit_story(story=story, actor=author, now=now)
    return story


def _draft(portal: Portal, author: User, text: Sequence[str], now: datetime) -> ArticlePage:
    title, lead, body = text
    derive_rights(user=author, now=now)
    story = ArticlePage(
        title=title,
        lead=lead,
        body=[{"type": "text", "value": f"<p>{body}</p>"}],
        owner=author,
        live=False,
    )
    _save(story, portal, author)
    return story


def _save(story: StoryPage, portal: Portal, author: User) -> None:
    SectionPage.objects.get(portal=portal, section_type="tin-tuc").add_child(instance=story)
    story.save_revision(user=author)
