"""Writing the rows of the search. They alone write `SearchThing`; the trigger of placements moves what stands where."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from itertools import batched
from typing import TYPE_CHECKING

from django.db import connection

from editorial.models import SearchThing
from portals.text import nfc

from .lexemes import vector_of
from .sources import STORIES, SearchSource, registered_sources
from .syllables import syllable_runs

if TYPE_CHECKING:
    from .sources import ThingWords

SLICE = 500
LONGEST_BODY, LONGEST_SHOWN_BODY, LONGEST_FILES = 200_000, 6_000, 300_000
_TABLE = SearchThing._meta.db_table
# What did not change is not written: most rounds change nothing.
_WRITE = f"""
    INSERT INTO {_TABLE} AS thing
        (source, key, kind, page_id, portal_id, places, at, section_type, field, title_size, digest, words,
         shown)
    SELECT %(source)s, key, kind, page_id, portal_id, places::int[], at, section_type, field, title_size,
        digest, words::tsvector, shown::jsonb
    FROM unnest(%(keys)s::text[], %(kinds)s::text[], %(pages)s::int[], %(portals)s::bigint[], %(places)s::text[],
                %(ats)s::timestamptz[], %(section_types)s::text[], %(fields)s::text[], %(sizes)s::int[],
                %(digests)s::bytea[], %(words)s::text[], %(shown)s::text[])
        AS wanted (key, kind, page_id, portal_id, places, at, section_type, field, title_size, digest, words, shown)
    ORDER BY key
    ON CONFLICT (source, key) DO UPDATE SET
        kind = EXCLUDED.kind, page_id = EXCLUDED.page_id, field = EXCLUDED.field,
        portal_id = CASE WHEN %(stands)s THEN thing.portal_id ELSE EXCLUDED.portal_id END,
        places = CASE WHEN %(stands)s THEN thing.places ELSE EXCLUDED.places END,
        at = CASE WHEN %(stands)s THEN thing.at ELSE EXCLUDED.at END,
        section_type = CASE WHEN %(stands)s THEN thing.section_type ELSE EXCLUDED.section_type END,
        title_size = EXCLUDED.title_size, digest = EXCLUDED.digest, words = EXCLUDED.words, shown = EXCLUDED.shown
    WHERE thing.digest <> EXCLUDED.digest
"""


def write_things(source: str, things: Iterable[ThingWords]) -> int:
    """Write the rows of `things`, each named once; return how many were new or changed. A statement a slice."""
    written = 0
    for some in batched(things, SLICE):
        with connection.cursor() as cursor:
            cursor.execute(
                _WRITE, {"source": source, "stands": source == STORIES, **_columns(some)}
            )
            written += cursor.rowcount
    return written


def refresh(source: SearchSource, keys: Collection[str] | None = None) -> int:
    """Bring the rows of a source, or of these keys, to what it says now; return how many were written or deleted."""
    there = {}
    for thing in source.things(keys):
        there[thing.key] = thing
    written = write_things(source.name, there.values())
    known = SearchThing.objects.filter(source=source.name)
    if keys is not None:
        known = known.filter(key__in=keys)
    gone = [key for key in known.values_list("key", flat=True) if key not in there]
    if gone:
        SearchThing.objects.filter(source=source.name, key__in=gone).delete()
    return written + len(gone)


def refresh_sources() -> int:
    """Bring all rows to what the sources say now, those of stories apart, which are written as they are published."""
    return sum(refresh(source) for source in registered_sources())


def _columns(things: Collection[ThingWords]) -> dict[str, list[object]]:
    columns: dict[str, list[object]] = {
        name: []
        for name in (
            *("keys", "kinds", "pages", "portals", "places", "ats", "section_types"),
            *("fields", "sizes", "digests", "words", "shown"),
        )
    }
    for one in things:
        shown = _shown(one)
        words = vector_of(
            [
                ("A", one.title),
                ("A", one.number),
                ("B", one.place),
                ("B", one.text),
                ("C", " ".join(one.facts)),
                ("C", one.body[:LONGEST_BODY]),
                ("D", one.files[:LONGEST_FILES]),
            ],
            number=one.number,
            kind=one.kind,
        )
        row: dict[str, object] = {
            "keys": one.key,
            "kinds": one.kind,
            "pages": one.page_id,
            "portals": one.portal_id,
            "places": _places(one),
            "ats": one.at,
            "section_types": one.section_type,
            "fields": one.field[:120],
            "sizes": min(sum(map(len, syllable_runs(one.title))), 999),
            "words": words,
            "shown": shown,
        }
        told = "\x1f".join(str(row[name]) for name in row)
        row["digests"] = hashlib.blake2b(told.encode(), digest_size=16).digest()
        for name, value in row.items():
            columns[name].append(value)
    return columns


def _places(one: ThingWords) -> str:
    there = [] if one.portal_id is None else sorted({one.portal_id, *one.also_on})
    return f"{{{','.join(map(str, there))}}}"


def _shown(one: ThingWords) -> str:
    body = "\n".join(
        part for part in (one.body[:LONGEST_SHOWN_BODY], one.files[:LONGEST_SHOWN_BODY]) if part
    )
    return json.dumps(
        {
            "title": _clean(one.title),
            "text": _clean(one.text),
            "address": one.address,
            "facts": [_clean(fact) for fact in one.facts],
            "body": _clean(body),
        },
        ensure_ascii=False,
    )


def _clean(text: str) -> str:
    # PostgreSQL's JSON holds no zero character.
    return nfc(text).replace("\x00", "")
