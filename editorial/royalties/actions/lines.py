"""What whoever draws a sheet up changes in it: kinds and units, authors and shares, further works, adjustments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from editorial.royalties.enums import LeftOut, RoyaltyKind
from editorial.royalties.models import RoyaltyLine, RoyaltySheet
from editorial.royalties.models.sheets import LONGEST_NAME, LONGEST_REASON
from editorial.royalties.money import dong_said
from editorial.royalties.proposing import ProposedAuthor, Rates
from editorial.royalties.reckoning import reckon
from portals.boards.queries import holders
from portals.refusals import Refusal
from portals.text import nfc

from .sheets import held_open, next_work, payee_of, tell, with_contracts

if TYPE_CHECKING:
    from portals.boards.models import User

# Sums are nothing until they are reckoned anew, so that no rule is broken between.
KEPT = ("kind", "units", "left_out", "amount", "tax", "net")


@dataclass(frozen=True, slots=True)
class WantedWork:
    """What the sheet is to say of one of its works."""

    work: int
    kind: str
    units: Decimal
    is_paid: bool


@dataclass(frozen=True, slots=True)
class WantedAuthor:
    """`person` is the id of an account of the board, or None for somebody known by the name alone.

    `has_contract`: whether the agency taxes them with their salary; None leaves what is known of them.
    """

    name: str
    share: int
    person: int | None = None
    has_contract: bool | None = None


@transaction.atomic
def keep_works(
    *, sheet: RoyaltySheet, wanted: Sequence[WantedWork], actor: User, now: datetime
) -> None:
    """Write kinds and units of works of an open sheet, and which are paid. All of them, or nothing."""
    held = held_open(sheet, actor, now)
    rates = Rates.on(held.month)
    lines = list(held.lines.filter(adjusts=None))
    by_work: dict[int, list[RoyaltyLine]] = {}
    for line in lines:
        by_work.setdefault(line.work, []).append(line)
    changed = []
    for want in wanted:
        authors = by_work.get(want.work, [])
        if not authors or not _differs(authors[0], want):
            continue
        if want.is_paid:
            refuse_units(rates, want.kind, want.units, authors[0].title)
        for line in authors:
            line.kind, line.units = want.kind, want.units
            line.left_out = "" if want.is_paid else (line.left_out or LeftOut.BY_HAND)
            line.amount = line.tax = line.net = 0
            changed.append(line)
    try:
        with transaction.atomic():
            RoyaltyLine.objects.bulk_update(changed, KEPT)
    except IntegrityError as error:
        raise Refusal(_paid_already()) from error
    reckon(held)
    tell(held, "royalties.keep", actor, works=sorted({line.work for line in changed}))


@transaction.atomic
def set_authors(
    *,
    sheet: RoyaltySheet,
    work: int,
    wanted: Sequence[WantedAuthor],
    actor: User,
    now: datetime,
) -> None:
    """Name the authors of one work of an open sheet, with their shares, which sum to 100 percent."""
    held = held_open(sheet, actor, now)
    before = list(held.lines.filter(work=work, adjusts=None).order_by("position"))
    if not before:
        raise Refusal(_("This sheet has no such work."))
    authors = _checked(held, wanted, now)
    if sum(author.share for author in authors) != 100:
        raise Refusal(_("The shares of the authors must sum to 100 percent."))
    like = before[0]
    held.lines.filter(work=work).delete()
    _write(held, like, authors, now)
    _drop_unpaid(held)
    reckon(held)
    told = [{"name": author.name, "share": author.share} for author in authors]
    tell(held, "royalties.set_authors", actor, work=work, authors=told)


@transaction.atomic
def add_work(
    *,
    sheet: RoyaltySheet,
    title: str,
    kind: str,
    units: Decimal,
    author: WantedAuthor,
    actor: User,
    now: datetime,
) -> None:
    """Enter a work that the machine does not propose: photos of a text, an answer to a reader, a video."""
    held = held_open(sheet, actor, now)
    title = " ".join(nfc(title).split())
    if not title:
        raise Refusal(_("Say which work it is."))
    refuse_units(Rates.on(held.month), kind, units, title)
    authors = _checked(held, [replace(author, share=100)], now)
    like = RoyaltyLine(sheet=held, work=next_work(held), title=title[:300], kind=kind, units=units)
    _write(held, like, authors, now)
    reckon(held)
    tell(held, "royalties.add_work", actor, title=like.title, kind=kind, units=str(units))


@transaction.atomic
def adjust_line(
    *,
    sheet: RoyaltySheet,
    line: RoyaltyLine,
    amount: int,
    reason: str,
    actor: User,
    now: datetime,
) -> None:
    """Set a mistake of an approved sheet right in a later, open one: `amount` đồng more, or fewer where below zero."""
    held = held_open(sheet, actor, now)
    reason = " ".join(nfc(reason).split())[:LONGEST_REASON]
    if not reason:
        raise Refusal(_("Say what was wrong."))
    if amount == 0:
        raise Refusal(_("Write by how many đồng it changes."))
    lines = RoyaltyLine.objects.select_for_update(of=("self",))
    wrong = lines.select_related("sheet", "payee__person").get(pk=line.pk)
    if wrong.adjusts_id is not None:
        raise Refusal(_("This is an adjustment: adjust the work that it speaks of."))
    if wrong.sheet.portal_id != held.portal_id or not wrong.sheet.is_settled:
        raise Refusal(_("Only a line of an approved sheet of this portal is adjusted."))
    paid = wrong.amount + sum(wrong.adjustments.values_list("amount", flat=True))
    if paid + amount < 0:
        raise Refusal(
            _("No more than what was paid can be taken back: %(paid)s đ.")
            % {"paid": dong_said(paid)}
        )
    payee = payee_of(
        held,
        ProposedAuthor(wrong.payee.name, wrong.payee.person),
        contracts=with_contracts(held.portal, now),
    )
    RoyaltyLine.objects.create(
        sheet=held, work=next_work(held), payee=payee, story=wrong.story, title=wrong.title,
        kind=wrong.kind, published_at=wrong.published_at, adjusts=wrong, reason=reason,
        amount=amount, net=amount,
    )  # fmt: skip
    reckon(held)
    tell(held, "royalties.adjust", actor, line=wrong.pk, amount=amount, reason=reason)


@transaction.atomic
def drop_work(*, sheet: RoyaltySheet, work: int, actor: User, now: datetime) -> None:
    """Take a work that was entered by hand, or an adjustment, out of an open sheet. What was proposed is left out."""
    held = held_open(sheet, actor, now)
    gone = held.lines.filter(work=work)
    if gone.filter(adjusts=None, story__isnull=False).exists():
        raise Refusal(_("What the portal published stays on the sheet: leave it out instead."))
    if not gone.delete()[0]:
        raise Refusal(_("This sheet has no such work."))
    _drop_unpaid(held)
    reckon(held)
    tell(held, "royalties.drop_work", actor, work=work)


def refuse_units(rates: Rates, kind: str, units: Decimal, title: str) -> None:
    """Refuse units outside of what the rate of the kind allows."""
    rate = rates.of(kind)
    if rate is None:
        raise Refusal(_("No rate holds for this kind of work in that month: %s.") % title)
    if not rate.least <= units <= rate.most:
        raise Refusal(
            _("“%(title)s”: %(kind)s is paid %(least)s to %(most)s units.")
            % {
                "title": title,
                "kind": RoyaltyKind(kind).label,
                "least": units_said(rate.least),
                "most": units_said(rate.most),
            }
        )


def units_said(units: Decimal) -> str:
    """Units as they are written in Vietnamese: 2, 0,5."""
    return f"{units.normalize():f}".replace(".", ",")


def _differs(line: RoyaltyLine, want: WantedWork) -> bool:
    told = (want.kind, want.units, want.is_paid)
    return (line.kind, line.units, not line.left_out) != told


def _checked(
    sheet: RoyaltySheet, wanted: Sequence[WantedAuthor], now: datetime
) -> list[WantedAuthor]:
    """The authors with the names of their accounts; refused where an account is of no board of this portal."""
    members = {post.user_id: post.user for post in holders(sheet.portal, now)}
    known = set(sheet.payees.exclude(person=None).values_list("person", flat=True))
    found: list[WantedAuthor] = []
    for author in wanted:
        name = " ".join(nfc(author.name).split())[:LONGEST_NAME]
        if author.person is not None:
            if author.person not in members and author.person not in known:
                raise Refusal(_("Choose somebody of this board, or write the name of a guest."))
            member = members.get(author.person)
            name = str(member) if member else sheet.payees.get(person=author.person).name
        if not name:
            raise Refusal(_("Name each author."))
        if not 1 <= author.share <= 100:
            raise Refusal(_("A share lies between 1 and 100 percent."))
        found.append(replace(author, name=name))
    if len({(author.person, author.person is None and author.name) for author in found}) < len(
        found
    ):
        raise Refusal(_("An author is named twice."))
    return found


def _write(
    sheet: RoyaltySheet, like: RoyaltyLine, authors: Sequence[WantedAuthor], now: datetime
) -> None:
    contracts = with_contracts(sheet.portal, now)
    members = {post.user_id: post.user for post in holders(sheet.portal, now)}
    lines = []
    for position, author in enumerate(authors, start=1):
        person = members.get(author.person) if author.person else None
        payee = (
            sheet.payees.get(person=author.person)
            if author.person and person is None
            else payee_of(sheet, ProposedAuthor(author.name, person), contracts=contracts)
        )
        if author.has_contract not in (None, payee.has_contract):
            payee.has_contract = author.has_contract
            payee.save(update_fields=["has_contract"])
        lines.append(
            RoyaltyLine(
                sheet=sheet, work=like.work, position=position, payee=payee, story=like.story,
                title=like.title, kind=like.kind, published_at=like.published_at, units=like.units,
                share=author.share, left_out=_still_left_out(like), reason=like.reason,
            )
        )  # fmt: skip
    RoyaltyLine.objects.bulk_create(lines)


def _still_left_out(like: RoyaltyLine) -> str:
    """A work without a known author has one now; what else speaks against paying stays."""
    return "" if like.left_out == LeftOut.NO_AUTHOR else like.left_out


def _drop_unpaid(sheet: RoyaltySheet) -> None:
    sheet.payees.filter(lines=None).delete()


def _paid_already() -> str:
    return _("One of these texts is paid as a work of that kind already.")
