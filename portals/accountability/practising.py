"""Requests to practise on: made up, of nobody, two for each portal of a fresh clone."""

from __future__ import annotations

from datetime import datetime

from portals.models import Portal
from portals.practice import seeding
from portals.practice.seeding import PracticeSeed

from .actions.receiving import Sent, receive_case
from .enums import CaseKind, CaseSource
from .lives import load_rules

# What a citizen writes is in Vietnamese in every install.
MADE_UP = (
    Sent(
        kind=CaseKind.QUESTION,
        subject="[Tập] Giờ làm việc của bộ phận một cửa",
        text="Tôi muốn hỏi bộ phận một cửa có làm việc sáng thứ Bảy không. Đây là câu hỏi hư cấu để tập trả lời.",
        person_name="Nguyễn Thị Tập",
        email="nguoi-hoi-tap@example.vn",
        wants_public=True,
    ),
    Sent(
        kind=CaseKind.COMMENT,
        subject="[Tập] Đèn đường ở tổ dân phố số 3",
        text="Đèn đường trước nhà văn hóa tổ dân phố số 3 hỏng đã một tuần. Đây là phản ánh hư cấu để tập xử lý.",
        person_name="Trần Văn Tập",
        email="nguoi-gop-y-tap@example.vn",
    ),
)


def write_requests(now: datetime) -> None:
    """Have every portal that is open receive them, as by its form."""
    rules = load_rules()
    for portal in Portal.objects.filter(closed_on=None).select_related("site").order_by("pk"):
        for sent in MADE_UP:
            receive_case(
                portal=portal, sent=sent, source=CaseSource.FORM, actor=None, now=now, rules=rules
            )


def offer_requests() -> None:
    seeding.register(PracticeSeed("requests", 10, write_requests))
