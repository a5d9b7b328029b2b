"""Wagtail's PostgreSQL search for the admin, without its two faults that grow with the install, and one refusal.

The stock backend rewrites title weights over the whole table on every save (about 270 ms at 125,000 entries), and
its autocomplete is fixed to the `simple` configuration, which cannot find "Bắc Ninh" by "bac ninh".
"""

from typing import Any

from modelsearch.backends.database.postgres.postgres import PostgresSearchBackend

from editorial.wagtail_patches.search_index import (
    AutocompleteQueryCompiler,
    QueryCompiler,
    SteadyIndex,
)


class SearchBackend(PostgresSearchBackend):
    index_class = SteadyIndex
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.autocomplete_config = self.config
