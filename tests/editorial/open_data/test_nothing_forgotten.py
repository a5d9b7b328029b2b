"""Whatever the product has as a table is a set of open data, or it is said here why it is none.

Tables are found in the code: what writes CSV or XLSX, what reads a sheet that somebody sends, each list of the desk
that is taken away, each public address of a table. A new one fails until it is named.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from django.urls import get_resolver

from editorial.open_data.registry import dataset_sources
from portals.admin_kit.lists import DeskList
from tests.portals.audit_log.test_exports import FLOORS, ROOT, functions_that_write, lists_of

type Modules = Iterable[tuple[str, ast.Module]]

# What reads a table that somebody brings, or writes one by itself: of these names, a call.
READERS = {
    *("read_table", "load_workbook", "reader", "DictReader", "read_catalogue", "read_sheet"),
    *("rows_of_sheet", "Workbook", "writer"),
}
# The readers themselves, and what reads no table of a board's.
MACHINERY = {
    "portals/admin_kit/exports.py": "reads and writes all tables",
    "portals/admin_kit/lists.py": "the one exporter of the desk's lists, each of which is asked below",
    "editorial/file_text/office.py": "reads the words of any workbook, for search",
    "editorial/demo/opening.py": "the demo reads the list of portals that it opens",
    "editorial/open_data/table_views.py": "answers for each `OpenTable`, whatever it holds",
    "editorial/demo/procedures.py": "the demo brings its catalogue in",
    "editorial/demo/sheet_files.py": "the demo's sheets, which are brought in as boards do",
    "portals/uploads/inspecting.py": "examines whatever is sent, apart from who reads it",
    "editorial/demo/reform_checks.py": "`demo --check` writes a change of units for itself",
    "editorial/moving/leaving.py": "the list of sums of an archive that a portal leaves with",
    "editorial/moving/chapters.py": "tables of an archive that a portal leaves with",
    "editorial/moving/old_platform.py": "tables of the platform of before, which come in as pages",
    "editorial/demo/disclosure_checks.py": "`demo --check` reads back what is public",
    "syndication/recalls/management/commands/verify_certificate.py": "reads back what was certified",
}
# By who writes or reads it: the source that offers it.
SETS = {
    "editorial/answers/public/figure_views.py::answer_figures_file": "AnswerSets",
    "editorial/answers/public/figure_views.py::answers_file": "AnswerSets",
    "editorial/documents/register/table.py::register_file": "Registers",
    "editorial/management/commands/import_documents.py": "Registers",
    "editorial/disclosures/data_files.py::disclosure_file": "DisclosedSheets",
    "editorial/disclosures/reading/delimited.py": "DisclosedSheets",
    "editorial/disclosures/indicator_views.py::indicator_file": "ComparedFigures",
    "editorial/land/prices/views.py::land_prices_file": "StreetPrices",
    "editorial/petitions/views.py::petitions_file": "PetitionSets",
    "editorial/plans/public/section.py::plan_targets_file": "PlanTargets",
    "editorial/reception/public.py::reception_file": "ReceptionDays",
    "editorial/disclosures/desk/reading.py": "DisclosedSheets",
    "editorial/documents/desk/listing.py::PortalDocuments": "Registers",
    "editorial/management/commands/import_procedures.py": "Procedures",
    "editorial/procedures/importing/actions.py": "Procedures",
    "editorial/procedures/desk/listing.py::PortalProcedures": "Procedures",
    "editorial/schedules/desk/views.py": "LeadersWeeks",
    "scoring/published/as_csv.py": "PublishedScores",
    "scoring/published/views.py::scores_file": "PublishedScores",
    "scoring/views/league.py::League": "PublishedScores",
    "scoring/views/league_workbook.py": "PublishedScores",
}
EXCLUDED = {
    "editorial/readership/views.py::portal_readership_file": "how often a portal is read: its board's own",
    "editorial/readership/views.py::readership_below_file": "how often portals are read: for whoever is above",
    "portals/learning/skills/desk/report.py::SkillReport": "what members of boards can do: of persons",
    "portals/learning/skills/desk/courses.py::attendance_sheet": "an empty form to fill in and send back",
    "portals/learning/skills/sheet.py": "who came to a session: of persons",
    "editorial/consultations/desk/views.py::_exported": "what citizens said of a draft: public as a summary by article",
    "editorial/bench/quarter.py": "a sheet that the bench makes up for a scratch database",
    "portals/demo/organisations.py": "which portals the demo opens: their list is the catalogue of all",
    "editorial/opening/listing.py": "which portals the operator opens: their list is the catalogue of all",
    "portals/accountability/desk/sheets.py": "petitions and answers brought in: offered as petitions are",
    "portals/accountability/desk/sheets.py::get": "an empty form to fill in and send back",
    "portals/audit_log/views.py::Journal": "who did what: names persons, and is shown to those concerned",
    "portals/auditors/desk/accesses.py::Accesses": "what auditors looked at: names persons",
    "portals/boards/appointment_list.py": "appointments of persons: contact pages show who holds a post",
    "portals/boards/desk/views/lists.py::BoardList": "persons with their addresses of mail",
    "portals/boards/desk/views/lists.py::boards_template": "an empty form to fill in and send back",
    "portals/social/desk/counting.py::social_totals_file": "followers as boards entered them: for whoever is above",
    "portals/social/desk/counting.py::_template": "an empty form to fill in and send back",
    "portals/reforms/desk/views.py::get": "an empty form to fill in and send back",
    "portals/reforms/sheet.py": "a change of units before it holds: afterwards the catalogue of all portals says it",
    "scoring/auditing/dossier_workbook.py": "what one auditor takes away of months that may not be public",
    "scoring/auditing/views/months.py::AuditMonth": "months of an audit, published or not",
    "scoring/auditing/views/trail.py::AuditTrail": "who did what in open months: names persons",
    "scoring/management/commands/enter_facts.py": "facts of an open month: public with its scores",
    "scoring/packs/workbook.py": "figures of published months once more, for a report",
    "scoring/rubrics/xlsx_format.py": "a rubric to be drawn up: public with the scores by it",
    "scoring/views/registers.py": "facts of an open month: public with its scores",
    "scoring/views/registers.py::_sheet": "an empty form to fill in and send back",
    "scoring/views/year_workbook.py": "the months of a year together: each is a set by itself",
    "syndication/dispatches/views.py::DispatchPage": "to whom a board sends: work of the desk",
    "syndication/dispatches/views.py::DispatchProgress": "how far a sending came: work of the desk",
    "syndication/recalls/views/certificates.py::as_csv": "proof of one recall, for who recalled",
}  # fmt: skip
# The papers come with their procedures.
OTHER = {"ProcedurePapers"}


def test_every_table_is_a_set_or_says_why_not() -> None:
    modules = list(_modules())
    found = {*_writers(modules), *_readers(modules), *_lists(), *_public_tables()}
    named = {*SETS, *EXCLUDED}
    assert found - named == set(), "a table that is no set of open data, and nobody says why"
    assert named - found == set(), "no table any more"
    assert all(len(why) > 20 for why in EXCLUDED.values())


def test_every_source_is_named() -> None:
    registered = [type(one).__name__ for one in dataset_sources()]
    assert len(registered) == len(set(registered))
    assert {*SETS.values(), *OTHER} == set(registered)


def _modules() -> Iterator[tuple[str, ast.Module]]:
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            name = str(path.relative_to(ROOT))
            if name not in MACHINERY:
                yield name, ast.parse(path.read_text())


def _writers(modules: Modules) -> Iterator[str]:
    for name, tree in modules:
        for function in functions_that_write(tree):
            yield f"{name}::{function.name}"


def _readers(modules: Modules) -> Iterator[str]:
    for name, tree in modules:
        if any(_reads(node) for node in ast.walk(tree)):
            yield name


def _reads(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    if isinstance(called, ast.Attribute):
        return called.attr in READERS and getattr(called.value, "id", "") in ("csv", "openpyxl")
    return isinstance(called, ast.Name) and called.id in READERS


def _lists() -> Iterator[str]:
    get_resolver().url_patterns  # noqa: B018  (imports every view)
    for view in lists_of(DeskList):
        if view.exports and view.__module__.partition(".")[0] in FLOORS:
            module = view.__module__.replace(".", "/")
            yield f"{module}.py::{view.__qualname__}"


def _public_tables() -> Iterator[str]:
    for pattern in _patterns(get_resolver("portals.urls.public").url_patterns):
        if any(form in str(pattern.pattern) for form in ("csv", "xlsx", "ods", "table_form")):
            view = pattern.callback
            module = view.__module__.replace(".", "/") + ".py"
            if module not in MACHINERY:
                yield f"{module}::{view.__name__}"


def _patterns(some: Iterable[object]) -> Iterator[object]:
    for one in some:
        yield from _patterns(one.url_patterns) if hasattr(one, "url_patterns") else [one]
