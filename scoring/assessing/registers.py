"""A register that came as a table: read row by row, so that each bad row is told with what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from portals.models import Portal
from scoring.measures.registry import EntryKind, known_measure
from scoring.models import FactEntry
from scoring.periods import Month
from scoring.rubrics.storage import specs_of

from .drawn import numbers_drawn
from .facts import EnteredFact, says_where_from
from .tokens import digest_of, plain_number, said_in, token_of_entry

COLUMNS = ("portal", "measure", "value", "cases", "source")
PLACES = Decimal("0.0001")
SOURCE_LENGTH = 300
MOST = Decimal(1_000_000)


@dataclass(frozen=True, slots=True)
class BadRegisterRow:
    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ReplacedEntry:
    """A row that stands in the place of what somebody entered before."""

    line: int
    fact: EnteredFact
    entry: FactEntry


@dataclass
class RegisterTable:
    """What a table says. Nothing of it is entered while one row is bad."""

    facts: list[EnteredFact] = field(default_factory=list)
    bad: list[BadRegisterRow] = field(default_factory=list)
    replaced: list[ReplacedEntry] = field(default_factory=list)
    unchanged: int = 0
    # By portal and measure: the entry that stood there when the table was read.
    based_on: dict[tuple[int, str], str] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        """A name of exactly what would be replaced."""
        return digest_of(*(token_of_entry(one.entry) for one in self.replaced))


def read_register(
    rows: Iterable[tuple[int, Mapping[str, str]]],
    *,
    portals: Sequence[Portal],
    month: Month,
    now: datetime,
) -> RegisterTable:
    """Read the rows of a table about `portals` in `month`. A fixed number of queries; nothing is changed.

    A portal stands there by its code or its name, a measure by its code or by that of its criterion.
    """
    found = RegisterTable()
    reading = _Reading(portals, month)
    facts: list[tuple[int, EnteredFact]] = []
    first: dict[tuple[int, str], int] = {}
    for line, cells in rows:
        try:
            fact = reading.fact_of(cells)
            before = first.setdefault((fact.portal.pk, fact.measure), line)
            if before != line:
                raise ValueError(
                    _("The same portal and measure stand in line %(line)s: leave one of the two.")
                    % {"line": before}
                )
        except ValueError as fault:
            found.bad.append(BadRegisterRow(line, str(fault)))
        else:
            facts.append((line, fact))
    found.bad += _unlike_the_sample(facts, month, now)
    _compare(found, facts, month)
    found.bad.sort(key=lambda one: one.line)
    return found


def _compare(found: RegisterTable, facts: list[tuple[int, EnteredFact]], month: Month) -> None:
    """Tell what is new, what replaces something, and what stands there already."""
    entries = {
        (one.portal_id, one.measure): one
        for one in FactEntry.objects.filter(
            month=month.first, portal__in={fact.portal.pk for _line, fact in facts}
        ).select_related("entered_by")
    }
    for line, fact in facts:
        entry = entries.get((fact.portal.pk, fact.measure))
        if entry and said_in(entry) == (plain_number(fact.value), fact.cases, fact.source):
            found.unchanged += 1
            continue
        found.facts.append(fact)
        found.based_on[fact.portal.pk, fact.measure] = token_of_entry(entry)
        if entry:
            found.replaced.append(ReplacedEntry(line, fact, entry))


def _unlike_the_sample(
    facts: list[tuple[int, EnteredFact]], month: Month, now: datetime
) -> list[BadRegisterRow]:
    drawn = numbers_drawn([fact for _line, fact in facts], month, now)
    return [
        BadRegisterRow(
            line,
            _("Drawn for this criterion: %(drawn)s. Judge all that were drawn.")
            % {"drawn": drawn[fact.portal.pk, fact.measure]},
        )
        for line, fact in facts
        if fact.cases != drawn.get((fact.portal.pk, fact.measure), fact.cases)
    ]


class _Reading:
    """Reads cells as facts. Raises ValueError in words for who made the table."""

    def __init__(self, portals: Sequence[Portal], month: Month) -> None:
        self.portals = {name.casefold(): one for one in portals for name in (one.name, one.code)}
        specs = specs_of(month).items()
        criteria = {(tier, one.code): one.measure for tier, spec in specs for one in spec.criteria}
        rules = {(tier, one.code): one.measure for tier, spec in specs for one in spec.adjustments}
        self.measures = {
            (tier, code.casefold()): measure
            for (tier, code), measure in {**criteria, **rules}.items()
        }

    def fact_of(self, cells: Mapping[str, str]) -> EnteredFact:
        if missing := [column for column in COLUMNS if not cells.get(column)]:
            raise ValueError(_("Fill in: %(columns)s.") % {"columns": ", ".join(missing)})
        portal = self.portals.get(cells["portal"].casefold())
        if portal is None:
            raise ValueError(
                _("“%(portal)s” is none of the portals that you score now: give its code or name.")
                % {"portal": cells["portal"]}
            )
        measure, kind = self._measure(cells["measure"], portal)
        value, cases = _value(cells["value"], kind), _cases(cells["cases"])
        source = cells["source"]
        if kind == EntryKind.SHARE and value > 1:
            raise ValueError(_("The value is a share, from 0 to 1 or as 85%."))
        if kind == EntryKind.TIMES and value != cases:
            raise ValueError(_("Value and cases are both how often it happened."))
        if len(source) > SOURCE_LENGTH or not says_where_from(
            source, is_heavy=kind == EntryKind.TIMES
        ):
            raise ValueError(
                _(
                    "Name the source in at most %(letters)s letters; of a bonus or penalty in a sentence, or by a link."
                )
                % {"letters": SOURCE_LENGTH}
            )
        return EnteredFact(portal, measure, value, cases, source)

    def _measure(self, named: str, portal: Portal) -> tuple[str, EntryKind]:
        code = self.measures.get((portal.tier_id, named.casefold()), named)
        known = known_measure(code)
        if known is None:
            raise ValueError(
                _("There is no measure “%(measure)s”: give its code, or that of the criterion.")
                % {"measure": named}
            )
        if known.take is not None:
            raise ValueError(
                _("%(measure)s is measured by the system: take the line out.") % {"measure": named}
            )
        return code, known.entry


def _value(text: str, kind: EntryKind) -> Decimal:
    """A number as people in Viet Nam write it: a decimal comma, or a share in percent."""
    percent = kind == EntryKind.SHARE and text.endswith("%")
    try:
        value = Decimal(text.removesuffix("%").strip().replace(",", "."))
    except InvalidOperation:
        value = Decimal(-1)
    if percent:
        value /= 100
    whole = kind == EntryKind.TIMES
    if not value.is_finite() or not 0 <= value < MOST or (whole and value != int(value)):
        raise ValueError(
            _("The value is a whole number, from 0 on.")
            if whole
            else _("The value is a number from 0 on, as %(example)s.")
            % {"example": number_format(Decimal("0.85"))}
        )
    return value.quantize(PLACES)


def _cases(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) > MOST:
        raise ValueError(_("The cases are a whole number, from 0 on."))
    return int(text)
