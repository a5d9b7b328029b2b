"""How the desk's lists and choosers ask Wagtail's table: by the lexemes of the search."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from modelsearch.backends.database.postgres.postgres import PostgresSearchQueryCompiler
from modelsearch.query import Phrase, PlainText

from editorial.wagtail_patches.search_index import AutocompleteQueryCompiler, QueryCompiler

from .desk_words import begun_query, desk_query

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models.sql.compiler import SQLCompiler


class LexemeQuery(SearchQuery):
    """A query whose lexemes are made already: no configuration of PostgreSQL reads words in it."""

    def __init__(self, text: str, *, invert: bool = False) -> None:
        super().__init__(text, invert=invert)
        self._inverted = invert

    def as_sql(
        self,
        compiler: SQLCompiler,
        connection: BaseDatabaseWrapper,
        function: str | None = None,
        template: str | None = None,
        arg_joiner: str | None = None,
        **extra_context: Any,
    ) -> tuple[str, tuple[str | int, ...]]:
        sql, params = compiler.compile(self.get_source_expressions()[-1])
        sql = f"({sql})::tsquery"
        return (f"!!({sql})" if self._inverted else sql), tuple(params)


class OfLexemes(PostgresSearchQueryCompiler):
    """Reads plain words and phrases as the search does. Where fields are named, the stock way compares these."""

    reads = staticmethod(desk_query)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # It is asked for once to find, and once for each vector that is ranked.
        self._read = cache(self.reads)

    def build_tsquery_content(self, query: Any, config: Any = None, invert: bool = False) -> Any:
        text = self._text_of(query)
        if text is None:
            return super().build_tsquery_content(query, config=config, invert=invert)
        return LexemeQuery(self._read(text)[0], invert=invert)

    def build_tsrank(self, vector: Any, query: Any, config: Any = None, boost: float = 1.0) -> Any:
        text = self._text_of(query)
        if text is None:
            return super().build_tsrank(vector, query, config=config, boost=boost)
        return (
            SearchRank(vector, LexemeQuery(self._read(text)[1]), weights=self.sql_weights) * boost
        )

    def _text_of(self, query: Any) -> str | None:
        if self.fields is not None:
            return None
        if isinstance(query, PlainText) and query.operator == "and":
            return str(query.query_string)
        return f'"{query.query_string}"' if isinstance(query, Phrase) else None


class LexemeQueryCompiler(OfLexemes, QueryCompiler):
    pass


class LexemeAutocompleteQueryCompiler(OfLexemes, AutocompleteQueryCompiler):
    reads = staticmethod(begun_query)
