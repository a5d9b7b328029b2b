"""Breaks when the search weighs titles or checks filters by other names: saving would slow down with every story."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from modelsearch.backends.base import FilterFieldError
from modelsearch.backends.database.postgres.postgres import (
    PostgresIndex,
    PostgresSearchBackend,
    PostgresSearchQueryCompiler,
)
from wagtail.search.backends import get_search_backend

from editorial.models import ArticlePage, PortalImage
from editorial.search.backend import SearchBackend
from tests.factories import make_portal, published_story
from tests.support.contracts import must_take

pytestmark = pytest.mark.django_db


def weighed(backend: PostgresSearchBackend, story: ArticlePage) -> bool:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        backend.add_bulk(ArticlePage, [story])
    return any("title_norm" in query["sql"] and "UPDATE" in query["sql"][:10] for query in seen)


def test_saving_weighs_no_titles_and_the_stock_index_does():
    must_take(PostgresIndex, "_refresh_title_norms", "full", used_by="SteadyIndex")
    story = published_story(make_portal())
    assert isinstance(get_search_backend(), SearchBackend)
    assert not weighed(get_search_backend(), story), "Titles are weighed by another method now."
    assert weighed(PostgresSearchBackend({}), story), (
        "The stock index weighs no titles at a save any more: SteadyIndex can go."
    )


def test_a_rebuild_weighs_them_by_a_word_that_ours_knows():
    with CaptureQueriesContext(connection) as seen:
        SearchBackend({}).index_class(SearchBackend({}))._refresh_title_norms(full=True)
    assert any("title_norm" in query["sql"] for query in seen)


def test_a_list_may_be_narrowed_by_what_the_index_does_not_know():
    must_take(
        PostgresSearchQueryCompiler,
        "_get_filters_from_queryset",
        "check_only",
        used_by="AnyFilter",
    )
    narrowed = PortalImage.objects.filter(credit="Ban Biên tập")
    assert list(get_search_backend().search("cầu", narrowed)) == []
    assert list(get_search_backend().autocomplete("cầu", narrowed)) == []
    # Where this is not raised, AnyFilter can go.
    with pytest.raises(FilterFieldError):
        PostgresSearchBackend({}).search("cầu", narrowed)
