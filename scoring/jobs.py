"""What scoring does by the clock. Each job asks the database what is due, and is safe to run twice."""

from __future__ import annotations

import logging
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone, translation
from django_rq import job

from portals.signatures.checking import check_by_job
from portals.uploads.apart import Exhausting, Unfinished
from portals.uploads.examining import takes_too_much

from .content.gathering import read_stories
from .course.actions import (
    adopt_closed_rounds,
    judge_entered_notice,
    move_on_by_clock,
    open_proceedings,
    pass_on_what_closed,
    publish_own_cards,
)
from .course.actions.noticing import refuse_notice
from .enums import ProceedingState, RoundState
from .forecast.actions import look_ahead
from .models import EvidencePack, Proceeding, Round, RoundNotice
from .packs import actions as packs
from .published.keeping import count_ranks
from .rounds.actions import score_what_is_due

logger = logging.getLogger(__name__)

# One round reads so many stories at most; the next one goes on.
MOST = 1_000


def read_what_is_new() -> int:
    """Read published texts that nobody read yet."""
    return read_stories(now=timezone.now(), limit=MOST)


def score_the_month() -> bool:
    """Freeze and score the month that is over, once; five minutes past midnight is early enough."""
    return score_what_is_due(now=timezone.now())


def forecast_the_month() -> int:
    """Say of every portal what the running month would give if it ended now."""
    return look_ahead(now=timezone.now())


def count_published_ranks() -> int:
    """Count the ranks of what was published or corrected since."""
    return count_ranks()


def move_rounds_on() -> int:
    """Begin the course of months that are frozen, and take the steps that nobody took in time."""
    now = timezone.now()
    adopt_closed_rounds(now=now)
    for round_ in Round.objects.filter(state=RoundState.OPEN).order_by("month"):
        open_proceedings(round_=round_, now=now)
    publish_own_cards(now=now)
    pass_on_what_closed(now=now)
    return move_on_by_clock(now=now)


@job("routine")
def judge_notice(notice_id: int) -> None:
    """Look at the signatures of a notice that waits, and publish by it or take it out again."""
    notice = waiting_notices().filter(pk=notice_id).select_related("file").first()
    if notice is None:
        return
    now = timezone.now()
    # What is found is told to whoever entered it.
    with translation.override("vi"):
        try:
            with notice.file.file.open("rb") as file:
                report = check_by_job(file, now=now)
        except Exhausting:
            with transaction.atomic():
                proceeding = Proceeding.objects.select_for_update().get(pk=notice.proceeding_id)
                refuse_notice(notice, proceeding, takes_too_much(), now)
        except Unfinished:
            logger.warning(
                "The signatures of a notice could not be looked at; the clock tries again.",
                extra={"event": "scoring.notice.unfinished", "notice": notice_id},
            )
        else:
            judge_entered_notice(notice=notice, report=report, now=now)


def judge_waiting_notices() -> int:
    """The same for those whose job was lost."""
    late = waiting_notices().filter(entered_at__lt=timezone.now() - timedelta(minutes=1))
    found = list(late.order_by("pk").values_list("pk", flat=True))
    for notice_id in found:
        judge_notice(notice_id)
    return len(found)


def waiting_notices() -> QuerySet[RoundNotice]:
    return RoundNotice.objects.filter(proceeding__state=ProceedingState.DECIDED)


@job("bulk")
def make_pack(pack_id: int) -> None:
    """Write the files of an evidence pack."""
    pack = EvidencePack.objects.filter(pk=pack_id, made_at=None).first()
    if pack is not None:
        packs.make_pack(pack=pack, now=timezone.now())


def make_waiting_packs() -> int:
    """The same for those whose job was lost."""
    late = EvidencePack.objects.filter(
        made_at=None, asked_at__lt=timezone.now() - timedelta(minutes=5)
    )
    found = list(late.order_by("pk").values_list("pk", flat=True))
    for pack_id in found:
        make_pack(pack_id)
    return len(found)
