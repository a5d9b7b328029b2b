"""The demo's training: two courses, a session that is over with who came, one to come, and what everybody can do."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from portals.clock import local_date
from portals.learning.skills.actions import SessionPlan, enter_attendance, open_course, plan_session
from portals.learning.skills.keeping import keep_skills
from portals.learning.skills.queries import boards_to_invite, invited_to
from portals.models import Portal

from .people import Crews

AGO, AHEAD = timedelta(days=12), timedelta(days=9)
# Every so many of those who were invited did not come.
STAYED_AWAY = 4


def train_boards(province: Portal, crews: Crews, *, now: datetime) -> None:
    """Give two courses in the province's name; what the boards can do follows from what the demo had them do."""
    actor, today = crews[province.pk].head, local_date(now)
    writing = open_course(
        portal=province, name="Viết tin, mô tả ảnh và sửa bài bị trả lại",
        for_skills=["write", "pictures", "mend"], actor=actor, now=now,
    )  # fmt: skip
    answering = open_course(
        portal=province, name="Tiếp nhận và trả lời người dân trong hạn",
        for_skills=["triage", "answer"], actor=actor, now=now,
    )  # fmt: skip
    invited = boards_to_invite(province, now)
    communes = [one for one in invited if one.tier_id == "commune"] or invited
    past = plan_session(
        course=writing, actor=actor, now=now,
        plan=SessionPlan(
            today - AGO, time(8), communes, "Phòng máy, Trung tâm Thông tin mẫu",
            trainers=[crews[province.pk].authors[0]], outside=["Bà Nguyễn Thị Ví Dụ, Trường Chính trị mẫu"],
        ),
    )  # fmt: skip
    came = [
        post.user
        for n, post in enumerate(invited_to(past, now))
        if n % STAYED_AWAY < STAYED_AWAY - 1
    ]
    enter_attendance(session=past, people=came, actor=actor, now=now)
    plan_session(
        course=answering, actor=actor, now=now,
        plan=SessionPlan(
            today + AHEAD, time(14), communes, "Hội trường mẫu của Ủy ban nhân dân tỉnh",
            trainers=[actor],
        ),
    )  # fmt: skip
    keep_skills(now=now)
