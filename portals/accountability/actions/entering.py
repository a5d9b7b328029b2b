"""Requests that an officer enters: of who comes in person, writes a letter, or telephones."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from portals.boards.models import User
from portals.models import Portal

from ..enums import CaseSource, CaseStep
from ..models import CitizenCase
from ..recording import record_event
from .acting import logged, must_handle
from .receiving import Sent, receive_case


@transaction.atomic
def enter_case(*, portal: Portal, sent: Sent, actor: User, now: datetime) -> CitizenCase:
    """Take a request that a person brought, for the board of `portal`; its clock runs as that of any other.

    The person is there, and is told the code: so it counts as confirmed.
    """
    must_handle(actor, portal, now)
    case = receive_case(portal=portal, sent=sent, source=CaseSource.OFFICER, actor=actor, now=now)
    if case.acknowledged_at is None:
        record_event(case, CaseStep.ACKNOWLEDGED, actor=actor, now=now)
        case.acknowledged_at = now
        case.save()
    logged(case, "enter", actor)
    return case
