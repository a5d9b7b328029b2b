"""Each floor writes its own tables, and one room of the editorial floor alone writes placements."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from editorial.models import Placement
from tests.support.table_writers import UNKNOWN, Source

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("portals", "editorial", "syndication", "scoring")
PLACEMENTS = Placement._meta.db_table
ROOM = "editorial/placements/"
# A migration changes rows between two releases, when no verb runs.
WRITE_PLACEMENTS = (ROOM, "editorial/migrations/")
# Made-up data of all floors, on a scratch database or in the demo. What it writes by SQL, and why by no verb.
ALLOWED = {
    "syndication/bench/travels.py": (
        {"editorial_placement", "syndication_delivery"},
        "is the limit beside which the verbs are measured: the least SQL that leaves the same rows",
    ),
    "scoring/bench/past_work.py": (
        {"syndication_dispatch", "syndication_delivery"},
        "makes up a month that is past; the verbs send and settle now",
    ),
    "editorial/archiving/catalogue.py": (
        {"{?}", "file", "before", "used", "look"},
        "writes the list of an archive that is being made, in a database of its own on the disk (SQLite)",
    ),
    "portals/practice/scrubbing.py": (
        {"{?}"},
        "empties what a clone for practice must not hold, in a database that nobody works with yet",
    ),
    "portals/reforms/restoring.py": (
        {"{?}"},
        "puts back rows of any table, as they were kept when a change of units wrote them by the floors' own rules",
    ),
    "portals/visits/actions.py": ({"{?}"}, "adds views to any of its own tables of counts"),
    "portals/visits/keeping.py": ({"{?}"}, "puts together days of its own tables of counts"),
    "editorial/bench/reforms.py": (
        {"editorial_placement"},
        "fills placements up by millions; the verb takes them one by one",
    ),
    "editorial/bench/copied_stories.py": (
        {"as", "{?}", "editorial_placement"},
        "copies stories by hundreds of thousands within the database, by a table that goes with the transaction",
    ),
    "editorial/migrations/0064_shares_of_views_so_far.py": (
        {"visits_dayshare"},
        "tells views that were counted before apart by kinds and sections, which this floor alone knows",
    ),
    "editorial/search/desk_index.py": (
        {"{?}"},
        "writes the index of the framework's lists, whose table is the library's",
    ),
    "editorial/demo/visits.py": (
        {
            *("visits_pageviews", "visits_dayshare", "visits_dayreaders"),
            "editorial_usefulnesscount",
        },
        "makes up readers of weeks that are past; they are counted as they come",
    ),
}


def _models() -> Iterator[tuple[str, str, str]]:
    """Each model's name, its table, and which floor or package has it."""
    for model in apps.get_models(include_auto_created=True):
        package = apps.get_app_config(model._meta.app_label).name.partition(".")[0]
        yield model.__name__, model._meta.db_table, package


TABLES = {name: table for name, table, _package in _models()}
OWNERS = {table: package for _name, table, package in _models()}


def modules() -> Iterator[tuple[str, str]]:
    for floor in FLOORS:
        for path in sorted((ROOT / floor).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), path.read_text()


def faults(path: str, text: str) -> Iterator[str]:
    """What a module must not write, in words."""
    source = Source(text, TABLES)
    for line, table in source.sql_writes():
        owner = OWNERS.get(table)
        if table in ALLOWED.get(path, (set(), ""))[0]:
            continue
        if owner is None:
            yield f"{path}:{line} writes a table that the text does not tell: {table}"
        elif owner in FLOORS and not path.startswith(f"{owner}/"):
            yield f"{path}:{line} writes {table} of {owner}"
        elif table == PLACEMENTS and not path.startswith(WRITE_PLACEMENTS):
            yield f"{path}:{line} writes placements"
    if not path.startswith(WRITE_PLACEMENTS):
        for line in source.model_writes("Placement", "placements"):
            yield f"{path}:{line} writes placements"


def test_no_floor_writes_anothers_tables_and_no_other_room_placements() -> None:
    assert [fault for path, text in modules() for fault in faults(path, text)] == []


@pytest.mark.parametrize("path", ALLOWED)
def test_what_is_allowed_is_done(path: str) -> None:
    written = {table for _line, table in Source((ROOT / path).read_text(), TABLES).sql_writes()}

    assert ALLOWED[path][0] <= written


def test_the_room_itself_is_seen_to_write() -> None:
    seen = {
        path
        for path, text in modules()
        if path.startswith(ROOM)
        for source in [Source(text, TABLES)]
        if PLACEMENTS in {table for _line, table in source.sql_writes()}
        or list(source.model_writes("Placement", "placements"))
    }

    assert seen == {"editorial/placements/actions.py", "editorial/placements/writing.py"}


