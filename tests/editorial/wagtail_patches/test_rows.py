"""Breaks when Django inserts rows by another name; and when it may go, since `bulk_create` does it."""

import pytest
from django.contrib.auth.models import Group
from django.db.models.query import QuerySet

from editorial.models import ArticlePage
from editorial.wagtail_patches.rows import insert_into_one_table
from tests.support.contracts import must_take


@pytest.mark.django_db
def test_rows_go_into_the_table(django_assert_num_queries):
    must_take(QuerySet, "_insert", "objs", "fields", used_by="insert_into_one_table")
    rows = [Group(pk=9001, name="một"), Group(pk=9002, name="hai")]
    with django_assert_num_queries(1):
        insert_into_one_table(
            Group, rows, fields=Group._meta.local_concrete_fields, using="default"
        )
    assert set(Group.objects.filter(pk__gte=9001).values_list("name", flat=True)) == {"một", "hai"}


@pytest.mark.django_db
def test_django_still_refuses_models_of_several_tables():
    # Where this is not raised, rows.py can go.
    with pytest.raises(ValueError, match="multi-table"):
        ArticlePage.objects.bulk_create([ArticlePage()])
