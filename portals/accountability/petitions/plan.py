"""What a sheet would do: which petitions are new, which get a result, which stand already, and all that is wrong."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portals.clock import local_date
from portals.models import Portal
from portals.queries import all_below

from ..enums import CaseState, TermStep
from ..lives import NoTerm, Rules
from ..models import CouncilPetition
from . import rows as sheet
from .rows import PetitionRow, SheetFault, read_petition

# Whoever brought a petition in ends none that has gone to an agency beside or above them.
NOT_YOURS = gettext_lazy(
    "An agency that is not below yours has this petition now, and answers it here. Empty this cell."
)


@dataclass(slots=True)
class PetitionPlan:
    """`new` come with the agency that owes the answer, `results` with the petition that gets one."""

    portal: Portal
    new: list[tuple[PetitionRow, Portal]] = field(default_factory=list)
    results: list[tuple[PetitionRow, CouncilPetition]] = field(default_factory=list)
    unchanged: int = 0
    faults: list[SheetFault] = field(default_factory=list)
    # The portal and those below it, by id.
    within: frozenset[int] = frozenset()


def plan_petitions(
    portal: Portal, table: Iterable[tuple[int, Mapping[str, str]]], *, now: datetime, rules: Rules
) -> PetitionPlan:
    """Check a whole sheet, lines with cells by heading, that `portal` brings in. Nothing is changed. Three queries.

    The agencies that it may name are the portal itself and those below it.
    """
    plan = PetitionPlan(portal)
    read = [read_petition(line, cells, local_date(now)) for line, cells in table]
    found = [portal, *all_below([portal], local_date(now))]
    plan.within, owners = frozenset(one.pk for one in found), _owners(found)
    standing = _standing(portal, read)
    first: dict[tuple[str, str, str], int] = {}
    for row in read:
        _refuse_twice(row, first)
        _refuse_without_term(row, rules)
        owner = _owner_of(row, owners)
        there = standing.get(row.place)
        if there is not None:
            _compare(row, there, plan.within)
        if row.faults or owner is None:
            plan.faults += row.faults
        elif there is None:
            plan.new.append((row, owner))
        elif row.result and not there.result:
            plan.results.append((row, there))
        else:
            plan.unchanged += 1
    return plan


def _owners(portals: Iterable[Portal]) -> dict[str, list[Portal]]:
    """Return the agencies by code and by name, as a clerk may write either; a name may be that of several."""
    by_name: dict[str, list[Portal]] = {}
    by_code: dict[str, list[Portal]] = {}
    for one in portals:
        by_code[one.code.casefold()] = [one]
        for name in {one.name.casefold(), one.agency.casefold()}:
            by_name.setdefault(name, []).append(one)
    return by_name | by_code


def _owner_of(row: PetitionRow, owners: Mapping[str, list[Portal]]) -> Portal | None:
    found = owners.get(row.owner.casefold(), [])
    if not found and row.owner:
        row.refuse(
            sheet.OWNER,
            _("No agency here is called so. Write the name or the code of its portal."),
        )
    if len(found) > 1:
        codes = ", ".join(sorted(one.code for one in found))
        row.refuse(
            sheet.OWNER,
            _("Several agencies are called so. Write the code of the one meant: %(codes)s.")
            % {"codes": codes},
        )
    return found[0] if len(found) == 1 else None


def _standing(
    portal: Portal, rows: Iterable[PetitionRow]
) -> dict[tuple[str, str, str], CouncilPetition]:
    numbers = {row.number for row in rows}
    found = CouncilPetition.objects.filter(brought_by=portal, number__in=numbers)
    with_owner = found.select_related("case__received_by", "case__portal")
    return {(one.council, one.session, one.number): one for one in with_owner}


def _refuse_twice(row: PetitionRow, first: dict[tuple[str, str, str], int]) -> None:
    if (line := first.setdefault(row.place, row.line)) != row.line:
        row.refuse(
            sheet.NUMBER,
            _("Line %(line)s has this number in the same session. Keep one of them.")
            % {"line": line},
        )


def _refuse_without_term(row: PetitionRow, rules: Rules) -> None:
    if row.received_on is None:
        return
    try:
        rules.term(row.kind, TermStep.ANSWER, row.received_on)
    except NoTerm:
        row.refuse(sheet.RECEIVED_ON, _("No term is known for this day. Look at the year."))


def _compare(row: PetitionRow, there: CouncilPetition, within: Collection[int]) -> None:
    """What is public is not rewritten by a sheet: whatever it says otherwise is told."""
    for column in _differing(row, there):
        row.refuse(
            column,
            _("This petition stands with something else here. Take it over from the page, or leave the row out."),
        )  # fmt: skip
    if row.result and not there.result and there.case.state == CaseState.ENDED:
        row.refuse(sheet.RESULT, _("This petition was answered here already. Empty this cell."))
    elif row.result and not there.result and there.case.portal_id not in within:
        row.refuse(sheet.RESULT, str(NOT_YOURS))


def _differing(row: PetitionRow, there: CouncilPetition) -> Iterator[str]:
    case = there.case
    owner = case.received_by
    pairs = {
        sheet.KIND: (str(row.kind), case.kind),
        sheet.WORDS: (row.text.split(), there.text.split()),
        sheet.RAISED_BY: (row.raised_by, there.raised_by),
        sheet.RECEIVED_ON: (row.received_on, local_date(case.arrived_at)),
        sheet.DUE_ON: (row.set_days, case.set_days),
    }
    if row.is_titled:
        pairs[sheet.SUBJECT] = (row.subject, there.subject)
    if there.result:
        pairs[sheet.RESULT] = (row.result.split(), there.result.split())
        pairs[sheet.RESULT_ON] = (row.result_on, there.result_on)
    yield from (column for column, (said, stands) in pairs.items() if said != stands)
    names = {owner.name.casefold(), owner.agency.casefold(), owner.code.casefold()}
    if row.owner.casefold() not in names:
        yield sheet.OWNER
