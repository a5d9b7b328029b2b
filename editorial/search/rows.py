"""Writing the rows of the search. They alone write `SearchThing`; the trigger of placements moves what stands where."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterable
from dataclasses import fields
from itertools import batched
from typing import TYPE_CHECKING

from django.db import connection, transaction
from django.db.models import F, Func, Value

from editorial.models import SearchThing
from portals.text import nfc

from .lexemes import vector_of
from .sources import STORIES, SearchSource
from .syllables import syllable_runs

if TYPE_CHECKING:
    from .sources import ThingWords

SLICE = 500
# Of how rows are made (docs/search.md): with another one the rounds make them anew.
VERSION = 1
# PostgreSQL's advisory locks: who changes what a source reads shares one with others who do.
LOCK = 8_117
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


@transaction.atomic
def refresh(source: SearchSource, keys: Collection[str]) -> int:
    """Bring the rows of these keys to what the source says now; return how many were written or deleted.

    For whoever has just written what the source reads: a round of `refresh_outdated` is let out first, so that nothing
    that is taken back now is written again by one that read it before.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock_shared(%s, hashtext(%s))", [LOCK, source.name])
    return _bring(source, keys)


@transaction.atomic
def refresh_outdated(source: SearchSource, keys: Collection[str]) -> int | None:
    """Do so for a round of the clock; return None, and do nothing, while somebody's changes are under way."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s, hashtext(%s))", [LOCK, source.name])
        if not cursor.fetchone()[0]:
            return None
    return _bring(source, keys)


def _bring(source: SearchSource, keys: Collection[str]) -> int:
    there = {thing.key: thing for thing in source.things(keys)}
    written = write_things(source.name, there.values())
    gone = SearchThing.objects.filter(source=source.name, key__in=set(keys) - there.keys())
    return written + gone.delete()[0]


def outdated(source: SearchSource) -> list[str]:
    """Return the keys whose rows are not what the source says now. Reads all of it, and makes nothing of it."""
    known = {
        key: bytes(digest)
        for key, digest in SearchThing.objects.filter(source=source.name).values_list(
            "key", "digest"
        )
    }
    changed = [
        thing.key
        for thing in source.things(None)
        if known.pop(thing.key, b"") != digest_of_thing(thing)
    ]
    return sorted({*changed, *known})


def digest_of_thing(thing: ThingWords) -> bytes:
    """Return by what a row is known to be of the same words, made in the same way."""
    told = "\x1f".join(str(getattr(thing, one.name)) for one in fields(thing))
    return hashlib.blake2b(f"{VERSION}\x1f{told}".encode(), digest_size=16).digest()


def expect_travel(page_id: int) -> None:
    """Note that a story is about to stand on other portals too: else its first places would wait for each other."""
    SearchThing.objects.filter(page=page_id, portal__isnull=False).exclude(
        places__contains=[SearchThing.TRAVELS]
    ).update(places=Func(F("places"), Value(SearchThing.TRAVELS), function="array_append"))


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
                *(("A", name) for name in one.names),
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
        row["digests"] = digest_of_thing(one)
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
