"""How the list of duties is loaded, and what a board and the province say of single obligations."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import DateRange
from wagtail.log_actions import log

from portals.boards.enums import APPROVERS, STANDING_EDITORS
from portals.boards.models import User
from portals.boards.queries import holds_post, holds_post_in_tier
from portals.calendar.working_days import load_calendar
from portals.clock import local_date
from portals.models import Portal, Tier
from portals.pagecache.cache_invalidation import change_editions, change_province_edition
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER

from .loading import DutyLine, read_duties
from .models import LONGEST_REASON, Duty, DutyExemption, Obligation
from .spans import told_at

# What may be changed of a duty that was asked for already; its times are another duty from another day on.
_WORDS = frozenset(
    {
        *("title", "section", "basis", "basis_checked", "minutes", "told_after", "kept_days"),
        "times_a_year",
    }
)


class UnableToLoad(Refusal):
    """The list cannot be loaded as it stands."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many duties were new, were changed, and stood so already."""

    added: int
    changed: int
    kept: int


@transaction.atomic
def load_duties(*, text: str, actor: User, now: datetime) -> Loaded:
    """Load a list of duties (docs/duties.md has the format), all of it or nothing; loaded twice it changes nothing.

    A duty of the same code, tier and first day is the same one. Its end may be set and its words may change; its
    times may not, since it was asked for by them. For the standing editors of the province. Raises `UnreadableList`.
    """
    if not holds_post_in_tier(actor, INSTALL_TIER, now, STANDING_EDITORS):
        raise NotYourOffice(
            _("The list of duties is kept by the standing editors of the province.")
        )
    lines = read_duties(text, frozenset(Tier.objects.values_list("code", flat=True)))
    there = {
        (duty.code, duty.tier_id, duty.period.lower): duty
        for duty in Duty.objects.select_for_update().order_by("pk")
    }
    new, changed = [], []
    # Ends come first: a duty that is followed by another must have ended before that begins.
    for line in sorted(lines, key=lambda line: line.ends is None):
        known = there.get((line.code, line.tier, line.starts))
        if known is None:
            new.append(line)
        elif _differs(known, line):
            _change(known, line)
            changed.append(line)
    for line in new:
        _must_be_free(line)
        Duty.objects.create(**_values(line), period=DateRange(line.starts, line.ends))
    for line in (*new, *changed):
        log_duty = Duty.objects.get(code=line.code, tier=line.tier, period__startswith=line.starts)
        log(
            instance=log_duty,
            action="duties.load",
            user=actor,
            data={"duty": line.code, "tier": line.tier, "from": line.starts.isoformat()},
        )
    if new or changed:
        # Lists of what is owed stand on all portals.
        change_province_edition()
    return Loaded(len(new), len(changed), len(lines) - len(new) - len(changed))


def _values(line: DutyLine) -> dict[str, Any]:
    found = asdict(line)
    del found["starts"], found["ends"]
    found["tier_id"] = found.pop("tier")
    return found


def _differs(duty: Duty, line: DutyLine) -> bool:
    return duty.period.upper != line.ends or any(
        getattr(duty, name) != value for name, value in _values(line).items()
    )


def _change(duty: Duty, line: DutyLine) -> None:
    times = [
        name
        for name, value in _values(line).items()
        if getattr(duty, name) != value and name not in _WORDS
    ]
    if times and Obligation.objects.filter(duty=duty).exists():
        raise UnableToLoad(
            _(
                "%(code)s of %(tier)s was asked for already, so %(fields)s cannot change. Let it end on a day, and "
                "enter it again from that day on."
            )
            % {"code": line.code, "tier": line.tier, "fields": ", ".join(times)}
        )
    for name, value in _values(line).items():
        setattr(duty, name, value)
    duty.period = DateRange(line.starts, line.ends)
    _must_be_free(line, besides=duty.pk)
    duty.save()


def _must_be_free(line: DutyLine, besides: int = 0) -> None:
    there = Duty.objects.filter(
        code=line.code, tier=line.tier, period__overlap=DateRange(line.starts, line.ends)
    )
    if there.exclude(pk=besides).exists():
        raise UnableToLoad(
            _("%(code)s of %(tier)s stands already on some of these days. Let that one end first.")
            % {"code": line.code, "tier": line.tier}
        )


def declare_nothing_arose(
    *, obligation: Obligation, reason: str, actor: User, now: datetime
) -> None:
    """Say that in this period there was nothing to publish ("Không phát sinh"); citizens read it with its reason.

    For head and deputy of the portal's board, who answer for what it says of itself. Logged.
    """
    reason = _reason(reason)
    _must_answer_for(obligation.portal, actor, now)
    with transaction.atomic():
        held = _held(obligation)
        if held.met_at is not None:
            raise Refusal(_("Something was published for this period meanwhile."))
        if held.starts_on > local_date(now):
            raise Refusal(_("This period has not begun: nobody knows yet what arises in it."))
        held.nothing_at, held.nothing_by, held.nothing_reason = now, actor, reason
        held.save(update_fields=["nothing_at", "nothing_by", "nothing_reason"])
        _log(held, "duties.declare_nothing", actor, reason=reason)
        change_editions(portal_ids=[held.portal_id])


