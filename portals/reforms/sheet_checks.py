"""What the rows of a change are held against, each by itself and one against another, before it is entered."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from .enums import GOING_ON, ChangeKind
from .section_checks import section_faults
from .sheet import ReformLine, ReformUnitSpec, ending_codes, opening_units

if TYPE_CHECKING:
    from portals.models import Tier

    from .standing import UnitsStanding

HOST_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
LONGEST_CODE, LONGEST_NAME, LONGEST_CLUSTER, LONGEST_HOST = 20, 120, 40, 200


@dataclass(frozen=True, slots=True)
class BadReformRow:
    """Why a row cannot be carried out. `line` counts as an editor shows it: the heading is line 1."""

    line: int
    reason: str


class ReformChecks:
    """All rows of a change, with their kinds, beside what stands the day before it."""

    def __init__(
        self, lines: Sequence[ReformLine], standing: UnitsStanding, *, base_domain: str
    ) -> None:
        self.lines = lines
        self.base_domain = base_domain
        self.standing = standing
        self.opening = opening_units(lines, standing.province)
        self.ending = ending_codes(lines)
        self.by_original: dict[str, list[ReformLine]] = defaultdict(list)
        self.by_result: dict[str, list[ReformLine]] = defaultdict(list)
        for line in lines:
            self.by_original[line.old_code].append(line)
            if line.result:
                self.by_result[line.result.code].append(line)

    def faults(self) -> list[BadReformRow]:
        """Every fault of every row, in the order of the rows."""
        if not self.lines:
            return [BadReformRow(1, _("The sheet has no rows."))]
        return [
            BadReformRow(line.line, reason)
            for line in self.lines
            for reason in (self._against_form(line) or self._against_sense(line))
        ]

    def _against_form(self, line: ReformLine) -> list[str]:
        """What is missing or too long. Nothing else is asked of such a row."""
        reasons = []
        if line.kind == ChangeKind.FOUND:
            if line.old_code or line.old_name or line.old_province:
                reasons.append(_("A unit that opens anew was none before: leave out the old one."))
        elif not line.old_code or not line.old_name:
            reasons.append(_("The code or the name of the unit that was is missing."))
        if line.kind not in ChangeKind.values:
            reasons.append(
                _("Unknown kind %(kind)s; use one of: %(kinds)s.")
                % {"kind": line.kind, "kinds": ", ".join(ChangeKind.values)}
            )
        if line.result and not (line.result.code and line.result.name and line.result.tier):
            reasons.append(
                _("Code, name and tier of the new unit belong together; one is missing.")
            )
        return [*reasons, *_too_long_of(line)]

    def _against_sense(self, line: ReformLine) -> list[str]:
        reasons = [*self._against_original(line), *self._against_kind(line)]
        if line.result:
            reasons += self._against_result(line, line.result)
        if line.sections:
            reasons += section_faults(line, self.by_original[line.old_code], self.standing)
        if self.by_original[line.old_code][0] is line:
            reasons += self._against_orphans(line)
        return reasons

    def _against_original(self, line: ReformLine) -> Iterator[str]:
        unit = self.standing.units.get(line.old_code)
        if line.kind == ChangeKind.FOUND:
            return
        if unit is None:
            if not line.is_from_outside(self.standing.province):
                yield _("No portal with the code %s is open the day before.") % line.old_code
        elif line.is_from_outside(self.standing.province):
            yield _("The code %(code)s belongs to the portal “%(name)s” of this province.") % {
                "code": line.old_code,
                "name": unit.name,
            }
        elif unit.name != line.old_name:
            yield _("The portal %(code)s is called “%(name)s”.") % {
                "code": line.old_code,
                "name": unit.name,
            }
        elif unit.ends_on is not None:
            yield _("The portal %(code)s closes on %(day)s.") % {
                "code": line.old_code,
                "day": f"{unit.ends_on:%d/%m/%Y}",
            }

    def _against_kind(self, line: ReformLine) -> Iterator[str]:
        siblings = self.by_original[line.old_code]
        if line.kind == ChangeKind.DISSOLVE and line.result:
            yield _("A unit that is dissolved becomes nothing: leave out the new unit.")
        if line.kind != ChangeKind.DISSOLVE and not line.result:
            yield _("The new unit is missing.")
        if line.kind == ChangeKind.DISSOLVE and len(siblings) > 1:
            yield _("The unit is dissolved here and becomes something on line %d.") % next(
                other.line for other in siblings if other is not line
            )
        if line.kind in GOING_ON:
            yield from self._against_going_on(line, siblings)
        twin = self._first_like(line)
        if twin is not line:
            yield _("Line %d says the same already.") % twin.line

    def _first_like(self, line: ReformLine) -> ReformLine:
        code = line.result.code if line.result else None
        return next(
            other
            for other in self.by_original[line.old_code]
            if (other.result.code if other.result else None) == code
        )

    def _against_going_on(self, line: ReformLine, siblings: Sequence[ReformLine]) -> Iterator[str]:
        for other in siblings:
            if other is not line and other.kind not in {ChangeKind.PART, ChangeKind.DISSOLVE}:
                yield _("The unit goes on here, so line %d can only give up a part.") % other.line
        if line.result is not None:
            yield from self._against_going_on_in(line, line.result)

    def _against_going_on_in(self, line: ReformLine, result: ReformUnitSpec) -> Iterator[str]:
        for other in self.by_result[result.code]:
            if other is not line and other.kind in GOING_ON:
                yield _("Another unit goes on in it as well, on line %d.") % other.line
        if line.kind == ChangeKind.CONTINUE and result.name != line.old_name:
            yield _("A unit that only goes on keeps its name; write “rename”.")
        if line.kind == ChangeKind.RENAME and result.name == line.old_name:
            yield _("The name stays the same; write “continue”.")
        unit = self.standing.units.get(line.old_code)
        if unit is not None and unit.tier != result.tier:
            yield _("A unit that goes on keeps its tier, %s.") % unit.tier

    def _against_result(self, line: ReformLine, result: ReformUnitSpec) -> Iterator[str]:
        first = self.by_result[result.code][0]
        if line.kind == ChangeKind.FOUND:
            yield from self._against_founding(line, result)
        if first.result != result:
            yield _("Line %(line)d describes the new unit %(code)s otherwise.") % {
                "line": first.line,
                "code": result.code,
            }
        if first is not line:
            return
        yield from self._against_taken_code(result)
        yield from self._against_tier(result)
        yield from self._against_overseer(result)
        yield from self._against_host(result)

    def _against_founding(self, line: ReformLine, result: ReformUnitSpec) -> Iterator[str]:
        for other in self.by_result[result.code]:
            if other.kind != ChangeKind.FOUND:
                yield _("Line %d says of what the unit is formed: leave out this one.") % other.line

    def _against_taken_code(self, result: ReformUnitSpec) -> Iterator[str]:
        holder = self.standing.units.get(result.code)
        mine = [row for row in self.by_result[result.code] if row.kind in GOING_ON]
        if holder is None or any(row.old_code == result.code for row in mine):
            return
        if mine:
            # A portal has one code for all its days, and on those before the change this one was another's.
            yield _(
                "The code %(code)s was that of “%(name)s”: no unit that goes on can take it. Say “merge” in its row."
            ) % {"code": result.code, "name": holder.name}
        if result.code in self.ending:
            return
        rows = self.by_original.get(result.code, [])
        leaves_it = any(
            row.kind in GOING_ON and row.result and row.result.code != result.code for row in rows
        )
        if not leaves_it:
            yield _("The code %(code)s stays with “%(name)s”, which does not end.") % {
                "code": result.code,
                "name": holder.name,
            }

    def _against_tier(self, result: ReformUnitSpec) -> Iterator[str]:
        tier = self.standing.tiers.get(result.tier)
        if tier is None or result.tier not in self.standing.tiers_in_force:
            yield _("Unknown tier %(tier)s; use one of: %(tiers)s.") % {
                "tier": result.tier,
                "tiers": ", ".join(sorted(self.standing.tiers_in_force)),
            }
        elif not result.name.startswith(tuple(f"{start} " for start in tier.name_prefixes)):
            yield _("The name “%(name)s” must begin with one of: %(prefixes)s.") % {
                "name": result.name,
                "prefixes": ", ".join(tier.name_prefixes),
            }

    def _against_overseer(self, result: ReformUnitSpec) -> Iterator[str]:
        tier = self.standing.tiers.get(result.tier)
        if tier is None:
            return
        if not result.overseer:
            if tier.level > self.standing.top_level:
                yield _("The overseer is missing.")
            return
        above = self._tier_after(result.overseer)
        if above is None:
            yield _("The overseer %s is neither a unit of this change nor open after it.") % (
                result.overseer
            )
        elif above.level >= tier.level:
            yield _("The overseer %(code)s is of tier %(tier)s, which is not above.") % {
                "code": result.overseer,
                "tier": above.name,
            }

    def _tier_after(self, code: str) -> Tier | None:
        rows = self.by_result.get(code)
        if rows and rows[0].result:
            return self.standing.tiers.get(rows[0].result.tier)
        unit = self.standing.units.get(code)
        changed = code in self.by_original and any(
            row.kind in GOING_ON and row.result and row.result.code != code
            for row in self.by_original[code]
        )
        if unit is None or code in self.ending or changed:
            return None
        return self.standing.tiers.get(unit.tier)

    def _against_host(self, result: ReformUnitSpec) -> Iterator[str]:
        if not result.host:
            return
        if not all(HOST_LABEL.fullmatch(label) for label in result.host.split(".")):
            yield (
                _("The host %s may hold only letters a-z, digits, hyphens and dots.") % result.host
            )
        elif self._is_anothers(f"{result.host}.{self.base_domain}", result):
            yield _("The host %s belongs to another portal.") % result.host
        else:
            for code, rows in self.by_result.items():
                other = rows[0].result
                if code != result.code and other and other.host == result.host:
                    yield _("The host %s stands on more than one line.") % result.host

    def _is_anothers(self, hostname: str, result: ReformUnitSpec) -> bool:
        """Whether it is or was the host of a portal that does not go on in the unit."""
        holder = self.standing.hosts.get(hostname)
        return holder is not None and not any(
            unit.pk == holder
            for row in self.by_result[result.code]
            if row.goes_on_in(self.standing.province)
            and (unit := self.standing.units.get(row.old_code))
        )

    def _against_orphans(self, line: ReformLine) -> Iterator[str]:
        """Units of which nothing is said, though who oversees them ends."""
        if line.old_code not in self.ending:
            return
        left = [
            name
            for code, name in self.standing.overseen_by(line.old_code)
            if code not in self.by_original
        ]
        if left:
            yield _("It oversees %(count)d portals of which the sheet says nothing: %(names)s.") % {
                "count": len(left),
                "names": ", ".join(left[:5]) + (" …" if len(left) > 5 else ""),
            }


def _too_long_of(line: ReformLine) -> Iterator[str]:
    result = line.result
    limited = [(line.old_code, LONGEST_CODE), (line.old_name, LONGEST_NAME)]
    limited.append((line.old_province, LONGEST_NAME))
    if result:
        limited += [(result.code, LONGEST_CODE), (result.name, LONGEST_NAME)]
        limited += [(result.overseer, LONGEST_CODE), (result.cluster, LONGEST_CLUSTER)]
        limited.append((result.host, LONGEST_HOST))
    for value, limit in limited:
        if len(value) > limit:
            yield _("“%(beginning)s…” is longer than %(limit)s characters.") % {
                "beginning": value[:20],
                "limit": limit,
            }