OFFENDERS = {
    "inserted": 'SQL = "INSERT INTO editorial_placement (id) VALUES (1)"',
    "in lower case": 'SQL = "insert into editorial_placement values (1)"',
    "over lines": 'SQL = """\n    INSERT\n    INTO "editorial_placement" (id)\n"""',
    "with its schema": 'SQL = "DELETE FROM public.editorial_placement WHERE id = 1"',
    "within a statement": (
        'SQL = "WITH a AS (UPDATE editorial_placement p SET via = 1 RETURNING id) SELECT FROM a"'
    ),
    "updated by an alias": 'SQL = "UPDATE ONLY editorial_placement AS p SET via = 1"',
    "merged": 'SQL = "MERGE INTO editorial_placement USING a ON true WHEN MATCHED THEN DELETE"',
    "emptied": 'SQL = "TRUNCATE TABLE syndication_delivery, editorial_placement CASCADE"',
    "copied": 'SQL = "COPY editorial_placement (id) FROM STDIN"',
    "of parts": 'HEAD = "INSERT INTO "\nSQL = HEAD + "editorial_placement" + " DEFAULT VALUES"',
    "in braces": 'table = "editorial_placement"\nSQL = f"DELETE FROM {table} WHERE id = 1"',
    "by the model's table": 'SQL = f"DELETE FROM {Placement._meta.db_table}"',
    "by its module": 'SQL = "DELETE FROM " + models.Placement._meta.db_table',
    "in a call": 'cursor.execute(f"UPDATE editorial_placement SET via = {via}", [1])',
    "created": "Placement.objects.create(via='x')",
    "many at once": "models.Placement._default_manager.bulk_create(rows, ignore_conflicts=True)",
    "filtered": "Placement.objects.standing().filter(pk=1).update(via='x')",
    "kept in a name": "rows = Placement.objects.all()\nof = rows.exclude(via='')\nof.delete()",
    "of a portal": "portal.placements.filter(via='').update(via='x')",
    "of a story": "def f(story):\n    story.placements.create(via='x')",
    "saved": "def f():\n    made = Placement(via='x')\n    made.via = 'y'\n    made.save()",
    "fetched and saved": "one = Placement.objects.get(pk=1)\none.save(update_fields=['via'])",
    "picked and deleted": "Placement.objects.filter(pk=1)[0].delete()",
    "given and saved": "def f(placement):\n    placement.save()",
}
CANNOT_TELL = {
    "open": 'def f(table):\n    return f"DELETE FROM {table} WHERE id = 1"',
    "formatted": 'SQL = "INSERT INTO {} VALUES (1)".format(table)',
    "by a parameter": 'SQL = "TRUNCATE %s" % table',
    "of no model": 'SQL = "DELETE FROM something_else"',
}
INNOCENTS = {
    "reads": 'SQL = "SELECT FROM editorial_placement ORDER BY id FOR UPDATE SKIP LOCKED"',
    "shares": 'SQL = "SELECT 1 FROM editorial_placement FOR NO KEY UPDATE OF editorial_placement"',
    "its own": 'SQL = "UPDATE syndication_delivery d SET how = 1 FROM editorial_placement p"',
    "of its own on conflict": (
        'SQL = "INSERT INTO syndication_delivery VALUES (1) ON CONFLICT (id) DO UPDATE SET how = 1"'
    ),
    "of the framework": 'SQL = "DELETE FROM wagtailcore_page WHERE id = 1"',
    "copied out": 'SQL = "COPY editorial_placement TO STDOUT"',
    "explained": 'def f():\n    """Does not UPDATE editorial_placement SET anything."""',
    "in prose": 'TEXT = _("Copy what others wrote, and update it.")',
    "of another model": "Delivery.objects.filter(placement=1).update(how='x')",
    "not saved": "row = Placement(via='x')\nrow.section = section",
    "read": "found = Placement.objects.filter(pk=1).first()",
}
SOMEWHERE = "syndication/deliveries/planted.py"


@pytest.mark.parametrize("text", OFFENDERS.values(), ids=OFFENDERS)
def test_a_planted_writer_is_found(text: str) -> None:
    found = list(faults(SOMEWHERE, text))

    assert len(found) == 1
    assert "editorial_placement of editorial" in found[0] or "writes placements" in found[0]
    assert (
        list(faults("editorial/placements/planted.py", text.replace("syndication_delivery, ", "")))
        == []
    )


@pytest.mark.parametrize("text", OFFENDERS.values(), ids=OFFENDERS)
def test_a_planted_writer_is_found_in_another_room_of_the_floor(text: str) -> None:
    found = list(faults("editorial/review/planted.py", text.replace("syndication_delivery, ", "")))

    assert [fault.partition(" ")[2] for fault in found] == ["writes placements"]


@pytest.mark.parametrize("text", CANNOT_TELL.values(), ids=CANNOT_TELL)
def test_a_table_that_the_text_does_not_tell_is_a_fault(text: str) -> None:
    [found] = faults(SOMEWHERE, text)

    assert found.endswith((UNKNOWN, "something_else"))


@pytest.mark.parametrize("text", INNOCENTS.values(), ids=INNOCENTS)
def test_who_writes_nothing_of_others_is_left_alone(text: str) -> None:
    assert list(faults(SOMEWHERE, text)) == []


def test_a_floor_is_found_that_writes_below_and_above_itself() -> None:
    text = 'SQL = "UPDATE syndication_delivery SET how = 1"'

    assert list(faults("scoring/measures/planted.py", text)) == [
        "scoring/measures/planted.py:1 writes syndication_delivery of syndication"
    ]
    assert list(faults("editorial/review/planted.py", text)) == [
        "editorial/review/planted.py:1 writes syndication_delivery of syndication"
    ]
