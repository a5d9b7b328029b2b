"""What an export would do to the catalogue as it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from editorial.procedures.handling import standing_procedures
from editorial.procedures.models import CatalogueFile, Procedure

from .columns import CatalogueFault
from .reading import ReadCatalogue, ReadProcedure

# An export that ends so many at once is rather cut short than right: whoever carries it out says that it is right.
FEW_ENDED, SHARE_ENDED = 5, 5


@dataclass(frozen=True, slots=True)
class StandingVersion:
    """A procedure that stands, as far as a plan needs it."""

    pk: int
    code: str
    name: str
    version: int


@dataclass(frozen=True, slots=True)
class CataloguePlan:
    """`changed` are those whose description is another; `ended` those that the export has no more."""

    catalogue: ReadCatalogue
    begun: tuple[ReadProcedure, ...]
    changed: tuple[tuple[StandingVersion, ReadProcedure], ...]
    ended: tuple[StandingVersion, ...]
    unchanged: int
    faults: tuple[CatalogueFault, ...]

    @property
    def changes_nothing(self) -> bool:
        return not (self.begun or self.changed or self.ended)

    @property
    def ends_many(self) -> bool:
        """Whether so many of those that stand would end that somebody must say that this is right."""
        standing_now = self.unchanged + len(self.changed) + len(self.ended)
        return len(self.ended) > max(FEW_ENDED, standing_now // SHARE_ENDED)


def plan_import(catalogue: ReadCatalogue, today: date) -> CataloguePlan:
    """Compare an export with what stands. Two queries."""
    rows = standing_procedures().values_list("pk", "code", "name", "version", "digest")
    stands = {row[1]: (StandingVersion(*row[:4]), row[4]) for row in rows}
    begun, changed = [], []
    unchanged = 0
    for read in catalogue.procedures:
        known = stands.pop(read.code, None)
        if known is None:
            begun.append(read)
        elif known[1] != read.digest:
            changed.append((known[0], read))
        else:
            unchanged += 1
    ended = sorted((version for version, _digest in stands.values()), key=lambda one: one.code)
    return CataloguePlan(
        catalogue,
        tuple(begun),
        tuple(changed),
        tuple(ended),
        unchanged,
        (*_age_fault(catalogue, today), *catalogue.faults),
    )


def last_versions(codes: list[str]) -> dict[str, int]:
    """Return the highest version that each code ever had. One query."""
    found: dict[str, int] = {}
    for code, version in Procedure.objects.filter(code__in=codes).values_list("code", "version"):
        found[code] = max(version, found.get(code, 0))
    return found


def _age_fault(catalogue: ReadCatalogue, today: date) -> list[CatalogueFault]:
    if catalogue.exported_on is None:
        return []
    # One of a day to come would have every right one refused until then.
    if catalogue.exported_on > today:
        reason = _("This day is yet to come. Write the day on which the export was made.")
        return [CatalogueFault(1, "ngay_xuat", reason)]
    newest = (
        CatalogueFile.objects.filter(begun__isnull=False)
        .order_by("-exported_on")
        .values_list("exported_on", flat=True)
        .first()
    )
    if newest is None or newest <= catalogue.exported_on:
        return []
    return [
        CatalogueFault(
            1,
            "ngay_xuat",
            _("An export of %(day)s was brought in already, which is newer. Take a newer one.")
            % {"day": f"{newest:%d/%m/%Y}"},
        )
    ]
