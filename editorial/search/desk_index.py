"""The desk's index, a table of Wagtail's: the lexemes of the search, of drafts, files and pictures as well."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Model
from modelsearch.backends.database.postgres.postgres import ObjectIndexer
from modelsearch.index import AutocompleteField
from modelsearch.utils import get_content_type_pk
from wagtail.search.backends import get_search_backend

from editorial.wagtail_patches.search_index import SteadyIndex

from .lexemes import EXACT, vector_of

_WRITE = """
    INSERT INTO {table} (content_type_id, object_id, title, autocomplete, body, title_norm, title_text, body_text)
    SELECT %(type)s, id, title::tsvector, begun::tsvector, body::tsvector, 1.0, title_text, body_text
    FROM unnest(%(ids)s::text[], %(titles)s::text[], %(begun)s::text[], %(bodies)s::text[], %(title_texts)s::text[],
                %(body_texts)s::text[]) AS wanted (id, title, begun, body, title_text, body_text)
    ORDER BY id
    ON CONFLICT (content_type_id, object_id) DO UPDATE SET
        title = EXCLUDED.title, autocomplete = EXCLUDED.autocomplete, body = EXCLUDED.body, title_norm = 1.0,
        title_text = EXCLUDED.title_text, body_text = EXCLUDED.body_text
"""

# What the release before wrote has no exact lexeme. Of few rows that is no sign: their texts hold no word.
_OUTDATED = """
    SELECT id, content_type_id, object_id FROM {table}
    WHERE id > %(after)s AND NOT (title || autocomplete || body) @@ %(exact)s::tsquery
        AND length(title) + length(autocomplete) + length(body) > 0
    ORDER BY id LIMIT %(most)s
"""
A_SLICE = 500


class LexemeIndex(SteadyIndex):
    """Holds of each text what the search holds of public things, and not what a configuration of PostgreSQL makes."""

    def add_items(self, model: type[Model], objs: Iterable[Any]) -> None:
        indexers = [ObjectIndexer(one, self.backend) for one in objs]
        if not indexers or not indexers[0].search_fields:
            return
        texts = [_Texts(one) for one in indexers]
        with self.write_connection.cursor() as cursor:
            cursor.execute(
                _WRITE.format(table=self.entries.model._meta.db_table),
                {
                    "type": get_content_type_pk(model),
                    "ids": [one.id for one in indexers],
                    "titles": [vector_of(one.title) for one in texts],
                    "begun": [vector_of(one.begun) for one in texts],
                    "bodies": [vector_of(one.body) for one in texts],
                    "title_texts": [_plain(one.title) for one in texts],
                    "body_texts": [_plain(one.body) for one in texts],
                },
            )


class _Texts:
    """The texts of one thing, each with its weight and the heaviest first."""

    def __init__(self, indexer: ObjectIndexer) -> None:
        self.title: list[tuple[str, str]] = []
        self.begun: list[tuple[str, str]] = []
        self.body: list[tuple[str, str]] = []
        for field, weight, text in _fields_of(indexer):
            if isinstance(field, AutocompleteField):
                self.begun.append((weight, text))
            elif field.field_name == "title":
                self.title.append((weight, text))
            else:
                self.body.append((weight, text))
        for texts in (self.title, self.begun, self.body):
            texts.sort(key=lambda one: one[0])


def _fields_of(indexer: ObjectIndexer) -> Iterator[tuple[Any, str, str]]:
    for field in indexer.search_fields:
        for own, weight, text in indexer.prepare_field(indexer.obj, field):
            # PostgreSQL holds no zero character.
            yield own, weight, text.replace("\x00", "")


def _plain(texts: Sequence[tuple[str, str]]) -> str:
    return " ".join(stripped for _weight, text in texts if (stripped := text.strip()))


def bring_up_desk_index() -> int:
    """Write anew what was indexed in another way, and return how many things that were. Reads the whole table."""
    count, after = 0, 0
    while rows := _outdated(after):
        for type_id, keys in _by_type(rows).items():
            count += _index(ContentType.objects.get_for_id(type_id).model_class(), keys)
        after = rows[-1][0]
    return count


def _outdated(after: int) -> list[tuple[int, int, str]]:
    table = get_search_backend().get_index_for_model(ContentType).entries.model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            _OUTDATED.format(table=table),
            {"after": after, "exact": f"'{EXACT}':*", "most": A_SLICE},
        )
        return cursor.fetchall()


def _by_type(rows: Iterable[tuple[int, int, str]]) -> dict[int, list[str]]:
    keys = defaultdict(list)
    for _id, type_id, key in rows:
        keys[type_id].append(key)
    return keys


def _index(model: type[Model] | None, keys: Sequence[str]) -> int:
    if model is None:
        return 0
    things = list(model._default_manager.filter(pk__in=keys))
    get_search_backend().add_bulk(model, things)
    return len(things)
