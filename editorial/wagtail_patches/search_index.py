"""The two steps of the PostgreSQL search that grow with the install or stumble over Wagtail's own lists."""

from __future__ import annotations

from modelsearch.backends.database.postgres.postgres import (
    PostgresAutocompleteQueryCompiler,
    PostgresIndex,
    PostgresSearchQueryCompiler,
)


class SteadyIndex(PostgresIndex):
    """Weighs titles only when the whole index is rebuilt; a single save leaves the default weight.

    The stock index weighs all titles of the table after every save. A setting for that would replace this.
    """

    def _refresh_title_norms(self, full: bool = False) -> None:
        if full:
            super()._refresh_title_norms(full=True)


class AnyFilter:
    """Takes lists narrowed by anything: PostgreSQL narrows them itself, an index beside it would have to know how.

    Wagtail's lists of files narrow by how often a file is used, and by tags, and were an error with words beside it.
    A backend that checks filters only for indexes outside the database would replace this.
    """

    def _get_filters_from_queryset(self, check_only: bool = False) -> None:
        if not check_only:
            raise NotImplementedError


class QueryCompiler(AnyFilter, PostgresSearchQueryCompiler):
    pass


class AutocompleteQueryCompiler(AnyFilter, PostgresAutocompleteQueryCompiler):
    pass
