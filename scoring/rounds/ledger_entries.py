"""What the ledger holds of a month: every card with its points, so that anybody can add them up again."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from portals.addresses import main_hostname
from portals.ledger import registry
from portals.ledger.actions import append
from portals.ledger.canonical import encode, normalised
from portals.ledger.entries import NotAnEntry
from portals.ledger.fields import Form, each, is_integer, is_month, is_ordinal, is_text
from portals.ledger.models import LedgerEntry
from portals.models import Portal
from scoring.models import Round, Rubric, Scorecard

# Of the 65,535 bytes of an entry so many are left to cards.
ROOM_FOR_CARDS = 60_000
FULL = 10_000

_LINE = Form(
    {"criterion": is_text, "points": is_integer, "most": is_integer}, {"na": lambda one: one == 1}
)
CARD_FORM = Form(
    {
        "portal": is_text,
        "lines": each(_LINE),
        **dict.fromkeys(("earned", "applicable", "penalty", "bonus", "total"), is_integer),
    },
    {},
)


def faults_of_month(body: Mapping[str, Any]) -> list[str]:
    """Return what does not add up in the cards of one entry (docs/ledger-format.md, section 7)."""
    names = [card["portal"] for card in body["cards"]]
    found = [] if len(set(names)) == len(names) else ["a portal is named twice"]
    if body["part"] > body["parts"]:
        found.append("a part beyond the last")
    return found + [
        f"{card['portal']}: {fault}" for card in body["cards"] for fault in faults_of_card(card)
    ]


MONTH = registry.LedgerKind(
    name="month",
    # Translators: kept as it is: {office}, {month}, {part}, {parts}
    sentence=_("{office} closed the scores of {month} (part {part} of {parts})."),
    subject="month",
    must={
        "month": is_month,
        "scorer": is_text,
        "rubric": is_text,
        "part": is_ordinal,
        "parts": is_ordinal,
        "cards": each(CARD_FORM),
    },
    rule=faults_of_month,
)

CORRECTED_CARD = registry.LedgerKind(
    name="corrected-card",
    # Translators: kept as it is: {office}, {month}
    sentence=_("{office} corrected a published scorecard of {month}."),
    subject="month",
    must={"month": is_month, "scorer": is_text, "rubric": is_text, "card": CARD_FORM},
    rule=lambda body: list(faults_of_card(body["card"])),
)


def record_corrected_card(*, card: Scorecard, scorer: Portal, now: datetime) -> None:
    """Write a published card as a correction left it, in its transaction. `card` with its round and rubric."""
    body = {
        "month": f"{card.round.month:%Y-%m}",
        "scorer": main_hostname(scorer),
        "rubric": name_of_rubric(card.rubric),
        "card": card_of(card),
    }
    append("corrected-card", body, portal=scorer, office=scorer.agency, at=now)


def name_of_rubric(rubric: Rubric) -> str:
    """Return how entries name a version of a rubric."""
    return f"{rubric.tier_id}/{rubric.version}"


def bodies_of_cards(
    *, round_: Round, scorer: Portal, cards: QuerySet[Scorecard]
) -> list[dict[str, Any]]:
    """Return the entries that hold the cards of one scorer. Raises NotAnEntry where one does not add up. A query."""
    in_order = cards.select_related("portal__site", "rubric").order_by(
        "rubric", "portal__site__hostname", "pk"
    )
    bodies = []
    for rubric, own in groupby(in_order, key=lambda card: card.rubric):
        parts = list(_parts(map(card_of, own)))
        for number, part in enumerate(parts, start=1):
            body = {
                "month": f"{round_.month:%Y-%m}",
                "scorer": main_hostname(scorer),
                "rubric": name_of_rubric(rubric),
                "part": number,
                "parts": len(parts),
                "cards": part,
            }
            if faults := MONTH.faults(normalised(body)):
                raise NotAnEntry("; ".join(faults))
            bodies.append(body)
    return bodies


def record_cards(
    *, round_: Round, scorer: Portal, bodies: Sequence[dict[str, Any]], now: datetime
) -> None:
    """Write the cards of one scorer into the ledger as they are published, and once. A query, and one an entry.

    `bodies`: what `bodies_of_cards` made of them in the same transaction.

    Not before: everybody reads the ledger. A scorer whose month was decided on by a release that wrote them then has
    them there already.
    """
    month = f"{round_.month:%Y-%m}"
    if LedgerEntry.objects.filter(kind=MONTH.name, subject=month, portal=scorer).exists():
        return
    for body in bodies:
        append(MONTH.name, body, portal=scorer, office=scorer.agency, at=now)


def digest_of_cards(bodies: Sequence[Mapping[str, Any]]) -> str:
    """Return the hash that is committed to when the cards are decided on."""
    return sha256(encode(normalised(list(bodies)))).hexdigest()


def card_of(card: Scorecard) -> dict[str, Any]:
    """Return a card as entries hold it."""
    return {
        "portal": main_hostname(card.portal),
        "earned": _hundredths(card.earned),
        "applicable": _hundredths(card.applicable),
        "penalty": _hundredths(card.penalty),
        "bonus": _hundredths(card.bonus),
        "total": _hundredths(card.total),
        "lines": [_line_of(line) for line in card.lines["criteria"]],
    }


def _line_of(line: Mapping[str, Any]) -> dict[str, Any]:
    told = {"criterion": line["code"], "most": _hundredths(Decimal(line["most"]))}
    if line["points"] is None:
        return told | {"points": 0, "na": 1}
    return told | {"points": _hundredths(Decimal(line["points"]))}


def _parts(cards: Iterator[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    part: list[dict[str, Any]] = []
    room = ROOM_FOR_CARDS
    for card in cards:
        size = _size_of(card) + 1
        if part and size > room:
            yield part
            part, room = [], ROOM_FOR_CARDS
        part.append(card)
        room -= size
    if part:
        yield part


def _size_of(card: Mapping[str, Any]) -> int:
    """How many bytes a card takes: canonical JSON orders names, and is as long in any order."""
    return len(json.dumps(card, ensure_ascii=False, separators=(",", ":")).encode())


def faults_of_card(card: Mapping[str, Any]) -> Iterator[str]:
    """Yield what does not add up in one card."""
    lines = card["lines"]
    if len({line["criterion"] for line in lines}) < len(lines):
        yield "a criterion is named twice"
    for line in lines:
        points, most = line["points"], line["most"]
        if points > most or (points < 0 and most != 0) or ("na" in line and points):
            yield f"{line['criterion']} has {points} of {most}"
    earned = sum(line["points"] for line in lines)
    applicable = sum(line["most"] for line in lines if "na" not in line)
    if (card["earned"], card["applicable"]) != (earned, applicable):
        yield f"its points come to {earned} of {applicable}"
    base = (2 * FULL * earned + applicable) // (2 * applicable) if applicable else 0
    least = max(0, base - card["penalty"])
    if min(card["penalty"], card["bonus"]) < 0 or not (
        least <= card["total"] <= min(FULL, least + card["bonus"])
    ):
        yield f"the total {card['total']} is not what {earned} of {applicable} come to"


def _hundredths(number: Decimal) -> int:
    return int(number * 100)
