"""Wagtail's PostgreSQL search for the admin, without its two faults that grow with the install, and one refusal.

The stock backend rewrites title weights over the whole table on every save (about 270 ms at 125,000 entries), and
its autocomplete is fixed to the `simple` configuration, which cannot find "Bắc Ninh" by "bac ninh".
"""

from typing import Any

from modelsearch.backends.database.postgres.postgres import (
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)


class SteadyIndex(PostgresIndex):
    def _refresh_title_norms(self, full: bool = False) -> None:
        """Weigh titles only when the whole index is rebuilt; a single save leaves the default weight."""
        if full:
            super()._refresh_title_norms(full=True)


class AnyFilter:
    """Takes lists narrowed by anything: PostgreSQL narrows them itself, an index beside it would have to know how.

    Wagtail's lists of files narrow by how often a file is used, and by tags, and were an error with words beside it.
    """

    def _get_filters_from_queryset(self, check_only: bool = False) -> None:
        if not check_only:
            raise NotImplementedError


class QueryCompiler(AnyFilter, PostgresSearchQueryCompiler):
    pass


class AutocompleteQueryCompiler(AnyFilter, PostgresAutocompleteQueryCompiler):
    pass


class SearchBackend(PostgresSearchBackend):
    index_class = SteadyIndex
    query_compiler_class = QueryCompiler
    autocomplete_query_compiler_class = AutocompleteQueryCompiler

    def __init__(self, params: dict[str, Any]) -> None:
        super().__init__(params)
        self.autocomplete_config = self.config
