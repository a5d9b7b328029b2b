"""Carrying a change out: what ends, what opens, what is renamed, who oversees whom, and every row that follows.

One transaction, set-based but for what floors have verbs for. Readers go on reading what stood until it commits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange
from django.db.models import Case, IntegerField, Model, QuerySet, Value, When

from portals.models import Oversight, Portal, Succession

from .contents import content_mover, moves_of
from .endings import endings, followings, opener, period_until
from .enums import GOING_ON, STAYING, ChangeKind
from .models import ReformAct, ReformRow, ReformUnit
from .planning import lines_entered
from .recording import ChangeRecorder
from .registry import Fate, declared_fates
from .seating import give_decided_posts
from .sheet_checks import BadReformRow, ReformChecks
from .standing import UnitsStanding, units_standing

if TYPE_CHECKING:
    from portals.boards.models import User

SUCCESSIONS = {
    ChangeKind.MERGE: Succession.Kind.MERGE,
    ChangeKind.SPLIT: Succession.Kind.SPLIT,
}


@dataclass(slots=True)
class Switching:
    """An act under way. `heirs` says for each portal that ends who takes over its tasks: one, the first of several."""

    act: ReformAct
    day: date
    now: datetime
    actor: User | None
    recorder: ChangeRecorder
    ending: set[int] = field(default_factory=set)
    heirs: dict[int, int] = field(default_factory=dict)
    touched: set[int] = field(default_factory=set)
    # The names of those who were to sit on a new board and can hold no post any more.
    not_seated: list[str] = field(default_factory=list)
    # How many pages of a section moved, by the key of the original and the section's code.
    moved: Mapping[tuple[int, str], int] = field(default_factory=dict)
    # Until when stories were on top of a successor, to be so again where they go back.
    pins: dict[int, datetime] = field(default_factory=dict)
    # Rows that only let addresses at successors lead back, by column "app.Model.field": by them none is used.
    leading_back: Mapping[str, Collection[int]] = field(default_factory=dict)

    def heir_of(self, column: str) -> Case:
        """The key of the successor, as an expression over the key in `column`, which is one of `heirs`."""
        return Case(
            *(When(**{column: old}, then=Value(new)) for old, new in self.heirs.items()),
            output_field=IntegerField(),
        )


def carry_reform_out(switching: Switching, ready: Callable[[], None]) -> None:
    """Carry the change of an act out, as of its day. The caller has the transaction, the locks and the checks.

    `ready` runs once the portals that end have given up their codes, before any opens.
    """
    act, day = switching.act, switching.day
    rows = list(
        act.reform.rows.select_related("original", "result", "result__portal").order_by("position")
    )
    overseers = dict(Oversight.objects.in_force(day).values_list("portal_id", "overseer_id"))
    switching.ending = _ending(rows)
    _end_portals(switching)
    ready()
    _go_on(switching, rows)
    results = _open(switching, rows)
    switching.not_seated = give_decided_posts(switching)
    switching.heirs = heirs_of_ending(rows, switching.ending, results, overseers)
    _succeed(switching, rows, results)
    if moves := moves_of(rows, switching.ending, results):
        switching.moved = content_mover().carry(switching, moves)
    end_what_was_theirs(switching)
    _oversee(switching, rows, results)
    switching.touched |= {*switching.ending, *results.values()}


def faults_now(act: ReformAct, day: date) -> list[BadReformRow]:
    """What would be refused if the change were entered now, to hold from `day`. Seven queries."""
    units = act.reform.units.all()
    ours = [unit.portal_id for unit in units if unit.portal_id]
    # The day that was decided was looked at when it was entered; late, or once more, it is carried out on another.
    standing = replace(_without(units_standing(day), ours), may_move_sections=True)
    lines = lines_entered(act.reform)
    return ReformChecks(lines, standing, base_domain=settings.PORTALS_BASE_DOMAIN).faults()


def _without(standing: UnitsStanding, portals: Collection[int]) -> UnitsStanding:
    """What stands but for portals that this very change opened before, and that were ended again."""
    if not portals:
        return standing
    hosts = {host: holder for host, holder in standing.hosts.items() if holder not in portals}
    return replace(standing, hosts=hosts)


def _ending(rows: Iterable[ReformRow]) -> set[int]:
    stay = {row.original_id for row in rows if row.kind in STAYING}
    return {row.original_id for row in rows if row.original_id} - stay


def _end_portals(switching: Switching) -> None:
    """Write on the portals' own rows that they are closed; their pages go on answering as an archive."""
    portals = Portal.objects.filter(pk__in=switching.ending)
    switching.recorder.update(portals, closed_on=switching.day, site=None)


def _go_on(switching: Switching, rows: Iterable[ReformRow]) -> None:
    for row in rows:
        unit, portal = row.result, row.original
        if row.kind not in GOING_ON or unit is None or portal is None:
            continue
        if unit.hostname:
            give_host(switching, portal, unit.hostname)
        new = {"code": unit.code, "name": unit.name, "tier_id": unit.tier_id}
        if unit.hostname or any(getattr(portal, name) != value for name, value in new.items()):
            rename_portal_row(switching, portal, new)


def rename_portal_row(switching: Switching, portal: Portal, new: Mapping[str, str]) -> None:
    """Give a portal that goes on its new code, name and tier, and what bears the name beside it."""
    switching.recorder.update(Portal.objects.filter(pk=portal.pk), **new)
    portal.refresh_from_db()
    opener().rename(portal, switching)
    switching.touched.add(portal.pk)


