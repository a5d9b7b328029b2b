"""What an import would do: which documents it writes, which stand already, and every row that is wrong."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, field

from django.db.models import OuterRef, Subquery
from django.utils.translation import gettext as _

from editorial.models import OfficialDocumentPage, PortalDocument
from portals.models import Portal
from portals.tree import portal_at

from .columns import Column, UnreadableRegister, columns_in
from .files import files_called, marks_of_secrecy, refuse_unfit_files
from .rows import RegisterRow, RowFault, read_row

# What a row may say otherwise than the document that stands; it is told, and nothing is changed.
_COMPARED = {
    "lead": Column.ABSTRACT,
    "document_kind": Column.KIND,
    "effective_on": Column.EFFECTIVE_ON,
    "in_force_through": Column.ENDS_ON,
    "signer": Column.SIGNER,
}


@dataclass(frozen=True, slots=True)
class Differing:
    """A row whose document stands here already, and in which columns it says something else."""

    line: int
    title: str
    columns: tuple[str, ...]


@dataclass(slots=True)
class ImportPlan:
    """`unchanged` counts rows whose documents stand on this portal; of those `differing` say something else."""

    portal: Portal
    to_write: list[RegisterRow] = field(default_factory=list)
    unchanged: int = 0
    differing: list[Differing] = field(default_factory=list)
    faults: list[RowFault] = field(default_factory=list)
    files: dict[str, PortalDocument] = field(default_factory=dict)
    # What was read, and the headings of columns that were not.
    columns: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()

    @property
    def without_file(self) -> int:
        return sum(not row.files for row in self.to_write)


def plan_of(
    portal: Portal,
    table: Iterable[tuple[int, Mapping[str, str]]],
    *,
    offered: Container[str] = (),
) -> ImportPlan:
    """Check a whole table, lines with cells by heading, for `portal`. Nothing is changed. Three queries.

    `offered` are the names of files that come with it. Raises UnreadableRegister where its columns are not known.
    """
    plan = ImportPlan(portal)
    rows = _read(table, plan)
    standing = _standing({row.document.own_identity for row in rows if not row.faults})
    seen: dict[str, int] = {}
    new: list[RegisterRow] = []
    for row in rows:
        if row.faults:
            continue
        identity = row.document.own_identity
        if (first := seen.setdefault(identity, row.line)) != row.line:
            row.refuse(
                Column.NUMBER,
                _("Line %(line)s is the same document. Keep one of them.") % {"line": first},
            )
        elif (there := standing.get(identity)) is None:
            new.append(row)
        elif vars(there)["portal_id"] == portal.pk:
            plan.unchanged += 1
            plan.differing += _differing(row, there)
        else:
            row.refuse(
                Column.NUMBER,
                _(
                    "%(portal)s has published this document. Have it republished, and take the row out."
                )
                % {"portal": vars(there)["portal_name"]},
            )
    plan.files = files_called(portal, (name for row in new for name in row.files))
    marks = marks_of_secrecy(plan.files.values())
    for row in new:
        refuse_unfit_files(row, plan.files, offered, marks)
    plan.to_write = [row for row in new if not row.faults]
    plan.faults = [fault for row in rows for fault in row.faults]
    return plan


def _read(table: Iterable[tuple[int, Mapping[str, str]]], plan: ImportPlan) -> list[RegisterRow]:
    rows: list[RegisterRow] = []
    columns: dict[str, Column] = {}
    for line, cells in table:
        if not columns:
            columns = columns_in(cells)
            plan.columns = tuple(f"{name} ({column.value})" for name, column in columns.items())
            plan.ignored = tuple(name for name in cells if name not in columns)
        said = {columns[name]: text for name, text in cells.items() if name in columns}
        rows.append(read_row(line, said))
    if not rows:
        raise UnreadableRegister(_("The table has a heading and no rows."))
    return rows


def _standing(identities: set[str]) -> dict[str, OfficialDocumentPage]:
    """Return the live documents by identity, each with its portal. One query."""
    name = Portal.objects.filter(pk=OuterRef("portal_id")).values("name")
    found = (
        OfficialDocumentPage.objects.filter(identity__in=identities)
        .annotate(portal_id=portal_at("path"))
        .annotate(portal_name=Subquery(name))
    )
    return {document.identity: document for document in found}


def _differing(row: RegisterRow, there: OfficialDocumentPage) -> list[Differing]:
    columns = tuple(
        column.value
        for name, column in _COMPARED.items()
        if getattr(row.document, name) and getattr(row.document, name) != getattr(there, name)
    )
    return [Differing(row.line, there.title, columns)] if columns else []
