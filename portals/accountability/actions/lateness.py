"""What the clockwork does about what is late: it goes up by itself, and the person is told how it stands."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ..enums import CaseState, CaseStep, TermStep
from ..lives import Rules, load_rules
from ..models import CaseEvent, CaseReview, CitizenCase
from ..recording import CaseHappening, held_case, record_event
from .acting import NotPossible
from .receiving import due_of

# Whom an overdue request goes up to: first the head of the board, then the board that oversees it.
HEAD, OVERSEER = 1, 2


@transaction.atomic
def escalate_case(*, case: CitizenCase, level: int, now: datetime) -> CaseEvent:
    """Let an overdue request go up to `HEAD` or `OVERSEER`; once a level for each due moment.

    One to which a council is owed another answer goes up by the moment at which that was due.
    """
    held = held_case(case.pk)
    anew = CaseReview.objects.owed_anew().filter(case=held, due_at__lt=now).first()
    due_at = anew.due_at if anew else _overdue_since(held, now)
    gone_up = held.events.filter(step=CaseStep.ESCALATED, data__level=level, at__gt=due_at)
    if gone_up.exists():
        raise NotPossible(_("This request went up already."))
    up = CaseHappening(data={"level": level})
    event = record_event(held, CaseStep.ESCALATED, actor=None, now=now, more=up)
    held.save()
    return event


@transaction.atomic
def tell_status(*, case: CitizenCase, now: datetime, rules: Rules | None = None) -> CaseEvent:
    """Note that the person is told how their late request stands: once it is late, then by the term `status`.

    Who sends the words listens to the event.
    """
    held = held_case(case.pk)
    due_at = _overdue_since(held, now)
    told_at = held.told_at
    if told_at is not None and told_at > due_at:
        next_at = due_of(held.portal, held.kind, TermStep.STATUS, told_at, rules or load_rules())
        if now < next_at:
            raise NotPossible(_("The person was told a few days ago."))
    event = record_event(held, CaseStep.STATUS_TOLD, actor=None, now=now)
    held.told_at = now
    held.save()
    return event


def _overdue_since(case: CitizenCase, now: datetime) -> datetime:
    """Return when a running request was due. Raises NotPossible where it is not late."""
    if case.state == CaseState.ENDED or case.due_at is None or now <= case.due_at:
        raise NotPossible(_("This request is not late."))
    return case.due_at