def give_host(switching: Switching, portal: Portal, hostname: str) -> None:
    """From the day on `hostname` is the portal's main address; the one before goes on leading to it."""
    since = DateRange(switching.day, None)
    holding = portal.addresses.filter(period__contains=switching.day)
    before = holding.filter(is_main=True).first()
    if before is None or before.hostname == hostname:
        return
    ended = holding.filter(hostname__in=[before.hostname, hostname])
    switching.recorder.update(ended, period=period_until(switching.day))
    for name in (hostname, before.hostname):
        made = portal.addresses.create(hostname=name, is_main=name == hostname, period=since)
        switching.recorder.created(made)


def _open(switching: Switching, rows: Iterable[ReformRow]) -> dict[int, int]:
    """Open the portals of units that are founded; return the portal of each unit of the change, by keys."""
    results = {
        row.result_id: row.original_id
        for row in rows
        if row.kind in GOING_ON and row.result_id and row.original_id
    }
    founded = _overseers_first(switching.act.reform.units.exclude(pk__in=results).order_by("pk"))
    anew = [unit for unit in founded if unit.portal_id is None]
    opened = opener().open(anew, switching.day, switching.actor, switching.now)
    for unit, portal in zip(anew, opened, strict=True):
        unit.portal = portal
        unit.save(update_fields=["portal"])
    results.update((unit.pk, unit.portal_id) for unit in founded if unit.portal_id)
    return results


def _overseers_first(units: Iterable[ReformUnit]) -> list[ReformUnit]:
    """The units in an order in which whoever oversees comes first; the checks have refused circles."""
    ordered: list[ReformUnit] = []
    waiting = {unit.code: unit for unit in units}
    while waiting:
        first = [code for code, unit in waiting.items() if unit.overseer_code not in waiting]
        ordered += [waiting.pop(code) for code in first]
    return ordered


def heirs_of_ending(
    rows: Iterable[ReformRow],
    ending: Collection[int],
    results: Mapping[int, int],
    overseers: Mapping[int, int],
) -> dict[int, int]:
    """Who takes over the tasks of each portal that ends: its first result; of one that is dissolved, its overseer.

    Where that ends as well, who takes over from it. Whoever is left without one keeps what it has.
    """
    first: dict[int, int] = {}
    for row in rows:
        if row.original_id and row.result_id:
            first.setdefault(row.original_id, results[row.result_id])

    def next_of(portal: int) -> int | None:
        return first.get(portal) or overseers.get(portal)

    heirs = {}
    for portal in ending:
        heir, seen = next_of(portal), {portal}
        while heir is not None and heir in ending and heir not in seen:
            seen.add(heir)
            heir = next_of(heir)
        if heir is not None and heir not in ending:
            heirs[portal] = heir
    return heirs


def _succeed(switching: Switching, rows: Iterable[ReformRow], results: Mapping[int, int]) -> None:
    for row in rows:
        if row.original_id in switching.ending and row.result_id:
            succession = Succession.objects.create(
                portal_id=row.original_id,
                successor_id=results[row.result_id],
                kind=SUCCESSIONS.get(ChangeKind(row.kind), Succession.Kind.MERGE),
                happened_on=switching.day,
                mandate=switching.act.reform.mandate,
            )
            switching.recorder.created(succession)


def end_what_was_theirs(switching: Switching) -> None:
    """End and pass on the rows of the portals that end, table by table, as each floor declared."""
    for column, one in sorted(declared_fates().items()):
        if one.fate is Fate.CLOSE and column in endings():
            ending = endings()[column]
            switching.recorder.update(
                ending.rows(switching.ending, switching.day),
                column=column,
                **ending.values(switching.day, switching.now),
            )
        elif one.fate is Fate.FOLLOW:
            following = followings().get(column)
            if following is None:
                _follow(switching, column)
            else:
                switching.recorder.counts[column] += following.carry(switching)


def _follow(switching: Switching, column: str) -> None:
    rows, name = rows_of_column(column, switching.heirs.keys())
    if not switching.heirs:
        return
    switching.recorder.update(rows, column=column, **{name: switching.heir_of(name)})


def rows_of_column(column: str, portals: Collection[int]) -> tuple[QuerySet[Model], str]:
    """The rows that name one of `portals` in a column "app.Model.field", and the name of the field."""
    app, model_name, name = column.split(".")
    model: type[Model] = apps.get_model(app, model_name)
    return model._base_manager.filter(**{f"{name}__in": list(portals)}), name


def _oversee(switching: Switching, rows: Iterable[ReformRow], results: Mapping[int, int]) -> None:
    """Who goes on may stand under another from the day on."""
    codes = {unit.code: results[unit.pk] for unit in switching.act.reform.units.all()}
    for row in rows:
        unit = row.result
        if row.kind not in GOING_ON or unit is None or not row.original_id:
            continue
        overseer = codes.get(unit.overseer_code) or _open_with_code(
            unit.overseer_code, switching.day
        )
        oversee(switching, row.original_id, overseer)


def oversee(switching: Switching, portal: int, overseer: int | None) -> None:
    """From the day on `portal` stands under `overseer`, or under nobody."""
    day = switching.day
    standing = Oversight.objects.filter(portal=portal, period__contains=day)
    if standing.filter(overseer=overseer).exists():
        return
    switching.recorder.update(standing, period=period_until(day))
    if overseer is not None:
        since = DateRange(day, None)
        made = Oversight.objects.create(portal_id=portal, overseer_id=overseer, period=since)
        switching.recorder.created(made)
    switching.touched.add(portal)


def _open_with_code(code: str, day: date) -> int | None:
    found: int | None = (
        Portal.objects.open_on(day).filter(code=code).values_list("pk", flat=True).first()
    )
    return found
