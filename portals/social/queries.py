"""The accounts of one portal with what was found of them, and those of all portals below one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models import F, Window
from django.db.models.functions import RowNumber

from portals.models import Portal, SocialAccount, SocialState

from .models import SocialCheck, SocialMonth, SocialToken

# So many looks, and so many months, are shown of an account.
SHOWN_CHECKS, SHOWN_MONTHS = 6, 12


@dataclass(slots=True)
class AccountOnDesk:
    account: SocialAccount
    checks: list[SocialCheck] = field(default_factory=list)
    # Without its sealed texts.
    token: SocialToken | None = None
    months: list[SocialMonth] = field(default_factory=list)

    @property
    def newest(self) -> SocialCheck | None:
        return self.checks[0] if self.checks else None


def accounts_on_desk(portal: Portal) -> list[AccountOnDesk]:
    """Return all accounts that the portal has and had, open ones first, each with what is newest. Four queries."""
    accounts = SocialAccount.objects.filter(portal=portal).order_by(
        # An alarm first.
        F("closed_on").desc(nulls_first=True),
        "state",
        "service",
        "pk",
    )
    found = {account.pk: AccountOnDesk(account) for account in accounts}
    if not found:
        return []
    checks = (
        SocialCheck.objects.filter(account__in=found)
        .annotate(place=_place_by("checked_at", "pk"))
        .filter(place__lte=SHOWN_CHECKS)
        .select_related("checked_by", "evidence")
        .order_by("-checked_at", "-pk")
    )
    for check in checks:
        found[check.account_id].checks.append(check)
    for token in SocialToken.objects.filter(account__in=found).defer("access", "refresh"):
        found[token.account_id].token = token
    months = SocialMonth.objects.filter(account__in=found).annotate(place=_place_by("month"))
    for month in (
        months.filter(place__lte=SHOWN_MONTHS).select_related("evidence").order_by("-month")
    ):
        found[month.account_id].months.append(month)
    return list(found.values())


def _place_by(*fields: str) -> Window:
    """Which of its account a row is, counted from the newest."""
    newest = [F(name).desc() for name in fields]
    return Window(RowNumber(), partition_by="account", order_by=newest)


@dataclass(slots=True)
class SocialRow:
    """A portal with its open accounts by state."""

    portal: Portal
    verified: list[SocialAccount] = field(default_factory=list)
    waiting: list[SocialAccount] = field(default_factory=list)
    in_alarm: list[SocialAccount] = field(default_factory=list)

    @property
    def accounts(self) -> list[SocialAccount]:
        return [*self.in_alarm, *self.waiting, *self.verified]


@dataclass(frozen=True, slots=True)
class SocialBelow:
    """Each portal once, those in alarm first, then those that wait, those without an account, the others."""

    rows: list[SocialRow]

    @property
    def without(self) -> int:
        return sum(not row.accounts for row in self.rows)

    @property
    def waiting(self) -> int:
        return sum(bool(row.waiting) for row in self.rows)

    @property
    def in_alarm(self) -> int:
        return sum(bool(row.in_alarm) for row in self.rows)

    @property
    def verified(self) -> int:
        return sum(len(row.verified) for row in self.rows)


def social_below(portals: Sequence[Portal]) -> SocialBelow:
    """Return how the accounts of `portals` stand. One query."""
    rows = {portal.pk: SocialRow(portal) for portal in portals}
    by_state: dict[int, dict[str, list[SocialAccount]]] = defaultdict(lambda: defaultdict(list))
    for account in SocialAccount.objects.open().filter(portal__in=rows).order_by("service", "pk"):
        by_state[account.portal_id][account.state].append(account)
    for portal_id, found in by_state.items():
        row = rows[portal_id]
        row.verified = found[SocialState.VERIFIED]
        row.waiting = found[SocialState.WAITING]
        row.in_alarm = found[SocialState.ALARM]
    places = {portal.pk: place for place, portal in enumerate(portals)}
    ordered = sorted(
        rows.values(),
        key=lambda row: (
            not row.in_alarm,
            not row.waiting,
            bool(row.accounts),
            places[row.portal.pk],
        ),
    )
    return SocialBelow(ordered)
