"""What follows requests in the demo: files beside an answer, data erased on demand, refusals that overseers read."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.core.files.base import ContentFile
from django.db.models import Count, OuterRef, Subquery
from PIL import Image

from editorial.contested.finding import authors_of_contested
from editorial.models import Placement
from portals.accountability.actions.attaching import attach_files
from portals.accountability.actions.erasing import (
    demand_erasure,
    grant_erasure,
    refuse_erasure,
)
from portals.accountability.actions.publishing import (
    choose_files,
    confirm_page,
    order_copy,
    redactions_of,
)
from portals.accountability.actions.ruling import RulingWords, rule_correction
from portals.accountability.actions.sampling import (
    judge_refusal,
    overseer_of_check,
    why_not_judged,
)
from portals.accountability.actions.triage import refuse_case
from portals.accountability.drawing import draw_waiting_files
from portals.accountability.enums import RefusalVerdict, RulingVerdict
from portals.accountability.lives import load_rules
from portals.accountability.models import CitizenCase, RefusalCheck
from portals.accountability.sampling import draw_refusals
from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE
from portals.demo.offices import WARD
from portals.demo.people import Crew
from portals.models import Portal
from portals.typeset import typeset

from .pencil import SIZE, Pencil, canvas
from .pictures import PALETTES
from .requests import MORNING, RequestCourse, desk_of, some_days_ago
from .showcase import is_shown_off

CASES_FOLDER = "cases"
LETTER = "editorial/asking/demo_letter.typ"
ASKED_AGO, ADDED_AFTER, LOOKED_AFTER, ANSWERED_AFTER = 22, 1, 3, 6
# Where the photo shows a number plate, in the painter's measure.
PLATE = (500, 470, 700, 525)
FULL = 10_000
# Refused so many days ago that on whatever day it is, some are of the month that is over, which is drawn from.
REFUSED_AGO = (36, 20)
DRAWN_AGO, JUDGED_AGO = timedelta(days=3), timedelta(days=1)
REFUSED_AT = 6
LIKE_THE_ANSWERED = (
    "Nội dung này đã có câu trả lời trong mục Hỏi đáp của cổng, chưa có tình tiết mới."
)
IN_PUBLIC: Mapping[str, Any] = {
    "kind": "feedback",
    "topic": "giao-thong",
    "subject": "Xe tải đỗ kín lối vào trường mầm non",
    "text": "Mỗi sáng xe tải đỗ kín lối vào trường mầm non, phụ huynh phải đi xuống lòng đường. Tôi gửi kèm ảnh chụp"
    " và đơn có ghi số của tôi 0912 000 222 để tiện liên hệ.",
    "question": "Mỗi sáng xe tải đỗ kín lối vào trường mầm non, phụ huynh phải đi xuống lòng đường.",
    "answer": "Công an phường đã làm việc với chủ xe và kẻ vạch cấm đỗ trước cổng trường. Từ ngày mai, đầu giờ sáng"
    " và cuối giờ chiều có người trực tại đây.",
}
CONTESTED: Mapping[str, Any] = {
    "kind": "correction",
    "topic": "thong-tin",
    "subject": "Giờ ghi trong tin chưa đúng",
    "text": "Tin ghi bắt đầu lúc 7 giờ 30 phút nhưng khi tôi đến thì được báo là 8 giờ. Đề nghị sửa lại cho đúng.",
    "question": "Tin ghi bắt đầu lúc 7 giờ 30 phút nhưng thực tế là 8 giờ, đề nghị đính chính.",
    "answer": "Tin đã ghi nhầm giờ. Chúng tôi đã đính chính trên tất cả các cổng đăng tin này và cảm ơn người gửi.",
}
RULING = RulingWords(
    RulingVerdict.WHOLE, wrong="bắt đầu lúc 7 giờ 30 phút", right="bắt đầu lúc 8 giờ"
)
# The text itself is owed by the second working day after the ruling: in the demo it is still to come.
CONTESTED_AGO, RULED_AFTER = 3, 2
SHOWN_ON = (2, 6)
IN_PRIVATE: Mapping[str, Any] = {
    "kind": "question",
    "topic": "lao-dong",
    "subject": "Chế độ cho mẹ tôi sau khi nằm viện",
    "text": "Mẹ tôi mới nằm viện về, không tự đi lại được. Gia đình cần giấy tờ gì để được hỗ trợ? Số của tôi"
    " 0912 000 333.",
    "question": "",
    "answer": "Gia đình nộp đơn theo mẫu và giấy ra viện tại bộ phận một cửa; cán bộ sẽ đến nhà xác nhận.",
}


def follow_requests(portals: Sequence[Portal], crews: Mapping[int, Crew], *, now: datetime) -> None:
    """Tell what follows on a ward, and what overseers found of refusals on boards that are shown off."""
    rules = load_rules()
    ward = next(one for one in portals if one.code == WARD)

    def course(portal: Portal, words: Mapping[str, Any], ago: int, number: int) -> RequestCourse:
        arrived = some_days_ago(now, ago)
        return RequestCourse(desk_of(portal, crews[portal.pk]), words, arrived, rules, number, now)

    _with_files(course(ward, IN_PUBLIC, ASKED_AGO, 1))
    for number, decide in enumerate((_erased, _kept, _demanded), start=2):
        _on_demand(course(ward, IN_PRIVATE, 14 + number, number), decide)
    shown = [one for one in portals if is_shown_off(one.code) and one.tier_id != "province"]
    for number, portal in enumerate(shown[:REFUSED_AT], start=5):
        for ago in REFUSED_AGO:
            _refused(course(portal, IN_PRIVATE, ago, number))
    _read_by_overseers(crews, now)
    if (text := _shown_elsewhere(portals, crews)) is not None:
        _corrected(course(text.portal, CONTESTED, CONTESTED_AGO, 8), text)


def _corrected(one: RequestCourse, text: Placement) -> None:
    """Something in a text that other portals show as well is wrong: the head rules so, and readers are told at once."""
    case = one.receive(
        about=f"story:{text.story_id}", about_title=text.story.title, about_path=text.path
    )
    one.accept(case)
    at = one.day(RULED_AFTER, MORNING)
    rule_correction(case=case, words=RULING, actor=one.desk.head, now=at)
    one.answer(case, RULED_AFTER)


def _shown_elsewhere(portals: Sequence[Portal], crews: Mapping[int, Crew]) -> Placement | None:
    """Return a text of a board that some other portals show; few of them, since each address is asked for proof."""
    own = Placement.objects.standing().local().filter(story__live=True, portal__in=portals)
    shown = Placement.objects.standing().filter(story=OuterRef("story")).order_by()
    number = shown.values("story").annotate(number=Count("pk")).values("number")
    few = own.annotate(number=Subquery(number)).filter(number__range=SHOWN_ON)
    found = few.select_related("story", "section", "portal__site").order_by("-number", "-placed_at")
    return next((one for one in found[:50] if _has_other_eyes(one, crews[one.portal_id])), None)


def _has_other_eyes(text: Placement, crew: Crew) -> bool:
    """Whether the head wrote no version of it; the same board writes the answer."""
    wrote = authors_of_contested(CitizenCase(about=f"story:{text.story_id}"))
    posts = {position for position, _user in crew.posts}
    return crew.head.pk not in wrote and {Position.DEPUTY, Position.EDITOR} <= posts


def _with_files(one: RequestCourse) -> None:
    """A photo and a letter go out with the answer, with what names a person painted over."""
    case = one.receive()
    files = [
        ContentFile(_photo(), name="IMG_2041.jpg"),
        ContentFile(_letter(one), name="don-cua-toi.pdf"),
    ]
    attach_files(case=case, files=files, now=one.day(ADDED_AFTER))
    one.accept(case, ADDED_AFTER + 1)
    at, editor = one.day(LOOKED_AFTER), one.desk.author
    photo, letter = case.files.order_by("pk")
    titles = {photo.pk: "Ảnh xe đỗ trước cổng trường", letter.pk: "Đơn của người dân"}
    choose_files(case=case, titles=titles, actor=editor, now=at)
    draw_waiting_files(now=at)
    by_hand = {photo.pk: [_plate_in_page()]}
    for redaction in redactions_of(case):
        for page in redaction.pages.all():
            boxes = by_hand.get(redaction.original_id, []) + [tuple(box) for box in page.boxes]
            confirm_page(page=page, boxes=boxes, actor=editor, now=at)
        order_copy(redaction=redaction, actor=editor, now=at)
    draw_waiting_files(now=at)
    one.answer(case, ANSWERED_AFTER)


def _plate_in_page() -> tuple[int, int, int, int]:
    left, top, right, bottom = PLATE
    return (
        left * FULL // SIZE[0],
        top * FULL // SIZE[1],
        -(-right * FULL // SIZE[0]),
        -(-bottom * FULL // SIZE[1]),
    )


def _photo() -> bytes:
    """A truck from behind, with a number plate of no register."""
    palette = PALETTES[0]
    image = canvas(palette, Random("truck"))
    pencil = Pencil(image)
    pencil.rectangle((0, 480, *SIZE), fill=palette[3])
    pencil.rectangle((380, 180, 820, 460), fill=(178, 84, 52))
    pencil.rectangle((400, 200, 800, 440), fill=(201, 112, 74))
    pencil.rectangle((380, 455, 820, 545), fill=(52, 54, 60))
    for x in (420, 700):
        pencil.ellipse((x, 500, x + 90, 590), fill=(28, 28, 30))
    pencil.rectangle(PLATE, fill=(245, 245, 240))
    for place in range(8):
        x = PLATE[0] + 18 + place * 21
        pencil.rectangle((x, PLATE[1] + 14, x + 12, PLATE[3] - 14), fill=(20, 20, 20))
    shown = image.resize(SIZE, Image.Resampling.LANCZOS)
    out = io.BytesIO()
    shown.save(out, "JPEG", quality=85)
    return out.getvalue()


def _letter(one: RequestCourse) -> bytes:
    asker = one.asker
    told = {
        "title": "Đơn phản ánh",
        "agency": one.desk.portal.agency,
        "name": asker,
        "lines": [
            f"Tôi là {asker}, điện thoại 0912 000 222.",
            one.text("question"),
            "Đề nghị phường kiểm tra và có biện pháp để trẻ em đến trường an toàn.",
        ],
    }
    return typeset(LETTER, told, at=one.arrived)


def _on_demand(
    one: RequestCourse, decide: Callable[[RequestCourse, CitizenCase, int], None]
) -> None:
    case = one.receive(wants_public=False)
    one.accept(case)
    one.answer(case, 5, public=False)
    decide(one, case, 5)


def _erased(one: RequestCourse, case: CitizenCase, ended: int) -> None:
    demand = demand_erasure(case=case, now=one.day(ended + 2))
    grant_erasure(demand=demand, actor=one.desk.head, now=one.day(ended + 4))


def _kept(one: RequestCourse, case: CitizenCase, ended: int) -> None:
    demand = demand_erasure(case=case, now=one.day(ended + 2))
    refuse_erasure(
        demand=demand,
        ground="hoat-dong-co-quan",
        reason="Hồ sơ hỗ trợ của gia đình đang được giải quyết; khi xong, ông/bà có thể yêu cầu lại.",
        actor=one.desk.head,
        now=one.day(ended + 4),
    )


def _demanded(one: RequestCourse, case: CitizenCase, _ended: int) -> None:
    demand_erasure(case=case, now=one.now - timedelta(hours=20))


def _refused(one: RequestCourse) -> None:
    refuse_case(
        case=one.receive(),
        ground="da-tra-loi",
        reason=LIKE_THE_ANSWERED,
        actor=one.desk.head,
        now=one.day(2),
    )


def _read_by_overseers(crews: Mapping[int, Crew], now: datetime) -> None:
    """Draw among the refusals of the last month; one is found lawful, one is taken up again, the others wait."""
    month = now.astimezone(LOCAL_ZONE).replace(day=1, hour=0, minute=30)
    draw_refusals(now=max(month, now - DRAWN_AGO))
    verdicts = [
        (RefusalVerdict.LAWFUL, ""),
        (
            RefusalVerdict.REOPENED,
            "Câu trả lời đã đăng nói về việc khác, chưa trả lời điều người dân hỏi.",
        ),
    ]
    drawn = RefusalCheck.objects.select_related("case", "portal").order_by("pk")
    checks = [one for one in drawn if not why_not_judged(one, one.case)]
    for check, (verdict, reason) in zip(checks, verdicts, strict=False):
        overseer = overseer_of_check(check, now)
        if overseer is not None:
            judge_refusal(
                check=check,
                verdict=verdict,
                reason=reason,
                actor=crews[overseer.pk].first(Position.DEPUTY),
                now=max(check.drawn_at, now - JUDGED_AGO),
            )
