"""What a board says of its plans: which document is one, what it wants to reach, what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.enums import PlacementRole
from editorial.models import OfficialDocumentPage, Placement
from editorial.plans.enums import PlanKind
from editorial.plans.models import LONGEST_REASON, Plan, PlanTarget, TargetValue
from portals.boards.enums import STANDING_EDITORS
from portals.boards.queries import holds_post
from portals.clock import local_date
from portals.pagecache.cache_invalidation import change_editions
from portals.refusals import NotYourOffice, Refusal

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal


@dataclass(frozen=True, slots=True)
class ToldTarget:
    """A target as somebody wrote it."""

    name: str
    unit: str
    wanted: Decimal
    due_on: date
    body: str
    base: Decimal | None = None
    rises: bool = True


def may_keep_plans(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` is head, deputy or secretary of the board of `portal`. One query."""
    return holds_post(user, portal, now, STANDING_EDITORS)


def documents_of(portal: Portal) -> QuerySet[OfficialDocumentPage]:
    """The official documents that stand on `portal` as its own."""
    own = Placement.objects.standing().filter(portal=portal, role=PlacementRole.ORIGIN)
    return OfficialDocumentPage.objects.filter(pk__in=own.values("story"))


@transaction.atomic
def add_plan(
    *,
    portal: Portal,
    document: OfficialDocumentPage,
    kind: PlanKind,
    first_year: int,
    last_year: int,
    actor: User,
    now: datetime,
) -> Plan:
    """List a document that stands on `portal` as its own among the portal's plans. For head, deputy and secretary."""
    _refuse_strangers(portal, actor, now)
    if not documents_of(portal).filter(pk=document.pk).exists():
        raise Refusal(_("Choose a document that this portal published itself."))
    if last_year < first_year:
        raise Refusal(_("The last year lies before the first."))
    try:
        with transaction.atomic():
            plan = Plan.objects.create(
                portal=portal, document=document, kind=kind, first_year=first_year,
                last_year=last_year, added_by=actor, added_at=now,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal(_("This document is among the plans already.")) from error
    _tell(plan, "plans.add", actor, document=document.pk)
    return plan


@transaction.atomic
def add_target(*, plan: Plan, told: ToldTarget, actor: User, now: datetime) -> PlanTarget:
    """Enter a target of a plan; citizens read it at once. It cannot be changed, only ended with a reason."""
    _refuse_strangers(plan.portal, actor, now)
    try:
        with transaction.atomic():
            target = PlanTarget.objects.create(
                plan=plan, name=told.name, unit=told.unit, base=told.base, wanted=told.wanted,
                rises=told.rises, due_on=told.due_on, body=told.body,
            )  # fmt: skip
    except IntegrityError as error:
        raise Refusal(
            _(
                "What is to be reached lies on the wrong side of the beginning. Check both, and which way is better."
            )
        ) from error
    _tell(plan, "plans.add_target", actor, target=target.pk, name=target.name)
    return target


@transaction.atomic
def enter_value(
    *, target: PlanTarget, value: Decimal, as_of: date, source: str, actor: User, now: datetime
) -> TargetValue:
    """Say what was measured as of a day. What was entered for that day before stays in the history."""
    _refuse_strangers(target.plan.portal, actor, now)
    if as_of > local_date(now):
        raise Refusal(_("That day is still to come: nothing can have been measured on it."))
    if not source:
        raise Refusal(_("Say where the value comes from: citizens read it."))
    held = PlanTarget.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if held.ended_at is not None:
        raise Refusal(_("This target has ended."))
    entered = TargetValue.objects.create(
        target=held, value=value, as_of=as_of, source=source, entered_by=actor, entered_at=now
    )
    told = {"target": target.pk, "value": str(value), "as_of": as_of.isoformat()}
    _tell(target.plan, "plans.enter_value", actor, **told)
    return entered


@transaction.atomic
def end_target(*, target: PlanTarget, reason: str, actor: User, now: datetime) -> None:
    """Give a target up, or take one back that was wrong. Citizens go on reading it, with the reason."""
    _refuse_strangers(target.plan.portal, actor, now)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise Refusal(_("Say why: citizens read it."))
    held = PlanTarget.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if held.ended_at is not None:
        raise Refusal(_("This target has ended."))
    held.ended_at, held.ended_reason = now, reason
    held.save(update_fields=["ended_at", "ended_reason"])
    _tell(target.plan, "plans.end_target", actor, target=target.pk, reason=reason)


def _refuse_strangers(portal: Portal, actor: User, now: datetime) -> None:
    if not may_keep_plans(actor, portal, now):
        raise NotYourOffice(
            _("Only the head, a deputy head or the secretary of this board keeps its plans.")
        )


def _tell(plan: Plan, action: str, actor: User, **data: object) -> None:
    change_editions(portal_ids=[plan.portal_id])
    log(instance=plan, action=action, user=actor, data={"portal": plan.portal_id, **data})
