"""Entering the decision of an auditing office, revoking it, and inviting its team: verbs of the province.

The decision is another office's, so one person enters it: a head or deputy of the province's board, and the others are
told (`inbox.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.actions.inviting import invite_by_mail
from portals.boards.actions.people import (
    Person,
    UnableToEnrol,
    account_for,
    is_named,
    person_of,
    username_for,
)
from portals.boards.enums import APPROVERS
from portals.boards.models import BoardMember, User
from portals.boards.queries import holds_post_in_tier, portal_of_post_in_tier
from portals.clock import local_date
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc, slug_of
from portals.tiers import INSTALL_TIER

from .models import AuditDecision, Auditor

if TYPE_CHECKING:
    from django.core.files import File

    from portals.boards.models import Invitation
    from portals.models import Portal, Tier

# An inspection takes weeks. Whoever goes on for longer has another decision.
LONGEST = timedelta(days=366)
LONGEST_LABEL = 20


class UnfitDecision(Refusal):
    """The decision contradicts itself, or names somebody who cannot audit."""


@dataclass(frozen=True, slots=True)
class DecisionOnPaper:
    """What a decision says. On `last_on` it is still in force; `last_month` None: all months that follow."""

    office: str
    number: str
    decided_on: date
    starts_on: date
    last_on: date
    first_month: date
    last_month: date | None = None
    portals: Sequence[Portal] = ()
    tiers: Sequence[Tier] = ()


def may_enter(user: User, now: datetime) -> bool:
    """Whether `user` is head or deputy of the province's board. One query."""
    return holds_post_in_tier(user, INSTALL_TIER, now, APPROVERS)


def enter_decision(
    *, paper: DecisionOnPaper, file: File[bytes], team: Sequence[Person], actor: User, now: datetime
) -> AuditDecision:
    """Let a team read what its decision says; the first of `team` leads it. Accounts are made where there are none.

    `file`, a PDF, passed the examination of uploads.
    """
    _must_enter(actor, now)
    _must_fit(paper, now)
    if not team:
        raise UnfitDecision(_("Name at least one person of the team."))
    office = " ".join(nfc(paper.office).split())
    number = " ".join(nfc(paper.number).split())
    if not office or not number:
        raise UnfitDecision(_("Give the office, and the number of its decision."))
    with transaction.atomic():
        if AuditDecision.objects.filter(office=office, number=number).exists():
            raise UnfitDecision(_("This decision was entered before."))
        decision = AuditDecision(
            office=office,
            number=number,
            decided_on=paper.decided_on,
            period=DateRange(paper.starts_on, paper.last_on + timedelta(days=1)),
            first_month=paper.first_month.replace(day=1),
            last_month=paper.last_month and paper.last_month.replace(day=1),
            entered_by=actor,
            entered_at=now,
        )
        decision.file.save("quyet-dinh.pdf", file, save=False)
        decision.save(force_insert=True)
        decision.portals.set(paper.portals)
        decision.tiers.set(paper.tiers)
        people = _people(team, decision, actor, now)
        Auditor.objects.bulk_create(
            Auditor(decision=decision, user=user, leads=place == 0)
            for place, user in enumerate(people)
        )
        _log("enter", decision, actor, now, team=[user.pk for user in people])
    return decision


def revoke_decision(*, decision: AuditDecision, reason: str, actor: User, now: datetime) -> None:
    """End what a team may read, from this moment on. What was looked at stays written."""
    _must_enter(actor, now)
    reason = reason.strip()
    if not reason:
        raise UnfitDecision(_("Say why the decision is revoked."))
    with transaction.atomic():
        decision = AuditDecision.objects.select_for_update().get(pk=decision.pk)
        if decision.revoked_at is not None:
            raise UnfitDecision(_("This decision was revoked before."))
        decision.revoked_at, decision.revoked_by, decision.revoked_because = now, actor, reason
        decision.save(update_fields=["revoked_at", "revoked_by", "revoked_because"])
        _log("revoke", decision, actor, now, reason=reason)


def invite_auditor(*, auditor: Auditor, actor: User, now: datetime) -> Invitation:
    """Mail a person of a team the link by which they set their first password."""
    _must_enter(actor, now)
    if auditor.user.has_usable_password():
        raise UnfitDecision(
            _(
                "%(person)s has a password already. Whoever forgot theirs asks for a new one at the page to sign in."
            )
            % {"person": auditor.user}
        )
    province = portal_of_post_in_tier(actor, INSTALL_TIER, now, APPROVERS)
    return invite_by_mail(board=province.board, user=auditor.user, actor=actor, now=now)


def _must_enter(actor: User, now: datetime) -> None:
    if not may_enter(actor, now):
        raise NotYourOffice(
            _("A head or deputy of the province's board enters the decisions of auditing offices.")
        )


def _must_fit(paper: DecisionOnPaper, now: datetime) -> None:
    if paper.last_on < paper.starts_on:
        raise UnfitDecision(_("The last day lies before the first."))
    if paper.last_on - paper.starts_on >= LONGEST:
        raise UnfitDecision(_("A decision lasts for a year at most."))
    if paper.last_on < local_date(now):
        raise UnfitDecision(_("The last day has passed."))
    if paper.last_month is not None and paper.last_month < paper.first_month:
        raise UnfitDecision(_("The last month lies before the first."))
    if paper.decided_on > local_date(now):
        raise UnfitDecision(_("The date of the decision has not come yet."))


def _people(
    team: Iterable[Person], decision: AuditDecision, actor: User, now: datetime
) -> list[User]:
    label = slug_of(decision.office, fallback="kiemtra").replace("-", "")[:LONGEST_LABEL]
    found = [_account(person, label, actor, now) for person in team]
    if len(set(found)) < len(found):
        raise UnfitDecision(_("Somebody is named twice."))
    if actor in found:
        raise UnfitDecision(_("Nobody enters themselves as an auditor."))
    on_boards = BoardMember.objects.filter(
        user__in=found, period__overlap=decision.period
    ).select_related("user", "board__portal")
    for post in on_boards:
        raise UnfitDecision(
            _("%(person)s holds a post on the board of %(portal)s in that time, so cannot audit.")
            % {"person": post.user, "portal": post.board.portal}
        )
    return found


def _account(person: Person, label: str, actor: User, now: datetime) -> User:
    """Return the person's account, which is made where none has this name; it stands as it is otherwise."""
    username = person.username or username_for(person.name, label)
    user = person_of(username)
    if user is not None:
        if not is_named(user, person.name) or user.is_superuser or not user.is_active:
            raise UnfitDecision(
                _("The account %(account)s cannot be taken for %(person)s.")
                % {"account": username, "person": person.name}
            )
        return User.objects.select_for_update().get(pk=user.pk)
    if not person.email:
        raise UnfitDecision(
            _("%(person)s needs a mail address to be invited.") % {"person": person.name}
        )
    try:
        user = account_for(Person(person.name, username, person.email), now=now)
    except UnableToEnrol as refusal:
        raise UnfitDecision(f"{person.name}: {refusal}") from refusal
    user.save(force_insert=True)
    log(instance=user, action="boards.enrol", user=actor, timestamp=now, data={})
    return user


def _log(act: str, decision: AuditDecision, actor: User, now: datetime, **data: object) -> None:
    province = portal_of_post_in_tier(actor, INSTALL_TIER, now, APPROVERS)
    log(
        instance=decision,
        action=f"auditors.{act}",
        user=actor,
        timestamp=now,
        data={"portal": province.pk, "decision": decision.number, **data},
    )
