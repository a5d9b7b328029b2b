"""Deciding on a scored month and publishing it, by the verbs, at all its scorers."""

from __future__ import annotations

from datetime import datetime, timedelta
from io import BytesIO

import typst
from django.core.files.base import ContentFile
from django.db.backends.postgresql.psycopg_any import DateRange

from portals.boards.enums import Position
from portals.boards.models import BoardMember, EditorialBoard, User
from portals.clock import local_date
from portals.models import Portal
from portals.operations.bench.measure import seconds
from portals.operations.bench.registry import Amiss
from portals.signatures.checking import check_by_job
from portals.tiers import INSTALL_TIER
from scoring.course.actions import decide, enter_notice, open_proceedings
from scoring.enums import ProceedingState
from scoring.models import Proceeding, Round

NUMBER = "1/TB-BENCH"


def publish_month(round_: Round, now: datetime) -> tuple[float, float]:
    """Return the seconds of all decisions and of all notices, as though the days for requests were over."""
    open_proceedings(round_=round_, now=now)
    _skip_to_the_decision(round_, now)
    found = list(Proceeding.objects.filter(round=round_).select_related("scorer").order_by("pk"))
    desks = _desks(found, now)
    notice = typst.compile(b"Bench")
    # As though the job had looked at it already: without what it found a notice publishes nothing.
    report = check_by_job(BytesIO(notice), now=now)

    def decide_all() -> None:
        for one in found:
            decide(proceeding=one, actor=desks[_is_install(one.scorer)][0], now=now)

    def publish_all() -> None:
        for one in found:
            enter_notice(
                proceeding=one,
                number=NUMBER,
                dated=local_date(now),
                file=ContentFile(notice, name="bench.pdf"),
                report=report,
                actor=desks[_is_install(one.scorer)][1],
                now=now,
            )

    took = seconds(decide_all), seconds(publish_all)
    if Proceeding.objects.filter(round=round_, published_at=None).exists():
        raise Amiss("A month whose notices were all entered is not published.")
    return took


def _skip_to_the_decision(round_: Round, now: datetime) -> None:
    """As the clock leaves it where nobody did anything. Copies that wait for a word are not the bench's matter."""
    Proceeding.objects.filter(round=round_).update(
        state=ProceedingState.APPEALABLE,
        self_assessed_at=now,
        verified_at=now,
        appeal_due_at=now - timedelta(seconds=1),
    )


def _is_install(portal: Portal) -> bool:
    return portal.tier_id == INSTALL_TIER


def _desks(proceedings: list[Proceeding], now: datetime) -> dict[bool, tuple[User, User]]:
    """Who decides and who enters notices: one pair for the province, and one that sits at all other scorers."""
    found = {}
    for is_install in (True, False):
        pair = tuple(
            User.objects.create(username=f"bench-{name}-{is_install}") for name in ("dau", "thu-ky")
        )
        boards = EditorialBoard.objects.filter(
            portal__in=[one.scorer for one in proceedings if _is_install(one.scorer) == is_install]
        )
        period = DateRange(local_date(now), None)
        BoardMember.objects.bulk_create(
            BoardMember(board=board, user=user, position=position, period=period)
            for board in boards
            for user, position in zip(pair, (Position.DEPUTY, Position.SECRETARY), strict=True)
        )
        found[is_install] = (pair[0], pair[1])
    return found
