"""What the province says is paid, and what a board may spend."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.royalties.enums import RoyaltyKind
from editorial.royalties.models import RoyaltyFund, RoyaltyRate, RoyaltySheet, RoyaltyTerms
from portals.boards.enums import STANDING_EDITORS, Position
from portals.boards.queries import holds_post, holds_post_in_tier
from portals.refusals import NotYourOffice, Refusal
from portals.tiers import INSTALL_TIER

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal

# Who may say what a board has to spend: it stands in the budget that the head answers for.
FUND_KEEPERS = frozenset({Position.HEAD, Position.SECRETARY})


@dataclass(frozen=True, slots=True)
class WantedTerms:
    base_salary: int
    unit_percent: int
    tax_percent: int
    tax_from: int
    source: str
    is_provisional: bool = False


@dataclass(frozen=True, slots=True)
class WantedRate:
    kind: str
    least: Decimal
    most: Decimal
    usual: Decimal
    source: str
    story_kinds: list[str] = field(default_factory=list)
    from_words: int = 0
    is_provisional: bool = False


def may_keep_terms(user: User, now: datetime) -> bool:
    """Whether `user` is head, deputy or secretary of the province's board. One query."""
    return holds_post_in_tier(user, INSTALL_TIER, now, STANDING_EDITORS)


@transaction.atomic
def set_terms(*, wanted: WantedTerms, since: date, actor: User, now: datetime) -> RoyaltyTerms:
    """Let these terms hold from `since` on; those before end there. Sheets that are drawn up keep theirs."""
    _refuse_others(wanted.source, actor, now)
    month = _first_of_month(since)
    before = RoyaltyTerms.objects.select_for_update().order_by("-period").first()
    if before is not None:
        if before.period.lower >= month:
            if before.period.lower > month or _was_used(before):
                raise Refusal(_later_day(before.period.lower))
            before.delete()
        else:
            before.period = DateRange(before.period.lower, month)
            before.save(update_fields=["period"])
    terms = RoyaltyTerms(
        period=DateRange(month, None), base_salary=wanted.base_salary,
        unit_percent=wanted.unit_percent, tax_percent=wanted.tax_percent, tax_from=wanted.tax_from,
        source=wanted.source, is_provisional=wanted.is_provisional, entered_by=actor, entered_at=now,
    )  # fmt: skip
    _kept(terms, _("Check the numbers: percentages lie between 1 and 100, sums above 0."))
    log(
        instance=actor,
        action="royalties.set_terms",
        user=actor,
        data={"since": month.isoformat(), "unit": terms.unit, "source": terms.source},
    )
    return terms


@transaction.atomic
def set_rate(*, wanted: WantedRate, since: date, actor: User, now: datetime) -> RoyaltyRate:
    """Let a kind of work be paid so from `since` on; the rate before ends there."""
    _refuse_others(wanted.source, actor, now)
    month = _first_of_month(since)
    kind = RoyaltyKind(wanted.kind)
    before = RoyaltyRate.objects.select_for_update().filter(kind=kind).order_by("-period").first()
    if before is not None:
        if before.period.lower > month:
            raise Refusal(_later_day(before.period.lower))
        if before.period.lower == month:
            before.delete()
        else:
            before.period = DateRange(before.period.lower, month)
            before.save(update_fields=["period"])
    rate = RoyaltyRate(
        kind=kind, period=DateRange(month, None), least=wanted.least, most=wanted.most,
        usual=wanted.usual, story_kinds=wanted.story_kinds, from_words=wanted.from_words,
        source=wanted.source, is_provisional=wanted.is_provisional, entered_by=actor, entered_at=now,
    )  # fmt: skip
    _kept(rate, _("The units that are proposed lie between the least and the most."))
    log(
        instance=actor,
        action="royalties.set_rate",
        user=actor,
        data={
            "kind": kind.value,
            "since": month.isoformat(),
            "units": [str(wanted.least), str(wanted.usual), str(wanted.most)],
            "source": rate.source,
        },
    )
    return rate


@transaction.atomic
def set_fund(
    *, portal: Portal, year: int, ceiling: int, decision: str, actor: User, now: datetime
) -> RoyaltyFund:
    """Say what the portal may pay in a year, by which decision. Not less than what was approved already."""
    if not holds_post(actor, portal, now, FUND_KEEPERS):
        raise NotYourOffice(_("Only the head or the secretary of this board enters its fund."))
    decision = " ".join(decision.split())
    if not decision:
        raise Refusal(_("Name the decision by number and day."))
    if ceiling <= 0:
        raise Refusal(_("Write the ceiling in whole đồng, above 0."))
    fund, _is_new = RoyaltyFund.objects.select_for_update().get_or_create(
        portal=portal, year=year, defaults={"ceiling": ceiling, "decision": decision}
    )
    if ceiling < fund.spent:
        raise Refusal(_("Approved sheets of that year already pay more than this ceiling."))
    fund.ceiling, fund.decision = ceiling, decision
    fund.save(update_fields=["ceiling", "decision"])
    log(
        instance=fund,
        action="royalties.set_fund",
        user=actor,
        data={"portal": portal.pk, "year": year, "ceiling": ceiling, "decision": decision},
    )
    return fund


def _refuse_others(source: str, actor: User, now: datetime) -> None:
    if not may_keep_terms(actor, now):
        raise NotYourOffice(_("Only the province's board says what royalties are paid."))
    if not source.strip():
        raise Refusal(_("Name the document by number and day."))


def _first_of_month(since: date) -> date:
    if since.day != 1:
        raise Refusal(_("Sheets are of whole months: choose the first day of a month."))
    return since


def _was_used(terms: RoyaltyTerms) -> bool:
    return RoyaltySheet.objects.filter(terms=terms).exists()


def _later_day(day: date) -> str:
    return _("Something holds from %(day)s on already: choose a later month.") % {
        "day": f"{day:%d/%m/%Y}"
    }


def _kept(row: RoyaltyTerms | RoyaltyRate, otherwise: str) -> None:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as error:
        raise Refusal(otherwise) from error
