"""What the ledger holds of the course of a month: that a step was taken, by whom and on what words, as commitments."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from portals.addresses import main_hostname
from portals.boards.models import User
from portals.ledger import registry
from portals.ledger.actions import append, commit_to, commit_to_person
from portals.ledger.fields import (
    is_commitment,
    is_digest,
    is_integer,
    is_month,
    is_sorted_texts,
    is_text,
)
from portals.models import Portal
from scoring.models import OwnCard, Proceeding, PublicDraw
from scoring.rounds.ledger_entries import CARD_FORM, card_of, faults_of_card, name_of_rubric

from .people import cards_of

ROUND_ACT = registry.LedgerKind(
    name="round-act",
    # Translators: kept as it is: {office}, {month}, {act}
    sentence=_("{office} took a step in the scores of {month}: {act}."),
    subject="month",
    must={"month": is_month, "scorer": is_text, "act": is_text},
    may={
        "scored": is_text,
        "criterion": is_text,
        "by": is_commitment,
        # The words, points and days of the act: what is not public before the month is.
        "said": is_commitment,
        "number": is_text,
        "dated": is_text,
        "sha256": is_digest,
    },
)

PUBLICATION = registry.LedgerKind(
    name="scores-published",
    # Translators: kept as it is: {office}, {month}, {number}, {dated}, {cards}
    sentence=_("{office} published {cards} scorecards of {month} by notice {number} of {dated}."),
    subject="month",
    must={
        "month": is_month,
        "scorer": is_text,
        # All that the cards were scored by, so that nobody can leave one out with its cards.
        "rubrics": is_sorted_texts,
        "cards": is_integer,
        "number": is_text,
        "dated": is_text,
        "sha256": is_digest,
    },
)

OWN_CARD = registry.LedgerKind(
    name="own-card",
    # Translators: kept as it is: {office}, {month}
    sentence=_("{office} published its own scorecard of {month}."),
    subject="month",
    must={
        "month": is_month,
        "rubric": is_text,
        "card": CARD_FORM,
        # The criteria that the office outside did not find right.
        "contested": is_sorted_texts,
    },
    # Of the office that confirmed it; none where nobody did by the day on which it was due.
    may={"confirmed": is_text, "number": is_text, "by": is_commitment},
    rule=lambda body: list(faults_of_card(body["card"])),
)


def record_own_card(*, own_card: OwnCard, now: datetime) -> None:
    """Write the province's own card into the ledger as it is published, in its transaction."""
    card, seat = own_card.card, own_card.confirmed_by
    contested = own_card.verdicts.filter(is_contested=True)
    body: dict[str, Any] = {
        "month": f"{card.round.month:%Y-%m}",
        "rubric": name_of_rubric(card.rubric),
        "card": card_of(card),
        "contested": sorted(contested.values_list("criterion_code", flat=True)),
    }
    if seat is not None:
        body |= {
            "confirmed": seat.decision.office,
            "number": seat.decision.number,
            "by": commit_to_person(seat.user),
        }
    append("own-card", body, portal=card.portal, office=card.portal.agency, at=now)


def record_own_confirmation(
    *, own_card: OwnCard, actor: User, said: dict[str, Any], now: datetime
) -> None:
    """Write into the ledger that somebody outside spoke on the card; what was said is public with it and not before."""
    province = own_card.card.portal
    body: dict[str, Any] = {
        "month": f"{own_card.card.round.month:%Y-%m}",
        "scorer": main_hostname(province),
        "act": "confirm-own-card",
        "scored": main_hostname(province),
        "by": commit_to_person(actor),
        "said": commit_to(said),
    }
    append("round-act", body, portal=province, office=province.agency, at=now)


def record_publication(
    *, proceeding: Proceeding, number: str, dated: date, sha256: str, now: datetime
) -> None:
    """Write what a notice published, in its transaction: how many cards, and by which rubrics. Two queries."""
    cards = cards_of(proceeding).select_related("rubric")
    named = [name_of_rubric(card.rubric) for card in cards.defer("lines")]
    body: dict[str, Any] = {
        "month": f"{proceeding.round.month:%Y-%m}",
        "scorer": main_hostname(proceeding.scorer),
        "rubrics": sorted(set(named)),
        "cards": len(named),
        "number": number,
        "dated": dated.isoformat(),
        "sha256": sha256,
    }
    place = proceeding.acting
    append("scores-published", body, portal=place, office=place.agency, at=now)


def record_act(
    act: str,
    *,
    proceeding: Proceeding,
    actor: User | None,
    now: datetime,
    scored: Portal | None = None,
    criterion: str = "",
    said: dict[str, Any] | None = None,
    number: str = "",
    dated: date | None = None,
    sha256: str = "",
) -> None:
    """Write one step into the ledger, in its transaction. Without `actor`: by the clock."""
    body: dict[str, Any] = {
        "month": f"{proceeding.round.month:%Y-%m}",
        "scorer": main_hostname(proceeding.scorer),
        "act": act,
    }
    if scored is not None:
        body["scored"] = main_hostname(scored)
    if criterion:
        body["criterion"] = criterion
    if actor is not None:
        body["by"] = commit_to_person(actor)
    if said:
        body["said"] = commit_to({name: str(value) for name, value in said.items()})
    if number:
        body["number"] = number
    if dated is not None:
        body["dated"] = dated.isoformat()
    if sha256:
        body["sha256"] = sha256
    place = proceeding.acting
    append("round-act", body, portal=place, office=place.agency, at=now)


def record_draw(
    act: str, *, draw: PublicDraw, province: Portal, actor: User, now: datetime
) -> None:
    """Write into the ledger that a public draw was named, entered or confirmed: its name, or its result.

    All of it is public from the beginning, but for the person. Once confirmed it has the root of the frozen facts.
    """
    body: dict[str, Any] = {
        "month": f"{draw.month:%Y-%m}",
        "scorer": main_hostname(province),
        "act": act,
        "by": commit_to_person(actor),
        "number": draw.result or draw.name,
        "dated": draw.drawn_on.isoformat(),
    }
    if draw.root:
        body["sha256"] = draw.root
    append("round-act", body, portal=province, office=province.agency, at=now)
