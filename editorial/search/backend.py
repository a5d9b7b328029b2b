"""Wagtail's PostgreSQL search for the desk, over the lexemes of our own search.

The stock backend knows the words of a configuration of PostgreSQL: without accents "đất" is "đạt", and a word is one
syllable. It also rewrites title weights over the whole table on every save (about 270 ms at 125,000 entries), and
refuses lists that are narrowed by what the index does not know.
"""

from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend

from .desk_index import LexemeIndex
from .desk_queries import LexemeAutocompleteQueryCompiler, LexemeQueryCompiler


class SearchBackend(PostgresSearchBackend):
    index_class = LexemeIndex
    query_compiler_class = LexemeQueryCompiler
    autocomplete_query_compiler_class = LexemeAutocompleteQueryCompiler
