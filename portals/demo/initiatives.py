"""The demo's initiatives, each in another state, and the workshop at which two of them were talked over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any

from portals.boards.enums import Position
from portals.boards.models import User
from portals.clock import local_date
from portals.initiatives.actions.initiatives import (
    WantedAnswer,
    WantedInitiative,
    answer_initiative,
    begin_initiative,
    remark_on_initiative,
    submit_initiative,
    support_initiative,
)
from portals.initiatives.actions.workshops import (
    WantedWorkshop,
    choose_initiatives,
    enter_workshop,
    follow_up_workshop,
    note_guests,
)
from portals.initiatives.models import Initiative
from portals.models import Portal
from portals.tiers import INSTALL_TIER

from .people import Crews

IDEAS = (
    WantedInitiative(
        "Mẫu tin cúp nước, mất điện điền sẵn cho các xã",
        "Mỗi lần có lịch cúp nước hay mất điện, thư ký các xã đều viết lại từ đầu. Đề nghị có một mẫu điền sẵn nơi, "
        "ngày, giờ và số điện thoại trực; người viết chỉ sửa ba ô.",
        "Mỗi xã bớt khoảng hai mươi phút mỗi lần; tin ra sớm hơn và không thiếu giờ kết thúc.",
    ),
    WantedInitiative(
        "Đọc bản tin loa ngay trên trang cho người cao tuổi",
        "Nhiều cụ nghe không kịp bản tin sáng. Đề nghị đặt nút nghe lại ở đầu trang chủ của xã, chữ lớn, và dán mã ở "
        "nhà văn hóa từng thôn.",
        "Người cao tuổi nghe lại được bất cứ lúc nào; xã bớt các cuộc gọi hỏi lại.",
    ),
    WantedInitiative(
        "Tự động đăng lại mọi tin của tỉnh lên Cổng xã",
        "Đề nghị máy đăng lại toàn bộ tin của Cổng tỉnh mà không cần thư ký xã chọn.",
        "Thư ký xã không phải xem danh sách tin gửi xuống mỗi ngày.",
    ),
)
RECOGNISED = WantedAnswer(
    "adopted",
    "Dễ làm, đã thử ở ba xã và giảm hẳn tin thiếu giờ kết thúc.",
    changed="Trang viết nhanh có mẫu tin cúp nước, mất điện cho mọi xã.",
)
DECLINED = WantedAnswer(
    "not-now",
    "Tin của tỉnh không phải tin nào cũng liên quan đến từng xã; trang chủ của xã cần chỗ cho tin của chính mình. Sẽ "
    "xem lại khi có thống kê lượt đọc sáu tháng.",
)


def propose_initiatives(portals: Sequence[Portal], crews: Crews, *, now: datetime) -> None:
    """Three initiatives of communes: adopted, open with a remark, declined; and a workshop that was held."""
    province = next(one for one in portals if one.tier_id == INSTALL_TIER)
    communes = [one for one in portals if one.tier_id == "commune" and one.closed_on is None][:6]
    provincial = crews[province.pk].first(Position.SECRETARY)
    begun = now - timedelta(days=20)
    made = [
        _submitted(idea, portal, _author(crews, portal), begun)
        for idea, portal in zip(IDEAS, communes, strict=False)
    ]
    heads = [crews[portal.pk].head for portal in communes]
    for one in made:
        for head in heads:
            if head.pk != one.author_id:
                support_initiative(initiative=one, actor=head, now=begun + timedelta(days=1))
    remark_on_initiative(
        initiative=made[1], text="Xã tôi đã dán mã ở ba nhà văn hóa, các cụ dùng được.",
        actor=heads[-1], now=begun + timedelta(days=2),
    )  # fmt: skip
    held_on = local_date(now) - timedelta(days=8)
    workshop = enter_workshop(
        wanted=WantedWorkshop(
            "Hội thảo sáng kiến của các Ban Biên tập", held_on, time(8), "Hội trường tầng 2, trụ sở tỉnh",
            "https://hop.example/sang-kien", "Nghe tác giả trình bày và bàn cách làm thử.",
        ),
        actor=provincial,
        now=begun,
    )  # fmt: skip
    by: dict[str, Any] = {"workshop": workshop, "actor": provincial}
    choose_initiatives(chosen=[one.pk for one in made[:2]], now=begun, **by)
    note_guests(people={portal.pk: 2 for portal in communes}, now=now, **by)
    follow_up_workshop(
        follow_up="Ba xã làm thử mẫu tin trong hai tuần; Ban Biên tập tỉnh tổng hợp.", now=now, **by
    )
    adopted = replace(RECOGNISED, changed_from=local_date(now))
    answered_at = now - timedelta(days=3)
    answer_initiative(initiative=made[0], wanted=adopted, actor=provincial, now=answered_at)
    answer_initiative(initiative=made[2], wanted=DECLINED, actor=provincial, now=answered_at)


def _author(crews: Crews, portal: Portal) -> User:
    return crews[portal.pk].authors[-1]


def _submitted(idea: WantedInitiative, portal: Portal, author: User, now: datetime) -> Initiative:
    begun = begin_initiative(portal=portal, wanted=idea, actor=author, now=now)
    submit_initiative(initiative=begun, actor=author, now=now)
    return begun
