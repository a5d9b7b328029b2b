"""The course of the demo's months: the oldest published, the next open to requests for review, the last one open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from django.core.files.base import ContentFile

from portals.boards.models import User
from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from portals.demo.audits import AUDITOR
from portals.demo.people import Crew
from portals.demo.signing import DemoAuthority
from portals.models import Portal, Tier
from portals.signatures.checking import check_by_job
from scoring.course.actions import (
    OwnCardFinding,
    appeal,
    confirm_own_card,
    decide,
    enter_notice,
    extend_step,
    move_on_by_clock,
    open_proceedings,
    publish_own_cards,
    rule_on_appeal,
    sign_self_assessment,
)
from scoring.enums import CourseStep, ProceedingState, Ruling
from scoring.models import OwnCard, Proceeding, Round, Scorecard
from scoring.notices.paper import notice_paper_of
from scoring.notices.pdf import notice_pdf
from scoring.published.actions import show_scores
from scoring.published.keeping import count_ranks

from .two_persons import contest, enter_draws, penalise, second_of

NUMBER = "45/TB-BBT"
SHOWN = "(Dữ liệu minh họa)"
# So many boards of a month signed, and so many asked for a review.
SIGNED, ASKED = 12, 3
# What is open stays so for this many working days, however late in the month the demo is written.
LEFT_OPEN = 5


def go_through(crews: Mapping[int, Crew], *, now: datetime) -> None:
    """Lead the last three months through their steps, by the verbs, each as far as the demo shows it."""
    oldest, middle, newest = Round.objects.order_by("-month")[:3][::-1]
    for round_ in (oldest, middle, newest):
        open_proceedings(round_=round_, now=now)
        _sign(round_, crews, now)
    _keep_open(newest, crews, now)
    penalise(middle, crews, now=now)
    _pass_up_to(oldest, now)
    authority = DemoAuthority(now)
    for proceeding in oldest.proceedings.select_related("scorer").order_by("pk"):
        _publish(proceeding, crews[proceeding.scorer_id], authority, now)
    _confirm_own(oldest)
    publish_own_cards(now=now)
    _show(crews, now)
    move_on_by_clock(now=now)
    _ask(middle, crews, now)
    contest(middle, crews, now=now)
    enter_draws(crews[Portal.objects.get(tier="province", closed_on=None).pk], now=now)


def _sign(round_: Round, crews: Mapping[int, Crew], now: datetime) -> None:
    cards = Scorecard.objects.filter(round=round_).select_related("portal", "proceeding")
    for card in cards.order_by("portal__tier__level", "portal")[:SIGNED]:
        if card.proceeding is not None:
            at = min(now, card.proceeding.self_assessment_due_at - timedelta(hours=9))
            sign_self_assessment(card=card, actor=crews[card.portal_id].head, now=at)


def _keep_open(round_: Round, crews: Mapping[int, Crew], now: datetime) -> None:
    calendar = load_calendar()
    day = local_date(calendar.add_working_days(now, LEFT_OPEN))
    head = crews[Portal.objects.get(tier="province", closed_on=None).pk].head
    for proceeding in round_.proceedings.filter(
        state=ProceedingState.FROZEN, self_assessment_due_at__lt=now + timedelta(days=1)
    ):
        extend_step(
            proceeding=proceeding, step=CourseStep.SELF_ASSESSMENT, day=day,
            reason=f"Lùi hạn để xem được các bước {SHOWN}.", actor=head, now=now,
        )  # fmt: skip


def _pass_up_to(round_: Round, now: datetime) -> None:
    """Let the clock pass self-assessment and verification as of the day on which they were due."""
    due = round_.proceedings.order_by("-verification_due_at").first()
    if due is not None:
        move_on_by_clock(now=due.verification_due_at + timedelta(hours=1))


def _publish(proceeding: Proceeding, crew: Crew, authority: DemoAuthority, now: datetime) -> None:
    proceeding = decide(proceeding=proceeding, actor=crew.head, now=now)
    second = second_of(crew)
    file = _notice(proceeding, authority, crew.head, now)
    enter_notice(
        proceeding=proceeding, number=NUMBER, dated=local_date(now), file=file,
        report=check_by_job(file, now=now), actor=second, now=now,
    )  # fmt: skip


def _confirm_own(round_: Round) -> None:
    """The office outside looked at the province's own card in its days, and does not agree with one line."""
    own_card = OwnCard.objects.filter(card__round=round_).select_related("card").first()
    if own_card is None:
        return
    lines = own_card.card.lines["criteria"]
    contested = next((line["code"] for line in lines if line["points"] is not None), "")
    confirm_own_card(
        own_card=own_card,
        findings={
            line["code"]: OwnCardFinding(
                line["code"] == contested,
                f"Sổ theo dõi còn một việc trễ chưa ghi đủ {SHOWN}."
                if line["code"] == contested
                else "",
            )
            for line in lines
        },
        actor=User.objects.get(username=AUDITOR.username),
        now=own_card.due_at - timedelta(days=1),
    )


def _show(crews: Mapping[int, Crew], now: datetime) -> None:
    """Let anybody read what is published, with the ranks that the clock would count within a minute."""
    head = crews[Portal.objects.get(tier="province", closed_on=None).pk].head
    for tier in Tier.objects.filter(pk__in=Scorecard.objects.values("tier")).order_by("level"):
        show_scores(tier=tier, is_shown=True, actor=head, now=now)
    count_ranks()


def _ask(round_: Round, crews: Mapping[int, Crew], now: datetime) -> None:
    """Some boards ask for a review; the first is answered."""
    cards = Scorecard.objects.filter(
        round=round_, proceeding__state=ProceedingState.APPEALABLE
    ).select_related("portal", "proceeding")
    for number, card in enumerate(cards.order_by("-portal__tier__level", "portal")[:ASKED]):
        made = appeal(
            card=card, code="F1",
            text=f"Lỗi chính tả đã được đính chính trong ngày, đề nghị tính lại {SHOWN}.",
            actor=crews[card.portal_id].head, now=now,
        )  # fmt: skip
        if number == 0 and card.proceeding is not None:
            rule_on_appeal(
                appeal=made, ruling=Ruling.REJECTED,
                answer=f"Đính chính sau khi chấm mẫu nên giữ nguyên điểm {SHOWN}.",
                actor=crews[card.proceeding.acting.pk].head, now=now,
            )  # fmt: skip


def _notice(
    proceeding: Proceeding, authority: DemoAuthority, signer: User, now: datetime
) -> ContentFile[bytes]:
    """The notice with number and day, signed for a board that does not exist."""
    paper = notice_paper_of(proceeding, now, number=NUMBER, dated=local_date(now))
    organisation = f"{SHOWN} Ban Biên tập"
    signed = authority.sign(notice_pdf(paper), signer=str(signer), organisation=organisation)
    return ContentFile(signed, name="thong-bao.pdf")
