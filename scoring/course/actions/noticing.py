"""A decided month is published by its signed notice, which another person enters, once its signature was looked at."""

from __future__ import annotations

from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.models import User
from portals.clock import local_date
from portals.jobs.queueing import enqueue
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice
from portals.signatures.findings import SignatureReport, Standing, Trust
from portals.signatures.words import standing_in_words
from scoring.course.ledger_entries import record_publication
from scoring.course.people import must_act_for, shown_on
from scoring.enums import NoticeStanding, ProceedingState, RoundState
from scoring.models import Proceeding, Round, RoundNotice
from scoring.periods import Month
from scoring.rounds.ledger_entries import record_cards

from .deciding import all_have, cards_that_add_up
from .steps import UnableToTakeStep, held, keep_file, must_say, note

JOB = "scoring.jobs.judge_notice"
STANDINGS = {
    Standing.SIGNED: NoticeStanding.SIGNED,
    Standing.COPY: NoticeStanding.COPY,
}


def enter_notice(
    *,
    proceeding: Proceeding,
    number: str,
    dated: date,
    file: Any,
    report: SignatureReport | None = None,
    actor: User,
    now: datetime,
) -> RoundNotice:
    """Enter number, date and file of the signed notice, which publishes the cards of this scorer.

    By the scorer's standing editors, but never by the person who decided; not of a trial month. The last one publishes
    the month. `file` was examined, and `report` says what was found of its signatures: without it nothing is published
    until a job has looked (`judge_entered_notice`). Refused where the file was altered after it was signed.
    """
    with transaction.atomic():
        proceeding = held(proceeding.pk, ProceedingState.DECIDED)
        must_act_for(proceeding, actor, now, STANDING_EDITORS)
        _must_be_enterable(proceeding, dated, actor, now)
        cards = cards_that_add_up(proceeding)
        number = must_say(number, _("Give the number of the notice."))
        if not file:
            raise UnableToTakeStep(_("Add the file of the signed notice."))
        digest = _digest_of(file)
        if report is not None:
            _must_be_fit(report, digest)
        title = _("Notice %(number)s on the scores of %(month)s") % {
            "number": number,
            "month": f"{proceeding.round.month:%m/%Y}",
        }
        notice = RoundNotice.objects.create(
            proceeding=proceeding,
            number=number,
            dated=dated,
            file=keep_file(file, proceeding.acting, title, actor),
            decided_by_id=proceeding.decided_by_id,
            entered_by=actor,
            entered_at=now,
        )
        proceeding.notice_refusal = ""
        proceeding.save(update_fields=["notice_refusal"])
        if report is None:
            enqueue(JOB, notice_id=notice.pk)
        else:
            _accept(notice, proceeding, report, cards, now)
    return notice


def judge_entered_notice(*, notice: RoundNotice, report: SignatureReport, now: datetime) -> None:
    """Publish by a notice that waited for this report; or take it out again, with words for who entered it."""
    with transaction.atomic():
        proceeding = held(notice.proceeding_id, ProceedingState.DECIDED)
        found = (
            RoundNotice.objects.select_related("file", "entered_by").filter(pk=notice.pk).first()
        )
        if found is None:
            return
        try:
            _must_be_fit(report, _digest_of(found.file.file))
            cards = cards_that_add_up(proceeding)
        except UnableToTakeStep as refusal:
            refuse_notice(found, proceeding, str(refusal), now)
        else:
            _accept(found, proceeding, report, cards, now)


def refuse_notice(notice: RoundNotice, proceeding: Proceeding, why: str, now: datetime) -> None:
    """Take a notice out again that waits: nothing was published by it. Within the caller's transaction."""
    file = notice.file
    log(
        instance=proceeding.acting,
        action="scoring.refuse_notice",
        user=notice.entered_by,
        timestamp=now,
        data={"month": str(proceeding.round), "number": notice.number, "reason": why},
    )
    notice.delete()
    file.delete()
    proceeding.notice_refusal = why
    proceeding.save(update_fields=["notice_refusal"])


def _must_be_enterable(proceeding: Proceeding, dated: date, actor: User, now: datetime) -> None:
    if proceeding.round.is_trial:
        raise UnableToTakeStep(_("The month is a trial: nothing of it is published."))
    if actor.pk == proceeding.decided_by_id:
        raise NotYourOffice(_("Another person than the one who decided enters the notice."))
    if not Month.of(proceeding.round.month).last < dated <= local_date(now):
        raise UnableToTakeStep(_("The notice is of a day after the month, and not of one to come."))
    if RoundNotice.objects.filter(proceeding=proceeding).exists():
        raise UnableToTakeStep(
            _("A notice was entered already: its digital signature is being looked at.")
        )


def _must_be_fit(report: SignatureReport, digest: str) -> None:
    if report.sha256 != digest:
        raise ValueError("The report on signatures is on another file.")
    if report.standing not in STANDINGS:
        raise UnableToTakeStep(
            _("%(found)s Enter the file as it was signed.") % {"found": standing_in_words(report)}
        )
    if any(one.trust == Trust.REVOKED for one in report.signatures):
        raise UnableToTakeStep(_("The certificate of a signer had been revoked. Sign it anew."))


def _accept(
    notice: RoundNotice,
    proceeding: Proceeding,
    report: SignatureReport,
    cards: list[dict[str, Any]],
    now: datetime,
) -> None:
    notice.standing, notice.signatures = STANDINGS[report.standing], report.as_values()
    notice.save(update_fields=["standing", "signatures"])
    _publish(proceeding, now)
    change_editions(portal_ids=shown_on(proceeding))
    note(
        "enter-notice", proceeding=proceeding, actor=notice.entered_by, now=now,
        number=notice.number, dated=notice.dated, sha256=report.sha256,
    )  # fmt: skip
    record_cards(round_=proceeding.round, scorer=proceeding.scorer, bodies=cards, now=now)
    record_publication(
        proceeding=proceeding, number=notice.number, dated=notice.dated, sha256=report.sha256,
        now=now,
    )  # fmt: skip


def _publish(proceeding: Proceeding, now: datetime) -> None:
    round_ = Round.objects.select_for_update().get(pk=proceeding.round_id)
    proceeding.state, proceeding.published_at = ProceedingState.PUBLISHED, now
    proceeding.save(update_fields=["state", "published_at"])
    if round_.state == RoundState.CLOSED and all_have(round_, "published_at"):
        round_.published_at = now
        round_.save(update_fields=["published_at"])


def _digest_of(file: Any) -> str:
    file.seek(0)
    digest = sha256(file.read()).hexdigest()
    file.seek(0)
    return digest
