"""Petitions that a council's office brings in, and results that it writes of them: a whole sheet or nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date, datetime, time

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.models import User
from portals.clock import LOCAL_ZONE
from portals.models import Portal
from portals.refusals import Refusal

from ..enums import GIVEN_ON, TOLD_AT, CaseOutcome, CaseSource, CaseState, CaseStep, TextRole
from ..lives import Rules, load_rules
from ..models import CitizenCase, CouncilPetition
from ..petitions.brought import tell_brought
from ..petitions.plan import NOT_YOURS, PetitionPlan, plan_petitions
from ..petitions.rows import PetitionRow
from ..recording import CaseHappening, end_case, held_case, record_event
from .acting import NotPossible, drop_open_draft, must_decide
from .receiving import Sent, receive_case

# Somebody waits for the page.
MOST_AT_ONCE = 500
OPENS = time(8)


class BadSheet(Refusal):
    """Some rows are wrong, and nothing was changed. `plan` has every fault."""

    def __init__(self, plan: PetitionPlan) -> None:
        self.plan = plan
        super().__init__(_("Some rows must be mended; nothing was brought in."))


@transaction.atomic
def bring_petitions(
    *,
    portal: Portal,
    table: Iterable[tuple[int, Mapping[str, str]]],
    actor: User,
    now: datetime,
) -> PetitionPlan:
    """Bring in a council's sheet, lines with cells by heading (`petitions.rows`). The same again changes nothing.

    Each new petition is a case of the agency that the row names, which runs from the day of its receipt; it is public
    at once, so this is for the head of the portal's board, a deputy, or who acts for them. A result ends a case on its
    day: the events of both bear those days, and the log the moment of this act. Raises BadSheet, NotYourOffice.
    """
    basis = must_decide(actor, portal, now, now)
    rules = load_rules()
    plan = plan_petitions(portal, table, now=now, rules=rules)
    if plan.faults:
        raise BadSheet(plan)
    if len(plan.new) > MOST_AT_ONCE:
        raise NotPossible(
            _("Bring in at most %(most)s petitions at once: split the sheet.")
            % {"most": MOST_AT_ONCE}
        )
    try:
        with transaction.atomic():
            new = [_brought(row, owner, portal, actor, now, rules) for row, owner in plan.new]
    except IntegrityError:
        raise NotPossible(
            _("Somebody brought one of these petitions in meanwhile. Check the sheet again.")
        ) from None
    settled = [_settled(one, row, plan.within, actor, now, rules) for row, one in plan.results]
    given = zip(new, plan.new, strict=True)
    settled += [
        _settled(one, row, plan.within, actor, now, rules)
        for one, (row, _owner) in given
        if row.result
    ]
    if new or settled:
        tell_brought(new, settled, now)
        log(
            instance=portal,
            action="petitions.bring",
            user=actor,
            data={
                "portal": portal.pk,
                "new": len(new),
                "results": len(settled),
                **basis.logged(),
            },
        )
    return plan


def _brought(
    row: PetitionRow, owner: Portal, portal: Portal, actor: User, now: datetime, rules: Rules
) -> CouncilPetition:
    if row.received_on is None:
        raise ValueError(row)
    arrived = min(datetime.combine(row.received_on, OPENS, LOCAL_ZONE), now)
    case = receive_case(
        portal=owner,
        sent=Sent(row.kind, row.subject, row.text, wants_public=True),
        source=CaseSource.SHEET,
        actor=actor,
        now=arrived,
        rules=rules,
        set_days=row.set_days,
    )
    petition = CouncilPetition.objects.create(
        case=case,
        brought_by=portal,
        council=row.council,
        session=row.session,
        number=row.number,
        subject=row.subject,
        text=row.text,
        raised_by=row.raised_by,
        brought_at=now,
    )
    # The council said who answers: nobody has to look whether to take it up.
    case.state, case.triaged_at = CaseState.OPEN, arrived
    case.about_title, case.about_path = str(petition), petition.path
    case.save()
    return petition


def _settled(
    petition: CouncilPetition,
    row: PetitionRow,
    within: Collection[int],
    actor: User,
    now: datetime,
    rules: Rules,
) -> CouncilPetition:
    """End the case of a petition that was answered elsewhere, on the day that the sheet tells."""
    held = held_case(petition.case_id)
    if held.state == CaseState.ENDED or row.result_on is None:
        raise NotPossible(_("This request has ended."))
    if held.portal_id not in within:
        raise NotPossible(str(NOT_YOURS))
    # What happened here since then stands before it, and takes nothing from the day.
    answered_at = _answered_at(held, row.result_on, now, rules)
    last = held.events.order_by("sequence").values_list("at", flat=True).last()
    at = min(now, max(answered_at, last or answered_at))
    told = {"by_sheet": True, GIVEN_ON: row.result_on.isoformat(), TOLD_AT: now.isoformat()}
    what = CaseHappening(data=told, role=TextRole.ANSWER, text=row.result)
    record_event(held, CaseStep.ANSWERED, actor=actor, now=at, more=what, rules=rules)
    end_case(held, CaseOutcome.ANSWERED, answered_at)
    held.save()
    drop_open_draft(held)
    petition.case, petition.result, petition.result_on = held, row.result, row.result_on
    petition.commit_to_result()
    petition.save()
    return petition


def _answered_at(case: CitizenCase, day: date, now: datetime, rules: Rules) -> datetime:
    """The close of the office on the day of the answer; never in the future."""
    close = rules.office(case.portal_id, case.arrived_at).close
    return min(now, datetime.combine(day, close, LOCAL_ZONE))
