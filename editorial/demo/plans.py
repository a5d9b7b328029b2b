"""The demo's plans with their targets, and promises in every state, on the portals that are shown off."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from random import Random

from editorial.bulk_import.actions import StoryImport, import_stories
from editorial.models import OfficialDocumentPage, StoryPage
from editorial.plans.enums import PlanKind, PromiseAct, PromiseState
from editorial.plans.models import (
    AgencyPromise,
    Plan,
    PlanTarget,
    PromisesRead,
    PromiseStep,
    TargetValue,
)
from editorial.plans.promises.standing import told_at_of
from portals.calendar.working_days import WorkingCalendar, load_calendar
from portals.clock import LOCAL_ZONE, local_date
from portals.demo.organisations import CITY, TOWN, part_of

from .documents import LETTERS
from .showcase import is_shown_off
from .stories import Board

DOCUMENTS, NEWS = "van-ban", "tin-tuc"
# Far from the numbers that the demo's other papers have.
FIRST_NUMBER = 201


@dataclass(frozen=True)
class DemoTarget:
    """`values` are what was measured at the end of March, June and September, as far as these days have come."""

    name: str
    unit: str
    base: int
    wanted: int
    body: str
    values: tuple[float, ...]


@dataclass(frozen=True)
class DemoPlan:
    kind: PlanKind
    document_kind: str
    symbol: str
    abstract: str
    text: str
    targets: tuple[DemoTarget, ...] = ()


# How a promise ended: the days from today to its day, what was said of it, and the new day where it was put off.
PROMISES: Sequence[tuple[str, int, PromiseAct | None, int]] = (
    ("{don_vi} cam kết hoàn thành việc thay 60 bóng đèn đường trước ngày {ngay}.", -40, PromiseAct.KEEP, 0),
    ("Việc nạo vét tuyến mương thoát nước phía sau chợ sẽ xong trước ngày {ngay}.", -50, PromiseAct.POSTPONE, 40),
    ("{don_vi} sẽ công bố bản đồ các điểm thu gom rác thải điện tử chậm nhất là ngày {ngay}.", -30, None, 0),
    ("Bộ phận một cửa sẽ lắp đặt xong hệ thống lấy số tự động trước ngày {ngay}.", -2, None, 0),
    ("Nhà để xe cho người dân đến giao dịch sẽ được đưa vào sử dụng trước ngày {ngay}.", 20, None, 0),
    ("{don_vi} dự kiến hoàn thành đường dạo quanh hồ điều hòa trước ngày {ngay}.", -60, PromiseAct.DROP, 0),
    ("Toàn bộ biểu mẫu giấy sẽ được cấp kèm bản chữ to cho người cao tuổi trước ngày {ngay}.", 75, None, -1),
)  # fmt: skip
SAID = {
    PromiseAct.KEEP: "",
    PromiseAct.POSTPONE: "Mưa lớn kéo dài, phải dừng thi công hai tuần.",
    PromiseAct.DROP: "Không bố trí được vốn trong năm.",
}


def plan_and_promise(boards: Sequence[Board], *, now: datetime) -> None:
    """Write plans and promises of the boards that are shown off, in a fixed number of statements."""
    shown = [board for board in boards if is_shown_off(board.portal)]
    today = local_date(now)
    _plan(shown, today, now)
    _promise(shown, today, now)


def _plan(boards: Sequence[Board], today: date, now: datetime) -> None:
    written = [
        (board, plan, _import(board, plan, FIRST_NUMBER + number, today))
        for board in boards
        for number, plan in enumerate(_plans_of(board, today.year))
    ]
    pages = import_stories(stories=[story for *_of, story in written], actor=None, now=now)
    plans = [
        Plan(
            portal=board.portal, document_id=page.pk, kind=plan.kind, first_year=today.year,
            last_year=today.year, added_by=board.approver, added_at=now - timedelta(days=200),
        )
        for (board, plan, _story), page in zip(written, pages, strict=True)
    ]  # fmt: skip
    Plan.objects.bulk_create(plans)
    targets: list[PlanTarget] = []
    values: list[TargetValue] = []
    for (board, demo_plan, _story), plan in zip(written, plans, strict=True):
        for one in demo_plan.targets:
            target = PlanTarget(
                plan=plan, name=one.name, unit=one.unit, base=one.base, wanted=one.wanted,
                rises=one.wanted > one.base, due_on=_due(one, today), body=one.body,
            )  # fmt: skip
            targets.append(target)
            values += _values(target, one, board, today, now)
    PlanTarget.objects.bulk_create(targets)
    for value in values:
        value.target_id = value.target.pk
    TargetValue.objects.bulk_create(values)


def _due(one: DemoTarget, today: date) -> date:
    # One whose day is past, so that a target may be seen that was missed.
    return date(today.year, 12, 31) if len(one.values) < 3 else today - timedelta(days=10)


def _values(
    target: PlanTarget, one: DemoTarget, board: Board, today: date, now: datetime
) -> Iterator[TargetValue]:
    for months_ago, share in zip((8, 5, 2), one.values, strict=False):
        as_of = today - timedelta(days=30 * months_ago)
        value = one.base + (one.wanted - one.base) * share
        yield TargetValue(
            target=target, value=Decimal(str(round(value, 1))), as_of=as_of,
            source=f"Báo cáo tiến độ tháng {as_of.month}/{as_of.year}", entered_by=board.approver,
            entered_at=now - timedelta(days=30 * months_ago - 6),
        )  # fmt: skip


def _plans_of(board: Board, year: int) -> Iterator[DemoPlan]:
    agency, tier = board.portal.agency, board.portal.tier_id
    random = Random(f"plans {board.portal.code}")
    office = "Văn phòng"
    yield DemoPlan(
        PlanKind.YEARLY, "ke-hoach", "KH",
        f"Kế hoạch công tác trọng tâm năm {year} của {agency}",
        "Kế hoạch nêu các nhiệm vụ trọng tâm, chỉ tiêu, cơ quan chịu trách nhiệm và thời hạn của từng việc.",
        (
            DemoTarget("Hồ sơ giải quyết đúng hạn", "%", 92, 99, office, (0.3, 0.7, 1.0)),
            DemoTarget(
                "Hồ sơ nộp trực tuyến", "%", 40, 80 + random.randrange(9), office,
                (0.2, 0.5, random.choice((0.8, 0.9, 1.0))),
            ),
            *(_TARGETS_OF_LAND if tier in ("commune", "district") else _TARGETS_OF_OFFICE),
            *TARGETS_OF.get(part_of(board.portal), ()),
        ),
    )  # fmt: skip
    yield DemoPlan(
        PlanKind.PORTAL, "ke-hoach", "KH",
        f"Kế hoạch hoạt động của Ban Biên tập Cổng Thông tin điện tử năm {year}",
        "Kế hoạch giao số tin, bài tự viết, thời hạn công khai và việc tập huấn cho cộng tác viên.",
        (
            DemoTarget("Tin, bài tự viết", "tin, bài", 0, 120, "Ban Biên tập", (0.25, 0.55)),
            DemoTarget("Phản ánh trả lời quá hạn", "vụ", 6, 0, "Ban Biên tập", (0.3, 0.8)),
        ),
    )  # fmt: skip
    yield DemoPlan(
        PlanKind.COORDINATION, "quyet-dinh", "QĐ",
        "Quy chế phối hợp cung cấp thông tin giữa Ban Biên tập Cổng và các đơn vị trực thuộc",
        "Quy chế nêu ai gửi thông tin gì, trong bao lâu, và ai kiểm tra trước khi đăng.",
    )  # fmt: skip


# Of the field of one body; those with three values are past their day.
TARGETS_OF = {
    "SYT": (
        DemoTarget("Trạm y tế có bác sĩ làm việc thường xuyên", "trạm", 104, 126, "Phòng nghiệp vụ y", (0.3, 0.5, 0.7)),
        DemoTarget("Người dân có sổ sức khỏe điện tử", "%", 48, 85, "Phòng công nghệ thông tin", (0.3, 0.6)),
    ),
    "SGDDT": (
        DemoTarget("Bếp ăn trường học được kiểm tra hai lần", "%", 55, 100, "Thanh tra sở", (0.4, 0.7, 1.0)),
        DemoTarget("Giáo viên được tập huấn kỹ năng số", "người", 3100, 5200, "Phòng tổ chức cán bộ", (0.3, 0.6)),
    ),
    "SVHTTDL": (
        DemoTarget("Nhà văn hóa thôn mở tủ sách hằng tuần", "nhà", 210, 340, "Phòng nếp sống", (0.2, 0.4, 0.6)),
        DemoTarget("Di tích có hồ sơ số hóa", "di tích", 90, 160, "Phòng di sản", (0.3, 0.5, 0.8)),
    ),
    CITY: (
        DemoTarget("Tuyến phố có đèn tiết kiệm điện", "tuyến", 38, 72, "Phòng quản lý đô thị", (0.3, 0.6, 1.0)),
        DemoTarget("Rác thải được phân loại tại nguồn", "%", 22, 50, "Phòng quản lý đô thị", (0.2, 0.4, 0.7)),
    ),
    TOWN: (
        DemoTarget("Cơ sở làng nghề có hệ thống thu gom bụi gỗ", "cơ sở", 140, 400, "Phòng kinh tế", (0.2, 0.3, 0.5)),
    ),
}  # fmt: skip
_TARGETS_OF_LAND = (
    DemoTarget("Hộ dân dùng nước sạch từ công trình tập trung", "%", 78, 95, "Bộ phận nông nghiệp", (0.3, 0.6)),
    DemoTarget("Hộ nghèo", "hộ", 64, 30, "Bộ phận văn hóa, xã hội", (0.2, 0.5)),
)  # fmt: skip
_TARGETS_OF_OFFICE = (
    DemoTarget("Thủ tục được cắt giảm thời gian", "thủ tục", 0, 24, "Các phòng chuyên môn", (0.25, 1.0)),
    DemoTarget("Thời gian trả lời văn bản của cấp dưới", "ngày", 9, 5, "Các phòng chuyên môn", (0.25, 0.5)),
)  # fmt: skip


def _import(board: Board, plan: DemoPlan, number: int, today: date) -> StoryImport:
    portal = board.portal
    letters = LETTERS.get(portal.code, portal.code) if portal.tier_id == "department" else "UBND"
    issued_on = date(today.year, 1, 12) if today > date(today.year, 1, 20) else today
    return StoryImport(
        section=board.sections[DOCUMENTS],
        kind=OfficialDocumentPage.story_kind,
        title=f"{number}/{plan.symbol}-{letters}",
        lead=plan.abstract,
        body=[{"type": "text", "value": f"<p>{plan.text}</p>"}],
        published_at=datetime.combine(issued_on, time(8, 15), LOCAL_ZONE),
        own={
            "number": f"{number}/{plan.symbol}-{letters}",
            "document_kind": plan.document_kind,
            "issuer": portal.agency,
            "issued_on": issued_on,
            "effective_on": issued_on,
        },
        author=board.authors[0],
        approver=board.approver,
    )


def _promise(boards: Sequence[Board], today: date, now: datetime) -> None:
    calendar = load_calendar()
    # Before the months that are scored.
    said_at = now - timedelta(days=130)
    stories = import_stories(
        stories=[_story(board, today, said_at) for board in boards], actor=None, now=now
    )
    promises: list[AgencyPromise] = []
    steps: list[PromiseStep] = []
    for board, story in zip(boards, stories, strict=True):
        for words, days, act, new_days in PROMISES:
            promise = _row(board, story, words, today + timedelta(days=days), act, new_days, calendar, now)  # fmt: skip
            promises.append(promise)
            steps += _steps(promise, board, act, said_at, now)
    AgencyPromise.objects.bulk_create(promises)
    for step in steps:
        step.promise_id = step.promise.pk
    PromiseStep.objects.bulk_create(steps)
    PromisesRead.objects.bulk_create(
        [PromisesRead(story_id=story.pk, text_at=now) for story in stories]
    )


def _story(board: Board, today: date, said_at: datetime) -> StoryImport:
    agency = board.portal.agency
    sentences = [
        _said(words, agency, today + timedelta(days=days)) for words, days, *_rest in PROMISES
    ]
    return StoryImport(
        section=board.sections[NEWS],
        title=f"{agency} nêu các việc sẽ làm sau đối thoại với người dân",
        lead="Sau buổi đối thoại, cơ quan trả lời từng kiến nghị, nêu rõ việc nào làm đến ngày nào.",
        body=[{"type": "text", "value": "".join(f"<p>{one}</p>" for one in sentences)}],
        published_at=said_at,
        author=board.authors[0],
        approver=board.approver,
    )


def _said(words: str, agency: str, day: date) -> str:
    return words.format(don_vi=agency, ngay=f"{day.day}/{day.month}/{day.year}")


def _row(
    board: Board, story: StoryPage, words: str, day: date, act: PromiseAct | None, new_days: int,
    calendar: WorkingCalendar, now: datetime,
) -> AgencyPromise:  # fmt: skip
    due_on = local_date(now) + timedelta(days=new_days) if act == PromiseAct.POSTPONE else day
    states = {PromiseAct.KEEP: PromiseState.KEPT, PromiseAct.DROP: PromiseState.DROPPED}
    state = PromiseState.PROPOSED if new_days < 0 else PromiseState.OPEN
    noon = datetime.combine(due_on, time(12), LOCAL_ZONE)
    return AgencyPromise(
        portal=board.portal, story_id=story.pk, words=_said(words, board.portal.agency, day),
        state=states.get(act, state) if act else state, first_due_on=day, due_on=due_on,
        told_at=told_at_of(noon, calendar), found_at=now - timedelta(days=129),
    )  # fmt: skip


def _steps(
    promise: AgencyPromise, board: Board, act: PromiseAct | None, said_at: datetime, now: datetime
) -> Iterator[PromiseStep]:
    if promise.state == PromiseState.PROPOSED:
        return
    yield PromiseStep(
        promise=promise, act=PromiseAct.CONFIRM, made_at=said_at + timedelta(days=2),
        made_by=board.approver,
    )  # fmt: skip
    if act is not None:
        at = datetime.combine(promise.first_due_on, time(16), LOCAL_ZONE)
        yield PromiseStep(
            promise=promise, act=act, made_at=min(at, now), made_by=board.approver,
            reason=SAID[act], link="/to-chuc/" if act == PromiseAct.KEEP else "",
            new_day=promise.due_on if act == PromiseAct.POSTPONE else None,
        )  # fmt: skip
