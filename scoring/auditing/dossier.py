"""The dossier of a month, or of one card: paper, numbers, facts and acts, proofs and the verifier, in one ZIP."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.template.loader import render_to_string
from django.utils import timezone

from portals.ledger.downloads import released_content
from portals.ledger.folder import KEYS, keys_file
from portals.ledger.keys import known_keys
from portals.ledger.models import LedgerEntry
from portals.ledger.proofs import SUFFIX
from portals.ledger.queries import proofs_at
from scoring.models import AuditDossier, FrozenFacts, Scorecard
from scoring.periods import Month
from scoring.published.dossier import VERIFIERS, dossier_files, pack
from scoring.published.reading import published_month
from scoring.rounds.frozen import canonical_text

from .dossier_paper import dossier_paper_of
from .dossier_workbook import workbook_of
from .evidence import FactsOnRecord, on_record
from .mandate import AuditMandate
from .trail import TrailLine, told, trail_of

if TYPE_CHECKING:
    from django.db.models import QuerySet

FORMAT = "lien-cong/audit/v1"
PUBLISHED, PROOFS, FACTS = "cong-bo", "so-cai", "so-lieu-goc"
SUMS, HOW_TO = "SHA256SUMS", "DOC-TRUOC.txt"


@dataclass(frozen=True, slots=True)
class DossierCard:
    """A card with what it rests on and what was done to it."""

    card: Scorecard
    records: Sequence[FactsOnRecord]
    acts: Sequence[TrailLine]


def dossier_of(
    order: AuditDossier, mandate: AuditMandate, cards: QuerySet[Scorecard], now: datetime
) -> bytes:
    """Return the ZIP of what an order is about. Some queries, and two for each card."""
    found = _read(mandate, cards)
    month = order.round.month
    files: dict[str, bytes] = {
        "ho-so.pdf": dossier_paper_of(order, found, now),
        "bang-diem.xlsx": workbook_of(found),
        "ho-so.json": _as_json(order, found, now),
    }
    for one in found:
        for record in one.records:
            files[_name_of_facts(record.facts)] = bytes_of_facts(record.facts)
    files |= _proofs(month.strftime("%Y-%m"))
    published = published_month(Month.of(month))
    for name, content in (dossier_files(published) or {} if published else {}).items():
        files[f"{PUBLISHED}/{name}"] = content
    for verifier in VERIFIERS:
        files.setdefault(f"{PUBLISHED}/{verifier}", released_content(verifier) or b"")
    files.setdefault(f"{PUBLISHED}/{KEYS}", keys_file(known_keys()))
    files[HOW_TO] = _how_to(order, found, now, is_published=published is not None)
    files[SUMS] = "".join(
        f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())
    ).encode()
    return pack(f"ho-so-{month:%Y-%m}", files)


def bytes_of_facts(row: FrozenFacts) -> bytes:
    """Return the bytes whose hash stands in the ledger."""
    return canonical_text({"facts": row.facts, "items": row.items, "own": row.own}).encode()


def _read(mandate: AuditMandate, cards: QuerySet[Scorecard]) -> list[DossierCard]:
    in_order = list(
        cards.select_related(
            "portal__site", "round", "rubric", "scorer", "tier", "proceeding__scorer"
        ).order_by("tier__level", "tier", "portal__name", "pk")
    )
    if not in_order:
        return []
    month = in_order[0].round.month
    rows = FrozenFacts.objects.filter(
        run__round=in_order[0].round_id, portal__in=[card.portal_id for card in in_order]
    ).select_related("run__round", "portal__site")
    records: dict[int, list[FactsOnRecord]] = {}
    for row in rows.order_by("run__number"):
        records.setdefault(row.portal_id, []).append(on_record(row))
    acts = told(list(trail_of(mandate).filter(month=f"{month:%Y-%m}").order_by("timestamp", "pk")))
    return [
        DossierCard(
            card,
            records.get(card.portal_id, ()),
            [one for one in acts if _is_of(one, card)],
        )
        for card in in_order
    ]


def _is_of(line: TrailLine, card: Scorecard) -> bool:
    """Whether an act was done to the card, to its month at its scorer, or to the month as a whole."""
    if line.portal is None or line.portal == card.portal:
        return True
    proceeding = card.proceeding
    return proceeding is not None and line.proceeding == proceeding.pk and not line.criterion


def _as_json(order: AuditDossier, found: Sequence[DossierCard], now: datetime) -> bytes:
    decision = order.auditor.decision
    return json.dumps(
        {
            "format": FORMAT,
            "month": f"{order.round.month:%Y-%m}",
            "made": _moment(now),
            "office": decision.office,
            "decision": decision.number,
            "cards": [_card(one) for one in found],
        },
        ensure_ascii=False,
        indent=1,
    ).encode()


def _card(one: DossierCard) -> dict[str, Any]:
    card = one.card
    numbers = {
        name: str(getattr(card, name))
        for name in ("earned", "applicable", "bonus", "penalty", "total")
    }
    return {
        "portal": host_of_card(one),
        "name": card.portal.name,
        "tier": card.tier_id,
        "scorer": str(card.scorer or ""),
        "rubric": f"{card.tier_id}/{card.rubric.version}",
        "decision": card.rubric.decision_number,
        "state": card.proceeding.state if card.proceeding else "",
        **numbers,
        "band": card.band,
        "rank": card.rank_in_tier,
        "lines": card.lines["criteria"],
        "adjustments": card.lines["adjustments"],
        "facts": [
            {
                "measuring": record.facts.run.number,
                "file": _name_of_facts(record.facts),
                "sha256": record.computed,
                "ledger": record.entry_says,
                "entry": record.index,
            }
            for record in one.records
        ],
        "acts": [_act(line) for line in one.acts],
    }


def host_of_card(one: DossierCard) -> str:
    """The portal's host name when it was measured, else its code."""
    for record in one.records:
        return str(record.facts.facts["standing"]["portal"])
    return one.card.portal.code


def _act(line: TrailLine) -> dict[str, Any]:
    return {
        "at": _moment(line.at),
        "who": str(line.person or ""),
        "post": line.office,
        "act": line.what,
        "portal": line.portal.name if line.portal else "",
        "criterion": line.criterion,
        "words": dict(line.words),
    }


def _moment(at: datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="seconds")


def _name_of_facts(row: FrozenFacts) -> str:
    return f"{FACTS}/{row.facts['standing']['portal']}-{row.run.number}.json"


def _proofs(month: str) -> dict[str, bytes]:
    """The proofs of all entries about the month that are signed. Six queries."""
    kinds: Mapping[int, str] = dict(
        LedgerEntry.objects.filter(subject=month, leaf__isnull=False).values_list(
            "leaf__index", "kind"
        )
    )
    return {
        f"{PROOFS}/{index}-{kinds[index]}{SUFFIX}": proof.to_bytes()
        for index, proof in sorted(proofs_at(list(kinds)).items())
    }


def _how_to(
    order: AuditDossier, found: Sequence[DossierCard], now: datetime, *, is_published: bool
) -> bytes:
    text = render_to_string(
        "scoring/auditing/dossier.txt",
        {
            "order": order,
            "decision": order.auditor.decision,
            "cards": len(found),
            "now": now,
            "is_published": is_published,
        },
    )
    return text.replace("\n", "\r\n").encode("utf-8-sig")
