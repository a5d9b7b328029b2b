"""How a plan's posting and its stages stand on a day. Pure functions of its dates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from editorial.land.enums import PostingState
from editorial.land.models import LandPlanPage


def posting_state(begins: date | None, ends: date | None, day: date) -> PostingState | None:
    """Return it; None of a plan without days. A posting without a last day goes on."""
    if begins is None:
        return None
    if day < begins:
        return PostingState.COMING
    return PostingState.POSTED if ends is None or day <= ends else PostingState.OVER


def posting_words(begins: date | None, ends: date | None, day: date) -> str:
    """Such as "Đang niêm yết đến ngày 20/12/2026"; "" of a plan without days."""
    match posting_state(begins, ends, day):
        case PostingState.COMING:
            return _("Posted from %(day)s on") % {"day": f"{begins:%d/%m/%Y}"}
        case PostingState.POSTED if ends:
            return _("Being posted until %(day)s") % {"day": f"{ends:%d/%m/%Y}"}
        case PostingState.POSTED:
            return _("Being posted")
        case PostingState.OVER:
            return _("Posting ended on %(day)s") % {"day": f"{ends:%d/%m/%Y}"}
    return ""


def objection_words(plan: LandPlanPage, day: date) -> str:
    """What the last day for objections means on `day`; "" where the plan has none."""
    ends = plan.complain_until
    if ends is None:
        return ""
    said = f"{ends:%d/%m/%Y}"
    if day > ends:
        return _("The time for objections ended on %(day)s.") % {"day": said}
    if day == ends:
        return _("Today, %(day)s, is the last day for objections.") % {"day": said}
    return _("Objections are taken until %(day)s.") % {"day": said}


def in_state(state: PostingState, day: date) -> Q:
    """The plans that are in this state on `day`: as `posting_state` says."""
    match state:
        case PostingState.COMING:
            return Q(posted_from__gt=day)
        case PostingState.POSTED:
            return Q(posted_from__lte=day) & (Q(posted_to=None) | Q(posted_to__gte=day))
    return Q(posted_to__lt=day)


@dataclass(frozen=True, slots=True)
class LandStage:
    """One step of a plan: what, when, and whether it was reached by the day that was asked about."""

    name: str
    day: date
    is_reached: bool


def stages_of(plan: LandPlanPage, day: date) -> list[LandStage]:
    """Return the steps whose days are known, in the order of their days."""
    # On their last day objections are still taken.
    before = day - timedelta(days=1)
    known = (
        (_("Land recovery announced"), plan.noticed_on, day),
        (_("Plan posted"), plan.posted_from, day),
        (_("Objections end"), plan.complain_until, before),
        (_("Plan approved"), plan.approved_on, day),
        (_("Paid out"), plan.paid_from, day),
    )
    steps = [LandStage(name, when, when <= by) for name, when, by in known if when is not None]
    return sorted(steps, key=lambda step: step.day)
