"""A dossier on paper: each card with its lines and its acts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portals.typeset import typeset

if TYPE_CHECKING:
    from scoring.models import AuditDossier

    from .dossier import DossierCard

TEMPLATE = "scoring/auditing/dossier.typ"


def dossier_paper_of(order: AuditDossier, found: Sequence[DossierCard], now: datetime) -> bytes:
    """Return the PDF."""
    decision = order.auditor.decision
    month = f"{order.round.month:%m/%Y}"
    told = {
        "title": _("Dossier of the scores of %(month)s") % {"month": month},
        "for": _("For %(office)s, decision %(number)s; made %(at)s")
        % {"office": decision.office, "number": decision.number, "at": _at(now)},
        "lines_heading": [_("Criterion"), _("Points"), _("Most")],
        "acts_title": _("Trail"),
        "acts_heading": [_("When"), _("Who"), _("Act")],
        "cards": [_card(one) for one in found],
    }
    return typeset(TEMPLATE, told, at=now)


def _card(one: DossierCard) -> dict[str, Any]:
    card = one.card
    sum_ = _("%(earned)s of %(applicable)s points that apply, brought to 100") % {
        "earned": number_format(card.earned),
        "applicable": number_format(card.applicable),
    }
    return {
        "name": card.portal.name,
        "total": f"{number_format(card.total)} · {card.band or card.get_provisional_display()}",
        "facts": [
            [_("Sum"), sum_],
            [_("Bonus"), number_format(card.bonus)],
            [_("Penalty"), number_format(card.penalty)],
            [_("Scored by"), str(card.scorer or "—")],
            [_("State"), card.proceeding.get_state_display() if card.proceeding else "—"],
            [_("Rubric"), f"{card.rubric.title}, {card.rubric.decision_number}"],
            *(
                [
                    _("Facts and ledger"),
                    _("Measuring %(number)s: the facts are those of entry %(place)s of the ledger.")
                    % {"number": record.facts.run.number, "place": record.index}
                    if record.holds
                    else _("Measuring %(number)s: THE FACTS ARE NOT THOSE OF THE LEDGER.")
                    % {"number": record.facts.run.number},
                ]
                for record in one.records
            ),
        ],
        "lines": [_line(line) for line in card.lines["criteria"]],
        "acts": [_act(act) for act in one.acts],
    }


def _line(line: dict[str, Any]) -> list[str]:
    points = "—" if line["points"] is None else number_format(Decimal(line["points"]))
    return [f"{line['code']} {line['name']}", points, number_format(Decimal(line["most"]))]


def _act(act: Any) -> list[str]:
    words = "; ".join(f"{name}: {said}" for name, said in act.words)
    who = ", ".join(part for part in (str(act.person or _("The system")), act.office) if part)
    what = " · ".join(part for part in (act.what, act.criterion, words) if part)
    return [_at(act.at), who, what]


def _at(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%d/%m/%Y %H:%M}"
