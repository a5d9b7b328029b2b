"""What sections of a row are held against: who may give some, which the new unit may have, and that each goes once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .contents import ALL_SECTIONS
from .enums import GIVING
from .sheet import ReformLine

if TYPE_CHECKING:
    from .standing import UnitsStanding


def section_faults(
    line: ReformLine, siblings: Sequence[ReformLine], standing: UnitsStanding
) -> Iterator[str]:
    """Why the sections of a row cannot move. `siblings` are the rows of the same unit."""
    if line.kind not in GIVING or line.is_from_outside(standing.province):
        yield _("Only what is merged, split or given up, of a portal here, moves sections.")
        return
    if not standing.may_move_sections:
        yield _(
            "Sections move on the first day of a month only: leave them out, or choose that day."
        )
    if ALL_SECTIONS in line.sections and len(line.sections) > 1:
        yield _("Write “all”, or the codes of sections, not both.")
    may_have = standing.sections.get(line.result.tier if line.result else "", frozenset())
    unknown = {*line.sections} - {ALL_SECTIONS} - may_have
    if unknown:
        yield _("The new unit has no section %(codes)s; it may have: %(allowed)s.") % {
            "codes": ", ".join(sorted(unknown)),
            "allowed": ", ".join(sorted(may_have)),
        }
    for other in siblings:
        if other.line < line.line and _both_move(line, other):
            yield _("Line %d moves the same section of this unit elsewhere.") % other.line


def _both_move(one: ReformLine, other: ReformLine) -> bool:
    both = {*one.sections} & {*other.sections}
    either = {*one.sections} | {*other.sections}
    return bool(both) or (ALL_SECTIONS in either and bool(one.sections and other.sections))
