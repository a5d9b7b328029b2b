"""What a kind of content shows of itself in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from editorial.kinds.registry import ContentKind, Fact, KindTable, called, kind_of

if TYPE_CHECKING:
    from editorial.models import Placement, StoryPage

register = template.Library()


@register.filter
def teaser(placement: Placement) -> str:
    """Return the template that shows a placement in a list, by its kind."""
    try:
        return called(placement.kind).teaser_template
    except KeyError:
        # While nodes are upgraded one by one, one that does not know the kind yet still serves lists.
        return ContentKind.teaser_template


@register.simple_tag
def facts_of(page: StoryPage) -> list[Fact]:
    """Return what the page's kind says of it beside the text. No query."""
    return kind_of(page).facts(page)


@register.simple_tag
def tables_of(page: StoryPage) -> list[KindTable]:
    """Return the tables that the page's kind shows beside the text, in as many queries as the kind needs."""
    return kind_of(page).tables(page)


@register.filter
def labelled_rows(table: KindTable) -> list[list[tuple[str, str]]]:
    """Return the rows of a table with the name of its column beside each cell."""
    return [list(zip(table.head, row, strict=True)) for row in table.rows]
