"""What follows requests in the demo: files beside an answer, data erased on demand, refusals that overseers read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, OuterRef, Subquery

from editorial.contested.finding import authors_of_contested
from editorial.models import Placement
from portals.accountability.actions.erasing import (
    demand_erasure,
    grant_erasure,
    refuse_erasure,
)
from portals.accountability.actions.ruling import RulingWords, rule_correction
from portals.accountability.actions.sampling import (
    judge_refusal,
    overseer_of_check,
    why_not_judged,
)
from portals.accountability.actions.triage import refuse_case
from portals.accountability.enums import RefusalVerdict, RulingVerdict
from portals.accountability.lives import load_rules
from portals.accountability.models import CitizenCase, RefusalCheck
from portals.accountability.sampling import draw_refusals
from portals.boards.enums import Position
from portals.clock import LOCAL_ZONE
from portals.demo.organisations import WARD, part_of
from portals.demo.people import Crew
from portals.models import Portal

from .redacted_files import (
    IN_PUBLIC,
    TO_LOOK_AT,
    answer_with_files,
    leave_file_to_look_at,
)
from .requests import MORNING, RequestCourse, desk_of, some_days_ago
from .showcase import is_shown_off

ASKED_AGO, WAITS_SINCE = 22, 4
# Refused so many days ago that on whatever day it is, some are of the month that is over, which is drawn from.
REFUSED_AGO = (36, 20)
DRAWN_AGO, JUDGED_AGO = timedelta(days=3), timedelta(days=1)
REFUSED_AT = 6
LIKE_THE_ANSWERED = (
    "Nội dung này đã có câu trả lời trong mục Hỏi đáp của cổng, chưa có tình tiết mới."
)
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
    ward = next(one for one in portals if part_of(one) == WARD)

    def course(portal: Portal, words: Mapping[str, Any], ago: int, number: int) -> RequestCourse:
        arrived = some_days_ago(now, ago)
        return RequestCourse(desk_of(portal, crews[portal.pk]), words, arrived, rules, number, now)

    answer_with_files(course(ward, IN_PUBLIC, ASKED_AGO, 1))
    leave_file_to_look_at(course(ward, TO_LOOK_AT, WAITS_SINCE, 9))
    for number, decide in enumerate((_erased, _kept, _demanded), start=2):
        _on_demand(course(ward, IN_PRIVATE, 14 + number, number), decide)
    shown = [one for one in portals if is_shown_off(one) and one.tier_id != "province"]
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
