"""Breaks when Django makes, compares or quotes columns in another way: ours would leave out what it then does."""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable

import pytest
from django.db.models import Count, Exists, F, ForeignKey, Max, OuterRef, QuerySet, Subquery
from django.db.models.expressions import Col, Expression
from django.db.models.sql.compiler import SQLCompiler
from wagtail.models import Page

from editorial.models import ArticlePage, Placement, SectionPage, StoryPage
from portals.boards.models import BoardMember, User
from portals.framework_patches import plain_columns
from portals.models import Oversight, Portal
from syndication.models import Delivery

STATEMENTS: dict[str, Callable[[], QuerySet]] = {
    "one table": lambda: User.objects.filter(pk=1),
    "a table and its parents": lambda: ArticlePage.objects.filter(live=True),
    "related rows": lambda: Placement.objects.select_related("story", "portal__site", "section"),
    "one table twice": lambda: Oversight.objects.select_related("portal", "overseer"),
    "order by what is selected": lambda: Placement.objects.order_by("portal", "story__title", "pk"),
    "order by an expression": lambda: Placement.objects.order_by(
        F("removed_at").desc(nulls_last=True)
    ),
    "children of what is selected": lambda: Page.objects.select_related("storypage__articlepage"),
    "some columns": lambda: ArticlePage.objects.only("title", "lead"),
    "without some of another's": lambda: Placement.objects.select_related("story").defer(
        "story__lead"
    ),
    "values": lambda: Delivery.objects.values("portal", "dispatch__story__title"),
    "groups": lambda: Placement.objects.values("portal").annotate(newest=Max("placed_at")),
    "groups of rows": lambda: Portal.objects.annotate(many=Count("placements")).order_by("-many"),
    "a statement inside": lambda: Portal.objects.filter(
        Exists(Placement.objects.filter(portal=OuterRef("pk"), story__live=True))
    ),
    "a value from inside": lambda: StoryPage.objects.annotate(
        first=Subquery(Placement.objects.filter(story=OuterRef("pk")).values("section")[:1])
    ),
    "a statement of rows inside": lambda: Portal.objects.filter(
        pk__in=SectionPage.objects.filter(live=True).values("portal")
    ),
    "two statements": lambda: (
        Portal.objects.filter(code="a").union(Portal.objects.filter(code="b")).order_by("name")
    ),
    "rows that differ": lambda: Placement.objects.order_by("portal", "pk").distinct("portal"),
    "locked": lambda: BoardMember.objects.select_related("board").select_for_update(of=("self",)),
    "none of it": lambda: Portal.objects.exclude(placements__story__live=True),
}
# What ours stands in for, as it was when that was written.
READ = "0b19a196b4f7"


def written() -> dict[str, str]:
    return {name: str(make().query) for name, make in STATEMENTS.items()}


@pytest.fixture
def by_django(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ForeignKey, "get_col", plain_columns.of_relation_by_django)
    monkeypatch.setattr(SQLCompiler, "get_default_columns", plain_columns.columns_by_django)
    monkeypatch.delattr(Col, "as_postgresql")
    monkeypatch.delattr(Col, "identity")


def test_statements_are_those_that_django_writes(db: None, request: pytest.FixtureRequest) -> None:
    # Twice: the second time what was kept is taken.
    ours = [written(), written()]

    request.getfixturevalue("by_django")

    assert ours == [written()] * 2


@pytest.mark.parametrize(
    "arguments",
    [("a", "portal"), ("a", "portal", "portal"), ("a", "portal", "pk"), (None, "removal_reason")],
)
def test_columns_are_compared_as_by_django(arguments) -> None:
    alias, *names = arguments
    fields = [Placement._meta.get_field(name if name != "pk" else "id") for name in names if name]
    column, same = (
        Col(alias, *fields),
        Col(alias=alias, target=fields[0], output_field=[*fields, None][1]),
    )

    assert column.identity == Expression.identity.func(column)
    assert same.identity == Expression.identity.func(same)
    assert (column == same) is (column.identity == same.identity)
    assert column != Col("another", *fields)


def test_a_relation_under_another_name_has_a_column_of_its_own() -> None:
    relation = Placement._meta.get_field("portal")
    own = relation.get_col(Placement._meta.db_table)
    assert relation.get_col(Placement._meta.db_table) is own
    assert relation.get_col("T4").alias == "T4"
    assert relation.get_col(Placement._meta.db_table, relation).output_field is relation


def test_a_model_that_was_given_a_field_has_its_column(monkeypatch: pytest.MonkeyPatch) -> None:
    options = Portal._meta
    before = plain_columns._placed(options)
    monkeypatch.setitem(options.__dict__, "concrete_fields", options.concrete_fields[:1])
    assert len(plain_columns._placed(options)) == 1 < len(before)


def test_columns_are_kept_so_and_django_makes_them_as_it_did() -> None:
    assert ForeignKey.get_col is plain_columns._of_relation, "portals.apps no longer asks for it."
    source = "".join(
        map(
            inspect.getsource,
            (
                plain_columns.of_relation_by_django,
                plain_columns.columns_by_django,
                Expression.identity.func,
                Expression._identity,
                Col.__init__,
                Col.as_sql,
                SQLCompiler.compile,
            ),
        )
    )
    assert hashlib.sha256(source.encode()).hexdigest()[:12] == READ, (
        "Django's columns are made in another way now: see whether ours still does the same, or is needed."
    )
