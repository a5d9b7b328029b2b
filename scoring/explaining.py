"""A scorecard in words: every line with its number, its rule, its sum and the places it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.urls import reverse
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from editorial.documents.gaps.queries import gaps_path
from editorial.owed.public_list import list_path
from portals.addresses import main_origin
from portals.boards.enums import Position
from portals.models import Portal

from .enums import LineState, PointsRule
from .measures.portals import CONFIRMED, CONTACT, FOOTER
from .measures.registry import known_measure, reason_in_words
from .models import Forecast, Scorecard
from .rounds.engine import points_for
from .rounds.line_facts import Thing
from .rubrics.spec import CriterionSpec, RubricSpec, StepSpec
from .rubrics.storage import read_specs

MOST_LOST = 5


@dataclass(frozen=True)
class EvidenceLink:
    """What a line rests on; `url` is empty where the reader has no way there."""

    name: str
    why: str
    url: str


@dataclass(frozen=True)
class NamedThing:
    """One thing that counted or was left out, with the way there and which text it was."""

    link: EvidenceLink
    is_counted: bool
    at: datetime | None
    version: int | None
    sha256: str
    # The thing itself, for whoever has another way to it.
    thing: Thing | None = None


@dataclass(frozen=True)
class ExplainedLine:
    code: str
    name: str
    most: Decimal
    points: Decimal | None
    state: str
    state_name: str
    found: str
    sum: str
    rule: str
    legal_basis: str
    notes: Sequence[str]
    places: Sequence[EvidenceLink]
    # How many things the line rests on, where they were kept.
    things: int = 0
    measure: str = ""

    @property
    def lost(self) -> Decimal:
        return Decimal() if self.points is None else self.most - self.points


@dataclass(frozen=True)
class ExplainedGroup:
    code: str
    name: str
    lines: Sequence[ExplainedLine]

    @property
    def earned(self) -> Decimal:
        return sum((line.points or Decimal() for line in self.lines), Decimal())

    @property
    def applicable(self) -> Decimal:
        return sum((line.most for line in self.lines if line.points is not None), Decimal())


@dataclass(frozen=True)
class ExplainedCard:
    groups: Sequence[ExplainedGroup]
    most_lost: Sequence[ExplainedLine]
    adjustments: Sequence[Mapping[str, Any]]
    working_days_open: int


def explain(card: Scorecard | Forecast, *, is_own: bool) -> ExplainedCard:
    """Explain `card`, whose portal's site is loaded. `is_own`: the reader may open places in the desk. Five queries."""
    spec = read_specs([card.rubric])[card.rubric_id]
    labels = _labels()
    by_code = {one.code: one for one in spec.criteria}
    lines = [
        (line["group"], _line(line, by_code[line["code"]], labels, card.portal, is_own))
        for line in card.lines["criteria"]
    ]
    scored = [line for _group, line in lines if line.lost > 0]
    return ExplainedCard(
        groups=_groups(spec, lines),
        most_lost=sorted(scored, key=lambda line: (-line.lost, line.code))[:MOST_LOST],
        adjustments=card.lines["adjustments"],
        working_days_open=card.lines["working_days_open"],
    )


def explain_penalty(card: Scorecard, code: str) -> ExplainedLine | None:
    """Return a penalty that stands on `card` as a line of less than nothing; None for one that does not."""
    kept = card.lines["adjustments"]
    one = next((one for one in kept if one["code"] == code and one["kind"] == "penalty"), None)
    if one is None:
        return None
    spec = read_specs([card.rubric])[card.rubric_id]
    rule = next(rule for rule in spec.adjustments if rule.code == code)
    return ExplainedLine(
        code=code,
        name=rule.name,
        most=Decimal(),
        points=-Decimal(one["points"]),
        state=LineState.SCORED.value,
        state_name="",
        found=one["reason"],
        sum="",
        rule=rule.help,
        legal_basis="",
        notes=(),
        places=(),
        measure=rule.measure,
    )


def _groups(spec: RubricSpec, lines: Sequence[tuple[str, ExplainedLine]]) -> list[ExplainedGroup]:
    return [
        ExplainedGroup(group.code, group.name, [line for code, line in lines if code == group.code])
        for group in spec.groups
    ]


def _line(
    line: Mapping[str, Any],
    criterion: CriterionSpec,
    labels: Mapping[str, str],
    portal: Portal,
    is_own: bool,
) -> ExplainedLine:
    state = LineState(line["state"])
    points = None if line["points"] is None else Decimal(line["points"])
    return ExplainedLine(
        code=line["code"],
        name=line["name"],
        most=Decimal(line["most"]),
        points=points,
        state=state.value,
        state_name=str(state.label),
        found=_found(line, labels),
        sum=_sum(line, criterion, points),
        rule=criterion.help,
        legal_basis=criterion.legal_basis,
        notes=_notes(line),
        places=[
            _link(kind, pk, name, why, portal, labels, is_own=is_own)
            for kind, pk, name, why in line.get("evidence", ())
        ],
        things=0 if line.get("entered_from") else line.get("things", 0),
        measure=line["measure"],
    )


def _link(
    kind: str,
    pk: int,
    name: str,
    why: str,
    portal: Portal,
    labels: Mapping[str, str],
    *,
    is_own: bool,
) -> EvidenceLink:
    return EvidenceLink(
        name=labels.get(name, name) or _("Untitled"),
        why=reason_in_words(why),
        url=_url(kind, pk, portal, is_own),
    )


