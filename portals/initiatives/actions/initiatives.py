"""An initiative from its draft to the province's answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post, holds_post_in_tier, portals_of
from portals.calendar.working_days import add_working_days
from portals.clock import local_date
from portals.initiatives.enums import ANSWERED, InitiativeState
from portals.initiatives.models import (
    LONGEST_REASON,
    LONGEST_REMARK,
    Initiative,
    InitiativeRemark,
    InitiativeSupport,
    InitiativeTerm,
)
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc
from portals.tiers import INSTALL_TIER

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class WantedInitiative:
    title: str
    about: str
    gain: str


@dataclass(frozen=True, slots=True)
class WantedAnswer:
    """`changed` and `changed_from` are asked for where it is adopted, and belong to nothing else."""

    state: str
    answer: str
    changed: str = ""
    changed_from: date | None = None


def may_answer_initiatives(user: User, now: datetime) -> bool:
    """Whether `user` is head, deputy or secretary of the province's board. One query."""
    return holds_post_in_tier(user, INSTALL_TIER, now, STANDING_EDITORS)


@transaction.atomic
def begin_initiative(
    *, portal: Portal, wanted: WantedInitiative, actor: User, now: datetime
) -> Initiative:
    """Write a draft, which its author alone reads. For members of the board of `portal`."""
    if not holds_post(actor, portal, now):
        raise NotYourOffice(_("Only members of this board submit initiatives for it."))
    initiative = Initiative.objects.create(
        portal=portal, author=actor, title=nfc(wanted.title), about=nfc(wanted.about),
        gain=nfc(wanted.gain), begun_at=now,
    )  # fmt: skip
    _tell(initiative, "initiatives.begin", actor)
    return initiative


@transaction.atomic
def change_initiative(
    *, initiative: Initiative, wanted: WantedInitiative, actor: User, now: datetime
) -> None:
    """Write a draft anew. For its author."""
    held = _own_draft(initiative, actor, now)
    held.title, held.about, held.gain = nfc(wanted.title), nfc(wanted.about), nfc(wanted.gain)
    held.save(update_fields=["title", "about", "gain"])
    _tell(held, "initiatives.change", actor)


@transaction.atomic
def submit_initiative(*, initiative: Initiative, actor: User, now: datetime) -> None:
    """Let all boards read it. From now on the term of the province's answer runs, in working days."""
    held = _own_draft(initiative, actor, now)
    term = InitiativeTerm.objects.in_force(local_date(now)).first()
    if term is None:
        raise Refusal(_("No term for answers holds today. Ask the province's board."))
    held.state, held.submitted_at = InitiativeState.OPEN, now
    held.due_at = add_working_days(now, term.working_days)
    held.save(update_fields=["state", "submitted_at", "due_at"])
    _tell(held, "initiatives.submit", actor)


@transaction.atomic
def take_back_initiative(*, initiative: Initiative, actor: User, now: datetime) -> None:
    """Take it back before it is answered. For its author; what others said of it stays."""
    held = _locked(initiative)
    if held.author_id != actor.pk:
        raise NotYourOffice(_("Only its author takes an initiative back."))
    _refuse_unless_open(held)
    held.state = InitiativeState.TAKEN_BACK
    held.save(update_fields=["state"])
    _tell(held, "initiatives.take_back", actor)


@transaction.atomic
def support_initiative(*, initiative: Initiative, actor: User, now: datetime) -> None:
    """Be for it, once. For members of any board but its author."""
    _refuse_without_post(actor, now)
    held = _locked(initiative)
    _refuse_unless_open(held)
    if held.author_id == actor.pk:
        raise Refusal(_("It is your own: others support it."))
    _support, is_new = InitiativeSupport.objects.get_or_create(
        initiative=held, person=actor, defaults={"given_at": now}
    )
    if is_new:
        _tell(held, "initiatives.support", actor)


@transaction.atomic
def remark_on_initiative(
    *, initiative: Initiative, text: str, actor: User, now: datetime
) -> InitiativeRemark:
    """Say something of it, under one's name. For members of any board, as long as it is open."""
    portals = _refuse_without_post(actor, now)
    held = _locked(initiative)
    _refuse_unless_open(held)
    text = nfc(text).strip()[:LONGEST_REMARK]
    if not text:
        raise Refusal(_("Write what you want to say."))
    remark = InitiativeRemark.objects.create(
        initiative=held, portal=portals[0], text=text, written_by=actor, written_at=now
    )
    _tell(held, "initiatives.remark", actor, remark=remark.pk)
    return remark


