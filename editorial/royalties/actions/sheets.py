"""The way of a sheet: drawn up, proposed, approved by somebody else or returned, handed to accounting."""

from __future__ import annotations

from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from editorial.royalties.enums import SETTLED_STATES, SheetState
from editorial.royalties.jobs import nudge_print
from editorial.royalties.models import (
    RoyaltyFund,
    RoyaltyLine,
    RoyaltyPayee,
    RoyaltySheet,
    RoyaltyTerms,
)
from editorial.royalties.models.sheets import LONGEST_REASON
from editorial.royalties.money import dong_said, even_shares
from editorial.royalties.months import instants_of
from editorial.royalties.proposing import UNKNOWN, ProposedAuthor, ProposedWork, works_of
from editorial.royalties.reckoning import reckon
from portals.boards.enums import Position
from portals.boards.models import BoardMember
from portals.boards.queries import holders, holds_post
from portals.clock import local_date
from portals.refusals import NotYourOffice, Refusal

if TYPE_CHECKING:
    from portals.boards.models import User
    from portals.models import Portal

HEAD = frozenset({Position.HEAD})
SECRETARY = frozenset({Position.SECRETARY})
DEPUTY = frozenset({Position.DEPUTY})


def may_draw_up(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` draws up and proposes the sheets of `portal`: its secretary, or a deputy where it has none."""
    if holds_post(user, portal, now, SECRETARY):
        return True
    return holds_post(user, portal, now, DEPUTY) and not holders(portal, now, SECRETARY).exists()


def may_approve(user: User, portal: Portal, now: datetime) -> bool:
    """Whether `user` is the head of the board of `portal`, who answers for its money."""
    return holds_post(user, portal, now, HEAD)


@transaction.atomic
def draw_up_sheet(*, portal: Portal, month: date, actor: User, now: datetime) -> RoyaltySheet:
    """Begin the sheet of a month that is over, or add to an open one what it lacks. Safe to repeat."""
    if not may_draw_up(actor, portal, now):
        raise NotYourOffice(
            _(
                "Only the secretary of this board draws up its royalty sheets, or a deputy head where it has none."
            )
        )
    month = month.replace(day=1)
    if instants_of(month)[1] > now:
        raise Refusal(_("That month is not over yet: draw its sheet up from the next month on."))
    if not RoyaltyFund.objects.filter(portal=portal, year=month.year).exists():
        raise Refusal(_("Enter the royalty fund of that year first: what the board may spend."))
    terms = RoyaltyTerms.objects.in_force(month).first()
    if terms is None:
        raise Refusal(_("No terms of royalties hold for that month. Ask the province's board."))
    sheet, _is_new = RoyaltySheet.objects.select_for_update(of=("self",)).get_or_create(
        portal=portal, month=month, defaults={"terms": terms, "drawn_by": actor, "drawn_at": now}
    )
    refuse_closed(sheet)
    works = works_of(portal, month, now)
    _enter(sheet, works, now)
    reckon(sheet)
    tell(sheet, "royalties.draw_up", actor, works=len(works))
    return sheet


@transaction.atomic
def propose_sheet(*, sheet: RoyaltySheet, actor: User, now: datetime) -> None:
    """Send the sheet to the head. It cannot be changed while it waits there."""
    held = held_open(sheet, actor, now)
    if not held.lines.filter(left_out="").exists():
        raise Refusal(_("The sheet pays for nothing: take a work in before you propose it."))
    if held.lines.filter(left_out="", payee__person=None, payee__name=UNKNOWN).exists():
        raise Refusal(_("Name the author of each work that is paid."))
    reckon(held)
    _refuse_overspending(held)
    _refuse_debts(held)
    held.state, held.proposed_by, held.proposed_at = SheetState.PROPOSED, actor, now
    held.return_reason = ""
    held.save(update_fields=["state", "proposed_by", "proposed_at", "return_reason"])
    tell(held, "royalties.propose", actor, total=held.total, net=held.net)


@transaction.atomic
def return_sheet(*, sheet: RoyaltySheet, reason: str, actor: User, now: datetime) -> None:
    """Send a proposed sheet back to whoever drew it up, with a reason."""
    held = _held_proposed(sheet, actor, now)
    reason = " ".join(reason.split())[:LONGEST_REASON]
    if not reason:
        raise Refusal(_("Say what is to be changed."))
    held.state, held.return_reason = SheetState.DRAFT, reason
    held.save(update_fields=["state", "return_reason"])
    tell(held, "royalties.return", actor, reason=reason)


@transaction.atomic
def approve_sheet(*, sheet: RoyaltySheet, read_mark: str, actor: User, now: datetime) -> None:
    """Approve what was read: `read_mark` is the mark of the sheet that the head saw. Nothing of it changes any more.

    The fund of the year pays for it in the same transaction; one that does not suffice refuses.
    """
    held = _held_proposed(sheet, actor, now)
    if held.proposed_by_id == actor.pk:
        raise NotYourOffice(_("You proposed this sheet: somebody else approves it."))
    if held.mark != read_mark:
        raise Refusal(_("The sheet was changed since you opened it. Read it again."))
    _refuse_overspending(held, lock=True)
    RoyaltyFund.objects.filter(portal=held.portal_id, year=held.month.year).update(
        spent=F("spent") + held.total
    )
    held.state, held.approved_by, held.approved_at = SheetState.APPROVED, actor, now
    held.save(update_fields=["state", "approved_by", "approved_at"])
    tell(held, "royalties.approve", actor, total=held.total, tax=held.tax, net=held.net)
    transaction.on_commit(partial(nudge_print, held.pk), robust=True)


@transaction.atomic
def hand_to_accounting(*, sheet: RoyaltySheet, actor: User, now: datetime) -> None:
    """Say that an approved sheet went to accounting. Safe to do twice: the first hour stays."""
    if not (may_draw_up(actor, sheet.portal, now) or may_approve(actor, sheet.portal, now)):
        raise NotYourOffice(_("Only the head and the secretary of this board take this table."))
    held = RoyaltySheet.objects.select_for_update(of=("self",)).get(pk=sheet.pk)
    if not held.is_settled:
        raise Refusal(_("Only an approved sheet goes to accounting."))
    if held.exported_at is not None:
        return
    held.state, held.exported_at = SheetState.EXPORTED, now
    held.save(update_fields=["state", "exported_at"])
    tell(held, "royalties.export", actor)


def held_open(sheet: RoyaltySheet, actor: User, now: datetime) -> RoyaltySheet:
    """Return the sheet, locked, for whoever draws it up; refused to others, and where it is no draft."""
    if not may_draw_up(actor, sheet.portal, now):
        raise NotYourOffice(
            _(
                "Only the secretary of this board draws up its royalty sheets, or a deputy head where it has none."
            )
        )
    held = _locked(sheet)
    refuse_closed(held)
    return held


def refuse_closed(sheet: RoyaltySheet) -> None:
    if sheet.state in SETTLED_STATES:
        raise Refusal(
            _("This sheet is approved and stays as it is. Enter an adjustment in the next one.")
        )
    if sheet.state == SheetState.PROPOSED:
        raise Refusal(_("This sheet waits for the head: it can be changed once it comes back."))


def tell(sheet: RoyaltySheet, action: str, actor: User, **data: object) -> None:
    """Write an act on a sheet into the log."""
    about = {"portal": sheet.portal_id, "month": f"{sheet.month:%Y-%m}"}
    log(instance=sheet, action=action, user=actor, data={**about, **data})


def payee_of(
    sheet: RoyaltySheet, author: ProposedAuthor, *, contracts: frozenset[int]
) -> RoyaltyPayee:
    """The payee of the sheet for an author. `contracts`: accounts of those whose salary this agency taxes."""
    if author.person is None:
        payee, _new = RoyaltyPayee.objects.get_or_create(
            sheet=sheet, person=None, name=author.name, defaults={"has_contract": False}
        )
    else:
        payee, _new = RoyaltyPayee.objects.get_or_create(
            sheet=sheet,
            person=author.person,
            defaults={"name": author.name, "has_contract": author.person.pk in contracts},
        )
    return payee


def with_contracts(portal: Portal, now: datetime) -> frozenset[int]:
    """The accounts of the board's members who are on the agency's payroll: all but contributors. One query."""
    members = BoardMember.objects.holding(
        frozenset(Position) - {Position.CONTRIBUTOR}, local_date(now)
    )
    return frozenset(members.filter(board__portal=portal).values_list("user", flat=True))


def next_work(sheet: RoyaltySheet) -> int:
    return (sheet.lines.aggregate(last=Max("work"))["last"] or 0) + 1


def _enter(sheet: RoyaltySheet, works: list[ProposedWork], now: datetime) -> None:
    payees = _payees_for(sheet, [author for work in works for author in work.authors], now)
    lines = []
    for number, work in enumerate(works, start=next_work(sheet)):
        shares = even_shares(len(work.authors))
        for position, (author, share) in enumerate(zip(work.authors, shares, strict=True), start=1):
            lines.append(
                RoyaltyLine(
                    sheet=sheet, work=number, position=position, payee=payees[_key(author)],
                    story=work.story, title=work.story.title[:300], kind=work.kind,
                    published_at=work.published_at, units=work.units, share=share,
                    left_out=work.left_out, reason=work.reason[:LONGEST_REASON],
                )
            )  # fmt: skip
    RoyaltyLine.objects.bulk_create(lines)


type _PayeeKey = tuple[int | None, str]


def _key(author: ProposedAuthor) -> _PayeeKey:
    return (author.person.pk, "") if author.person else (None, author.name)


def _payees_for(
    sheet: RoyaltySheet, authors: list[ProposedAuthor], now: datetime
) -> dict[_PayeeKey, RoyaltyPayee]:
    """The payees of the sheet, with those that these authors add. Three queries."""
    found: dict[_PayeeKey, RoyaltyPayee] = {
        (one.person_id, "") if one.person_id else (None, one.name): one
        for one in sheet.payees.all()
    }
    contracts = with_contracts(sheet.portal, now)
    added = {
        _key(author): RoyaltyPayee(
            sheet=sheet, person=author.person, name=author.name,
            has_contract=author.person is not None and author.person.pk in contracts,
        )
        for author in authors
        if _key(author) not in found
    }  # fmt: skip
    RoyaltyPayee.objects.bulk_create(added.values())
    return found | added


def _refuse_overspending(sheet: RoyaltySheet, *, lock: bool = False) -> None:
    funds = RoyaltyFund.objects.filter(portal=sheet.portal_id, year=sheet.month.year)
    fund = (funds.select_for_update() if lock else funds).first()
    if fund is None:
        raise Refusal(_("Enter the royalty fund of that year first: what the board may spend."))
    if sheet.total > fund.left:
        raise Refusal(
            _(
                "The sheet pays %(total)s đ, the fund of %(year)s holds %(left)s đ: pay less or raise the fund."
            )
            % {"total": dong_said(sheet.total), "left": dong_said(fund.left), "year": fund.year}
        )


def _refuse_debts(sheet: RoyaltySheet) -> None:
    owing = _owing(sheet)
    if owing:
        raise Refusal(
            _(
                "Adjustments take more from %(name)s than this sheet pays. Spread them over several sheets."
            )
            % {"name": owing}
        )


def _owing(sheet: RoyaltySheet) -> str:
    """The name of one from whom more is taken than the sheet pays. Two persons may have one name."""
    sums: dict[int, int] = {}
    names: dict[int, str] = {}
    for payee, name, amount in sheet.lines.values_list("payee", "payee__name", "amount"):
        sums[payee] = sums.get(payee, 0) + amount
        names[payee] = name
    return next((names[payee] for payee, amount in sums.items() if amount < 0), "")


def _held_proposed(sheet: RoyaltySheet, actor: User, now: datetime) -> RoyaltySheet:
    if not may_approve(actor, sheet.portal, now):
        raise NotYourOffice(_("Only the head of this board decides on its royalty sheets."))
    held = _locked(sheet)
    if held.state != SheetState.PROPOSED:
        raise Refusal(_("This sheet does not wait for a decision."))
    return held


def _locked(sheet: RoyaltySheet) -> RoyaltySheet:
    sheets = RoyaltySheet.objects.select_for_update(of=("self",))
    return sheets.select_related("portal", "terms").get(pk=sheet.pk)