def take_back_nothing_arose(*, obligation: Obligation, actor: User, now: datetime) -> None:
    """Take the declaration back: what was owed is owed again, by the day by which it was."""
    _must_answer_for(obligation.portal, actor, now)
    with transaction.atomic():
        held = _held(obligation)
        if held.nothing_at is None:
            raise Refusal(_("Nothing was declared for this period."))
        held.nothing_at, held.nothing_by, held.nothing_reason = None, None, ""
        held.save(update_fields=["nothing_at", "nothing_by", "nothing_reason"])
        _log(held, "duties.take_back_nothing", actor)
        change_editions(portal_ids=[held.portal_id])


@transaction.atomic
def exempt_portal(
    *,
    portal: Portal,
    code: str,
    reason: str,
    first: date,
    last: date | None,
    actor: User,
    now: datetime,
) -> DutyExemption:
    """Say that a duty does not apply to a portal by the nature of its agency ("Không áp dụng"), from a day on.

    Obligations of these periods that nobody met are let off; what was met stays. For head and deputy of the province.
    """
    if not holds_post_in_tier(actor, INSTALL_TIER, now, APPROVERS):
        raise NotYourOffice(_("Head and deputy head of the province's board decide on that."))
    reason = _reason(reason)
    if last is not None and last < first:
        raise Refusal(_("The last day lies before the first."))
    if not Duty.objects.filter(code=code, tier=portal.tier_id).exists():
        raise Refusal(_("Portals of this tier have no such duty."))
    days = DateRange(first, last + timedelta(days=1) if last else None)
    if DutyExemption.objects.filter(portal=portal, code=code, period__overlap=days).exists():
        raise Refusal(_("It does not apply to this portal already on some of these days."))
    exemption = DutyExemption.objects.create(
        portal=portal, code=code, reason=reason, entered_by=actor, entered_at=now, period=days
    )
    open_ones = Obligation.objects.filter(
        portal=portal, duty__code=code, met_at=None, starts_on__gte=first
    )
    if last is not None:
        open_ones = open_ones.filter(starts_on__lte=last)
    open_ones.update(exempted_by=exemption)
    log(
        instance=portal,
        action="duties.exempt",
        user=actor,
        data={"portal": portal.pk, "duty": code, "reason": reason, "from": first.isoformat()},
    )
    change_editions(portal_ids=[portal.pk])
    return exemption


@transaction.atomic
def end_duty_exemption(
    *, exemption: DutyExemption, last: date, reason: str, actor: User, now: datetime
) -> None:
    """Let an exemption end with the day `last`, because `reason`: what begins later is owed again.

    What it let off of later days is owed by the day by which it was, and citizens are told of it once the board has had
    its days to be heard from now. For head and deputy of the province. Logged.
    """
    if not holds_post_in_tier(actor, INSTALL_TIER, now, APPROVERS):
        raise NotYourOffice(_("Head and deputy head of the province's board decide on that."))
    reason = _reason(reason)
    held = DutyExemption.objects.select_for_update().get(pk=exemption.pk)
    if last < held.period.lower:
        raise Refusal(_("The last day lies before the first."))
    if held.last is not None and last >= held.last:
        raise Refusal(_("It ends by then already."))
    held.period = DateRange(held.period.lower, last + timedelta(days=1))
    held.save(update_fields=["period"])
    calendar = load_calendar()
    again = list(
        Obligation.objects.select_for_update(of=("self",))
        .filter(exempted_by=held, starts_on__gt=last)
        .select_related("duty")
        .order_by("pk")
    )
    for one in again:
        one.exempted_by = None
        one.told_at = max(one.told_at, told_at(one.duty, max(one.due_at, now), calendar))
    Obligation.objects.bulk_update(again, ["exempted_by", "told_at"], batch_size=1_000)
    log(
        instance=held.portal,
        action="duties.end_exemption",
        user=actor,
        data={
            "portal": held.portal_id,
            "duty": held.code,
            "reason": reason,
            "last": last.isoformat(),
        },
    )
    change_editions(portal_ids=[held.portal_id])


def _must_answer_for(portal: Portal, actor: User, now: datetime) -> None:
    if not holds_post(actor, portal, now, APPROVERS):
        raise NotYourOffice(_("Head and deputy head of this portal's board answer for that."))


def _held(obligation: Obligation) -> Obligation:
    held = Obligation.objects.select_for_update().get(pk=obligation.pk)
    if held.exempted_by_id is not None:
        raise Refusal(_("This duty does not apply to this portal."))
    return held


def _reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if not reason:
        raise Refusal(_("Say why: citizens read it."))
    if len(reason) > LONGEST_REASON:
        raise Refusal(_("The reason is longer than 300 characters. Shorten it."))
    return reason


def _log(obligation: Obligation, action: str, actor: User, **more: str) -> None:
    log(
        instance=obligation.portal,
        action=action,
        user=actor,
        data={
            "portal": obligation.portal_id,
            "duty": obligation.duty.code,
            "from": obligation.starts_on.isoformat(),
            **more,
        },
    )