@transaction.atomic
def hide_remark(*, remark: InitiativeRemark, reason: str, actor: User, now: datetime) -> None:
    """Hide what does not belong there. For the province's standing editors; all read the reason in its place."""
    if not may_answer_initiatives(actor, now):
        raise NotYourOffice(_("Only the province's board hides remarks."))
    reason = " ".join(nfc(reason).split())[:LONGEST_REASON]
    if not reason:
        raise Refusal(_("Say why: everybody reads it in place of the remark."))
    held = InitiativeRemark.objects.select_for_update(of=("self",)).get(pk=remark.pk)
    if held.hidden_at is not None:
        raise Refusal(_("This remark is hidden already."))
    held.hidden_at, held.hidden_by, held.hidden_reason = now, actor, reason
    held.save(update_fields=["hidden_at", "hidden_by", "hidden_reason"])
    _tell(held.initiative, "initiatives.hide_remark", actor, remark=held.pk, reason=reason)


@transaction.atomic
def answer_initiative(
    *, initiative: Initiative, wanted: WantedAnswer, actor: User, now: datetime
) -> None:
    """Say what becomes of it, for good. For the province's standing editors, and never by its author."""
    if not may_answer_initiatives(actor, now):
        raise NotYourOffice(_("Only the province's board answers initiatives."))
    held = _locked(initiative)
    _refuse_unless_open(held)
    if held.author_id == actor.pk:
        raise NotYourOffice(_("It is your own: somebody else of the province's board answers it."))
    answer, changed = nfc(wanted.answer).strip(), nfc(wanted.changed).strip()
    if wanted.state not in ANSWERED:
        raise Refusal(_("Choose what becomes of it."))
    if not answer:
        raise Refusal(_("Say why: its author and all boards read it."))
    is_adopted = wanted.state == InitiativeState.ADOPTED
    if is_adopted and (not changed or wanted.changed_from is None):
        raise Refusal(_("Where it is adopted, say what changed and from which day on."))
    held.state, held.answer = wanted.state, answer
    held.answered_at, held.answered_by = now, actor
    if is_adopted:
        held.changed, held.changed_from = changed, wanted.changed_from
    held.save(
        update_fields=["state", "answer", "answered_at", "answered_by", "changed", "changed_from"]
    )
    _tell(held, "initiatives.answer", actor, outcome=held.state)


@transaction.atomic
def set_initiative_term(
    *,
    working_days: int,
    since: date,
    source: str,
    actor: User,
    now: datetime,
) -> InitiativeTerm:
    """Let another term hold for what is submitted from `since` on. What runs keeps its day."""
    if not may_answer_initiatives(actor, now):
        raise NotYourOffice(_("Only the province's board sets the term of its answers."))
    source = " ".join(nfc(source).split())[:LONGEST_REASON]
    if not source:
        raise Refusal(_("Name the document by number and day."))
    if not 1 <= working_days <= 250:
        raise Refusal(_("A term has 1 to 250 working days."))
    before = InitiativeTerm.objects.select_for_update().order_by("-period").first()
    if since <= local_date(now) or (before is not None and before.period.lower >= since):
        raise Refusal(_("Choose a later day: what was submitted keeps its term."))
    if before is not None:
        before.period = DateRange(before.period.lower, since)
        before.save(update_fields=["period"])
    term = InitiativeTerm.objects.create(
        period=DateRange(since, None), working_days=working_days, source=source
    )
    log(
        instance=actor,
        action="initiatives.set_term",
        user=actor,
        data={"since": since.isoformat(), "working_days": working_days, "source": source},
    )
    return term


def _own_draft(initiative: Initiative, actor: User, now: datetime) -> Initiative:
    held = _locked(initiative)
    if held.author_id != actor.pk or not holds_post(actor, held.portal, now):
        raise NotYourOffice(_("Only its author changes a draft."))
    if held.state != InitiativeState.DRAFT:
        raise Refusal(_("It was submitted: take it back and write another one."))
    return held


def _refuse_without_post(actor: User, now: datetime) -> list[Portal]:
    portals = portals_of(actor, now)
    if not portals:
        raise NotYourOffice(_("Only members of boards take part here."))
    return portals


def _refuse_unless_open(initiative: Initiative) -> None:
    if initiative.state != InitiativeState.OPEN:
        raise Refusal(_("This initiative is not open any more, or not yet."))


def _locked(initiative: Initiative) -> Initiative:
    initiatives = Initiative.objects.select_for_update(of=("self",)).select_related("portal")
    return initiatives.get(pk=initiative.pk)


def _tell(initiative: Initiative, action: str, actor: User, **data: object) -> None:
    about = {"portal": initiative.portal_id}
    log(instance=initiative, action=action, user=actor, data={**about, **data})