def named_things(things: Sequence[Thing], portal: Portal, *, is_own: bool) -> list[NamedThing]:
    """Return what a line rests on in words. No query where the portal's site is loaded."""
    labels = _labels()
    return [
        NamedThing(
            _link(one.kind, one.pk, one.name, one.why, portal, labels, is_own=is_own),
            one.is_counted,
            one.at,
            one.version,
            one.sha256,
            one,
        )
        for one in things
    ]


def _found(line: Mapping[str, Any], labels: Mapping[str, str]) -> str:
    """The measure's sentence with the numbers of this line; codes of what is missing by their labels."""
    # A card of before may lack a number that the sentence names today.
    numbers: dict[str, Any] = defaultdict(int, line.get("numbers", {}))
    known = known_measure(line["measure"])
    if known is not None and known.stand_in and line.get("entered_from"):
        known = known_measure(known.stand_in)
    if known is None or not numbers:
        return ""
    if "missing" in numbers:
        numbers["missing"] = ", ".join(
            labels.get(code, code) for code in str(numbers["missing"]).split()
        )
    for name in ("hours", "value"):
        if name in numbers and str(numbers[name]) != "—":
            numbers[name] = number_format(Decimal(str(numbers[name])))
    return str(known.sentence) % numbers


def _sum(line: Mapping[str, Any], criterion: CriterionSpec, points: Decimal | None) -> str:
    """How the value became points, as one would write it down."""
    if points is None or "value" not in line:
        return ""
    value = Decimal(line["value"])
    if criterion.rule == PointsRule.SHARE:
        share = value.quantize(Decimal("0.0001")).normalize()
        return _("%(most)s points × %(share)s = %(points)s points") % {
            "most": number_format(criterion.points.normalize()),
            "share": number_format(share),
            "points": number_format(points_for(criterion, value)),
        }
    step = next(step for step in criterion.steps if step.holds(value))
    return _("%(value)s is %(step)s: %(points)s points") % {
        "value": number_format(value.normalize()),
        "step": describe_step(step),
        "points": number_format(points_for(criterion, value)),
    }


def describe_step(step: StepSpec) -> str:
    low = None if step.above is None else number_format(step.above.normalize())
    high = None if step.up_to is None else number_format(step.up_to.normalize())
    if low is None and high is None:
        return _("any value")
    if low is None:
        return _("at most %(high)s") % {"high": high}
    if high is None:
        return _("more than %(low)s") % {"low": low}
    return _("more than %(low)s, at most %(high)s") % {"low": low, "high": high}


def _notes(line: Mapping[str, Any]) -> list[str]:
    notes = []
    if line.get("reason"):
        notes.append(line["reason"])
    if line.get("carried_from"):
        notes.append(
            _("Nothing was entered for this month yet: as in %(month)s.")
            % {"month": "{1}/{0}".format(*line["carried_from"].split("-"))}
        )
    if line.get("pooled"):
        notes.append(_("Fewer than 5 cases in the month: the last three months count together."))
    if line.get("late"):
        notes.append(
            _("Measured late: what was read may have been changed since the end of the month.")
        )
    if line.get("softened"):
        notes.append(_("Still fewer than 5 cases: at most half of the points can be lost."))
    return notes


def _url(kind: str, pk: int, portal: Portal, is_own: bool) -> str:
    if not pk:
        return ""
    if is_own and kind in _OF_THE_DESK:
        name, names_portal = _OF_THE_DESK[kind]
        return reverse(name, args=[portal.pk if names_portal else pk])
    if kind in {"page", "document", "procedure", "initiative"} or not portal.site_id:
        return ""
    return f"{main_origin(portal)}{_public_path(kind, pk)}"


# By kind of thing: the page of the desk, and whether it is one of the portal as a whole.
_OF_THE_DESK = {
    "page": ("wagtailadmin_pages:edit", False),
    "document": ("wagtaildocs:edit", False),
    "story": ("wagtailadmin_pages:edit", False),
    "section": ("wagtailadmin_explore", False),
    "number_gap": ("portal_gaps", True),
    "procedure": ("portal_procedures", True),
    "obligation": ("portal_duties", True),
    "plan_target": ("portal_plans", True),
    "initiative": ("initiative", False),
    "station": ("portal_station", True),
}


def _public_path(kind: str, pk: int) -> str:
    if kind in {"story", "sent_story"}:
        # The number alone finds the story; the address leads on to the full one.
        return f"/tin-tuc/tin-{pk}/"
    return _LISTS[kind]() if kind in _LISTS else "/"


# Lists that citizens read too.
_LISTS = {"number_gap": gaps_path, "obligation": list_path}


def _labels() -> dict[str, str]:
    fields = {
        name: str(Portal._meta.get_field(name).verbose_name)  # type: ignore[union-attr]  # a column, which has a name
        for name in {*CONTACT, *FOOTER}
    }
    positions = {position.value: str(position.label) for position in Position}
    parts = {
        "structure": _("organisation chart"),
        "leaders": _("leaders"),
        "contacts": _("contact officers"),
        CONFIRMED: _("the board's word that it is still right"),
        "decision": _("decision"),
        "—": _("nothing"),
    }
    return fields | positions | parts
