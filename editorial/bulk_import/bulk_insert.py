"""Writing many pages into the tree at once: a few statements, however many pages.

Wagtail saves pages one by one, at about 75 ms each. Here parents are locked once, places are computed together and
rows go in by bulk. Nothing is validated and no signal is sent: search entries, references and placements are the
caller's to write.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import batched, chain, count

from django.contrib.contenttypes.models import ContentType
from django.db import connection, models, transaction
from wagtail.models import Page

from editorial.wagtail_patches.rows import insert_into_one_table
from portals.text import slug_of

from .tree_paths import path_of_child, sibling_number

Children = Mapping[Page, Sequence[Page]]

ROWS_A_STATEMENT = 500
TABLE = Page._meta.db_table


class UnableToPlant(Exception):
    """The pages cannot stand where they were to be put."""


def insert_pages(*, children: Children) -> None:
    """Insert new pages as the last children of their parents, in the order given.

    The instances receive primary key, path and slug, and can be edited and published as usual afterwards.
    Related rows held in the instances (parental keys) are not written.
    """
    with transaction.atomic():
        give_places(children=children)
        insert_rows(pages=[page for pages in children.values() for page in pages])


def give_places(*, children: Children) -> None:
    """Lock the parents and give each new page all that follows from its place, its primary key included.

    Writes only the parents' number of children, so call `insert_rows` in the same transaction.
    """
    children = {parent: pages for parent, pages in children.items() if pages}
    parents = _lock(children)
    steps_taken = last_steps(parents.values())
    new_ids = _reserve_ids(sum(map(len, children.values())))
    for parent, pages in children.items():
        home = parents[parent.pk]
        for step, page in enumerate(pages, start=steps_taken[home.path] + 1):
            page.pk = page.id = next(new_ids)
            page.depth = home.depth + 1
            page.path = path_of_child(Page, home.path, step)
            page.numchild = 0
            page.locale_id = home.locale_id
            page.content_type = ContentType.objects.get_for_model(type(page))
            page.draft_title = page.draft_title or page.title
            page.translation_key = uuid.uuid4()
            page.slug = page.slug or slug_of(page.title, fallback="trang")
        parent.numchild = home.numchild + len(pages)
    _make_slugs_unique(children, [path for path, last in steps_taken.items() if last])
    for parent, pages in children.items():
        for page in pages:
            page.url_path = f"{parents[parent.pk].url_path}{page.slug}/"
    _count_children({parent.pk: len(pages) for parent, pages in children.items()})


def insert_rows(*, pages: Iterable[Page]) -> None:
    """Insert the rows of pages that `give_places` has prepared: the page table, then those of each kind."""
    levels: dict[type[models.Model], list[Page]] = {}
    for page in pages:
        for model in (*reversed(type(page)._meta.get_parent_list()), type(page)):
            levels.setdefault(model, []).append(page)
            for link in filter(None, model._meta.parents.values()):
                setattr(page, link.attname, page.pk)
    for model, rows in levels.items():
        fields = model._meta.local_concrete_fields
        for some in batched(rows, ROWS_A_STATEMENT):
            insert_into_one_table(model, some, fields=fields, using=connection.alias)
    for page in levels.get(Page, []):
        page._state.adding = False
        page._state.db = connection.alias


def _lock(children: Children) -> dict[int, Page]:
    """Lock the parents in the order of their ids, so that two writers wait for each other and never in a ring."""
    wanted = {parent.pk for parent in children}
    found = {
        page.pk: page
        for page in Page.objects.filter(pk__in=wanted).order_by("pk").select_for_update(no_key=True)
    }
    if missing := wanted - found.keys():
        raise UnableToPlant(f"No such parent page: {sorted(missing)}")
    return found


def last_steps(parents: Iterable[Page]) -> dict[str, int]:
    """Return, by path, the number of each parent's last child: the greatest path below begins with that child's."""
    steps = {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT parent.path, (
                SELECT max(page.path) FROM {TABLE} AS page
                WHERE page.path > parent.path AND page.path < parent.path || '['
            )
            FROM unnest(%s::text[]) AS parent(path)
            """,
            [[parent.path for parent in parents]],
        )
        for path, greatest in cursor.fetchall():
            step = (greatest or "")[len(path) : len(path) + Page.steplen]
            steps[path] = sibling_number(Page, step) if step else 0
    return steps


def _make_slugs_unique(children: Children, paths_with_children: Sequence[str]) -> None:
    """Put -2, -3 ... behind slugs that are taken under the same parent, by rows or by pages of this batch."""
    wishes = {page.slug for pages in children.values() for page in pages}
    taken = _taken(paths_with_children, wishes)
    if taken:
        taken |= _taken_with_number(paths_with_children, {slug for _path, slug in taken})
    for pages in children.values():
        for page in pages:
            home = page.path[: -Page.steplen]
            wish = page.slug
            spellings = chain([wish], (f"{wish}-{number}" for number in count(2)))
            page.slug = next(slug for slug in spellings if (home, slug) not in taken)
            taken.add((home, page.slug))


def _taken(paths: Sequence[str], slugs: Iterable[str]) -> set[tuple[str, str]]:
    """Return the (parent's path, slug) that stand below `paths` already, looked up by slug."""
    if not paths:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT left(path, length(path) - %s), slug FROM {TABLE}
            WHERE slug = ANY(%s) AND left(path, length(path) - %s) = ANY(%s)
            """,
            [Page.steplen, list(slugs), Page.steplen, list(paths)],
        )
        return set(cursor.fetchall())


def _taken_with_number(paths: Sequence[str], slugs: Iterable[str]) -> set[tuple[str, str]]:
    """Return the spellings of `slugs` with a number behind that stand below `paths`; reads all pages there."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            SELECT parent.path, page.slug FROM unnest(%s::text[]) AS parent(path)
            JOIN {TABLE} AS page ON page.path > parent.path AND page.path < parent.path || '['
                AND length(page.path) = length(parent.path) + %s
            WHERE regexp_replace(page.slug, '-[0-9]+$', '') = ANY(%s)
            """,
            [list(paths), Page.steplen, list(slugs)],
        )
        return set(cursor.fetchall())


def _reserve_ids(number: int) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [TABLE, number],
        )
        return iter([row[0] for row in cursor.fetchall()])


def _count_children(numbers: Mapping[int, int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            UPDATE {TABLE} AS page SET numchild = numchild + added.number
            FROM unnest(%s::int[], %s::int[]) AS added(id, number) WHERE page.id = added.id
            """,
            [list(numbers), list(numbers.values())],
        )
