"""Entering a change of units, and taking back one that was entered by mistake: verbs of the province."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.queries import holds_post_in_tier
from portals.clock import local_date
from portals.jobs.queueing import enqueue
from portals.refusals import NotYourOffice, Refusal
from portals.text import nfc
from portals.tiers import INSTALL_TIER

from .enums import GIVING
from .hosts import hosts_of
from .models import Reform, ReformPlan, ReformRow, ReformUnit
from .planning import lines_entered
from .sheet import ReformLine, with_kinds
from .sheet_checks import BadReformRow, ReformChecks
from .standing import UnitsStanding, units_standing

if TYPE_CHECKING:
    from portals.boards.models import User


class UnfitReform(Refusal):
    """The change contradicts itself or what stands; `bad` names the rows, where it is they."""

    def __init__(self, reason: str, bad: Sequence[BadReformRow] = ()) -> None:
        super().__init__(reason)
        self.bad = list(bad)


class ReformNotPossible(Refusal):
    """What is asked of a change cannot be done as it stands: it says why, and what to do first."""


def may_enter_reform(user: User, now: datetime) -> bool:
    """Whether `user` is head, deputy or secretary of the province's board. One query."""
    return holds_post_in_tier(user, INSTALL_TIER, now, STANDING_EDITORS)


def must_enter_reforms(user: User, now: datetime) -> None:
    """Raise NotYourOffice for anybody else."""
    if not may_enter_reform(user, now):
        raise NotYourOffice(
            _("Head, deputy or secretary of the province's board enter changes of units.")
        )


def may_confirm_reform(user: User, now: datetime) -> bool:
    """Whether `user` is head or deputy of the province's board. One query."""
    return holds_post_in_tier(user, INSTALL_TIER, now, APPROVERS)


def must_confirm_reforms(user: User, now: datetime) -> None:
    """Raise NotYourOffice for anybody else, a secretary too."""
    if not may_confirm_reform(user, now):
        raise NotYourOffice(
            _("Only a head or deputy of the province's board confirms changes of units.")
        )


def enter_reform(
    *,
    title: str,
    mandate: str,
    takes_effect_on: date,
    lines: Sequence[ReformLine],
    actor: User,
    now: datetime,
) -> Reform:
    """Keep a change of units that is to be planned; nothing of the portals changes.

    Raises UnfitReform with every bad row while one is wrong, and NotYourOffice.
    """
    must_enter_reforms(actor, now)
    title, mandate = " ".join(nfc(title).split()), " ".join(nfc(mandate).split())
    if not title or not mandate:
        raise UnfitReform(_("Give the title, and the decision with its number."))
    if takes_effect_on <= local_date(now):
        raise UnfitReform(_("The day on which it takes effect must be still to come."))
    with transaction.atomic():
        if Reform.objects.filter(mandate=mandate).exists():
            raise UnfitReform(_("A change by this decision was entered before."))
        standing = units_standing(takes_effect_on)
        known = with_kinds(lines)
        must_be_sound(known, standing)
        reform = Reform.objects.create(
            title=title,
            mandate=mandate,
            takes_effect_on=takes_effect_on,
            entered_by=actor,
            entered_at=now,
        )
        _keep_rows(reform, known, standing)
        data = {"mandate": mandate, "day": takes_effect_on.isoformat(), "rows": len(known)}
        log(instance=reform, action="reforms.enter", user=actor, data=data, timestamp=now)
    return reform


def decide_sections(
    *,
    reform: Reform,
    rows: Iterable[ReformRow],
    sections: Sequence[str],
    actor: User,
    now: datetime,
) -> None:
    """Let these sections of the rows' portals move to what they become, in place of what was said; and plan anew.

    Codes, or "all", or none: then all stands as an archive. Raises UnfitReform where they cannot, ReformNotPossible
    once the change is confirmed or carried out, and NotYourOffice.
    """
    must_enter_reforms(actor, now)
    with transaction.atomic():
        reform = Reform.objects.select_for_update().get(pk=reform.pk)
        if reform.acts.done().exists():
            raise ReformNotPossible(
                _("It was carried out, so it stays on record. Take it back instead.")
            )
        if reform.acts.wanted().filter(confirmed_at__isnull=False).exists():
            raise ReformNotPossible(_("It is confirmed. Have it called off first."))
        chosen = reform.rows.filter(pk__in=[row.pk for row in rows], kind__in=sorted(GIVING))
        number = chosen.exclude(original=None).update(sections=list(sections))
        must_be_sound(lines_entered(reform), units_standing(reform.takes_effect_on))
        data = {"mandate": reform.mandate, "rows": number, "sections": list(sections)}
        log(instance=reform, action="reforms.decide", user=actor, data=data, timestamp=now)
        ask_for_plan(reform=reform, actor=actor, now=now)


def drop_reform(*, reform: Reform, actor: User, now: datetime) -> None:
    """Take back a change that was entered by mistake. The log keeps that it was there."""
    must_enter_reforms(actor, now)
    with transaction.atomic():
        reform = Reform.objects.select_for_update().get(pk=reform.pk)
        if reform.acts.exclude(done_at=None).exists():
            raise ReformNotPossible(
                _("It was carried out, so it stays on record. Take it back instead.")
            )
        if reform.acts.wanted().filter(confirmed_at__isnull=False).exists():
            raise ReformNotPossible(_("It is confirmed. Have it called off first."))
        reform.acts.all().delete()
        data = {"mandate": reform.mandate, "day": reform.takes_effect_on.isoformat()}
        log(instance=reform, action="reforms.drop", user=actor, data=data, timestamp=now)
        reform.delete()


def ask_for_plan(*, reform: Reform, actor: User, now: datetime) -> ReformPlan:
    """Have the plan of a change made, by a job; one that waits already is returned."""
    must_enter_reforms(actor, now)
    with transaction.atomic():
        reform = Reform.objects.select_for_update().get(pk=reform.pk)
        waiting = reform.plans.filter(made_at=None).first()
        if waiting is None:
            waiting = reform.plans.create(asked_by=actor, asked_at=now)
            enqueue("portals.reforms.jobs.make_waiting_plans")
    return waiting


def must_be_sound(lines: Sequence[ReformLine], standing: UnitsStanding) -> None:
    """Raise UnfitReform with every bad row where one is wrong. `lines` have their kinds."""
    checks = ReformChecks(lines, standing, base_domain=settings.PORTALS_BASE_DOMAIN)
    bad = checks.faults()
    if bad:
        raise UnfitReform(
            _("%d faults; nothing was changed. Correct the file and run again.") % len(bad), bad
        )


def _keep_rows(reform: Reform, lines: Sequence[ReformLine], standing: UnitsStanding) -> None:
    hosts = hosts_of(lines, standing, base_domain=settings.PORTALS_BASE_DOMAIN)
    specs = {line.result.code: line.result for line in lines if line.result}
    units = {
        code: ReformUnit(
            reform=reform,
            code=code,
            name=spec.name,
            tier_id=spec.tier,
            overseer_code=spec.overseer,
            hostname=hosts.get(code, ""),
            cluster_code=spec.cluster,
        )
        for code, spec in specs.items()
    }
    ReformUnit.objects.bulk_create(units.values())
    ReformRow.objects.bulk_create(
        ReformRow(
            reform=reform,
            position=position,
            original_id=unit.pk if (unit := standing.units.get(line.old_code)) else None,
            original_code=line.old_code,
            original_name=line.old_name,
            original_province=line.old_province,
            kind=line.kind,
            result=units[line.result.code] if line.result else None,
            sections=list(line.sections),
        )
        for position, line in enumerate(lines, start=1)
    )
