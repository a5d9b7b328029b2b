"""What takes two persons, as the demo shows it: a heavy penalty, confirmed and contested; public draws at each step."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal

import typst
from django.core.files.base import ContentFile

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.clock import local_date
from portals.demo.people import Crew
from portals.models import Portal
from scoring.assessing.facts import EnteredFact, enter_facts
from scoring.course.actions import appeal, confirm_penalty, enter_draw, name_draw, recheck
from scoring.enums import ProceedingState
from scoring.models import FactEntry, PublicDraw, RecheckedCard, Round, Scorecard
from scoring.periods import Month

SHOWN = "(Dữ liệu minh họa)"
DRAW, RESULT = "Xổ số miền Bắc, giải đặc biệt ngày 2", "04217"
MEASURE, RULE = "adjustment.personal_data", "TRU3"
FOUND = f"Biên bản kiểm tra: danh sách có số căn cước đăng công khai {SHOWN}"


def name_draws(head: User, *, now: datetime) -> None:
    """Name the draw of the last two full months and of the running one, each while it ran."""
    today = local_date(now)
    this = Month.of(today)
    for month in (this.later(-2), this.later(-1), this):
        named_at = min(now, now - timedelta(days=(today - month.first).days - 9))
        drawn_on = date(month.end.year, month.end.month, 2)
        name_draw(month=month, name=DRAW, drawn_on=drawn_on, actor=head, now=named_at)


def enter_draws(crew: Crew, *, now: datetime) -> None:
    """The older result is confirmed, and a drawn card was looked at again; the newer one waits for a second person."""
    second = second_of(crew)
    held = PublicDraw.objects.filter(drawn_on__lte=local_date(now)).order_by("month")
    for place, draw in enumerate(held):
        enter_draw(draw=draw, result=RESULT, actor=crew.head, now=now)
        if place == 0:
            enter_draw(draw=draw, result=RESULT, actor=second, now=now)
    drawn = RecheckedCard.objects.filter(
        card__proceeding__state=ProceedingState.APPEALABLE
    ).select_related("card")
    for one in drawn.order_by("place")[:1]:
        recheck(
            card=one.card, words=f"Đã đọc lại các tin chấm mẫu, các dòng đều đúng {SHOWN}.",
            actor=second, now=now,
        )  # fmt: skip


def penalise(round_: Round, crews: Mapping[int, Crew], *, now: datetime) -> None:
    """Put a heavy penalty on the card of one commune, by two persons, before its card is shown."""
    card = penalised(round_)
    if card is None or card.proceeding is None:
        return
    province = crews[Portal.objects.get(tier="province", closed_on=None).pk]
    month = Month.of(round_.month)
    enter_facts(
        month=month, facts=[EnteredFact(card.portal, MEASURE, Decimal(1), 1, FOUND)],
        actor=province.head, now=now,
    )  # fmt: skip
    scorer = crews[card.proceeding.acting.pk]
    # Where the province itself scores communes, its head has just entered it.
    other = second_of(scorer) if scorer.head == province.head else scorer.head
    confirm_penalty(
        entry=FactEntry.objects.get(portal=card.portal, month=month.first, measure=MEASURE),
        file=ContentFile(typst.compile(f"{FOUND}".encode()), name="bien-ban.pdf"),
        actor=other, now=now,
    )  # fmt: skip


def contest(round_: Round, crews: Mapping[int, Crew], *, now: datetime) -> None:
    """The board asks for a review of it; nobody has ruled yet."""
    card = penalised(round_)
    if card is not None and card.penalty:
        appeal(
            card=card, code=RULE,
            text=f"Danh sách do đơn vị khác gửi, đã gỡ trong 2 giờ; đề nghị xem lại {SHOWN}.",
            actor=crews[card.portal_id].head, now=now,
        )  # fmt: skip


def penalised(round_: Round) -> Scorecard | None:
    """The card that the demo shows it on: that of the commune with the most accounts, else the first one's."""
    cards = Scorecard.objects.filter(round=round_, tier="commune").select_related(
        "portal__site", "proceeding__scorer", "proceeding__passed_to"
    )
    named = cards.filter(portal__site__hostname__startswith="vuninh.")
    return named.first() or cards.order_by("pk").first()


def second_of(crew: Crew) -> User:
    return next(user for post, user in crew.posts if post in STANDING_EDITORS and user != crew.head)
