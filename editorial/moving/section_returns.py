"""Sections that a change of units moved, back where they were: what `restore` puts back as it was is prepared for it.

What a person took down or moved on since, stays where it is, and is named.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection
from wagtail.models import Page

from editorial.bulk_import.tree_paths import path_of_child, sibling_number
from editorial.enums import RemovalKind
from editorial.models import OldAddress, Placement, SectionPage
from editorial.placements.writing import end_placements, pin
from editorial.public_record.pages import note_pages_moved
from portals.reforms.models import ReformAct
from portals.reforms.recording import change_what_was, forget_changes, keys_created
from portals.reforms.switching import Switching
from portals.tree import PORTAL_PATH_LENGTH

from .section_moves import count_children

# The pages that the act moved, with where they were and came to.
_MOVED = """
    moved AS (
        SELECT change.id, change.row_key::int AS page_id,
            change.before ->> 'path' AS was, change.after ->> 'path' AS came
        FROM reforms_reformchange AS change
        WHERE change.act_id = %(act)s AND change.table_name = 'wagtailcore_page' AND change.before ? 'path'
    )
"""

# Moved on by a person, or taken down: the page is elsewhere, or its placement ended or lies in another section.
_STAYING = f"""
    WITH {_MOVED}, made AS (
        SELECT change.after, placement.* FROM reforms_reformchange AS change
        JOIN editorial_placement AS placement ON placement.id = change.row_key::bigint
        WHERE change.act_id = %(act)s AND change.table_name = 'editorial_placement' AND change.before IS NULL
    )
    SELECT page.id FROM moved JOIN wagtailcore_page AS page ON page.id = moved.page_id
    WHERE page.path <> moved.came
    UNION
    SELECT story_id FROM made WHERE removed_at IS NOT NULL OR section_id::text <> after ->> 'section_id'
"""

# At the successor the address leads back, as one leads on that was moved by hand. Where that is taken away, so is this.
_ADDRESSES_LEAD_BACK = f"""
    WITH {_MOVED}
    INSERT INTO editorial_oldaddress (portal_id, path, page_id, title, changed_at)
    SELECT portal.id, substr(page.url_path, length(home.url_path) + 1), page.id, page.title, %(now)s
    FROM moved JOIN wagtailcore_page AS page ON page.id = moved.page_id
    JOIN editorial_informationpage AS information ON information.page_ptr_id = page.id
    JOIN wagtailcore_page AS home ON home.path = left(page.path, %(home)s)
    JOIN portals_portal AS portal ON portal.root_id = home.id
    WHERE page.live OR page.first_published_at IS NOT NULL
    ON CONFLICT (portal_id, path) DO UPDATE
        SET page_id = EXCLUDED.page_id, title = EXCLUDED.title, changed_at = EXCLUDED.changed_at
    RETURNING id, xmax = 0
"""

# Something was written in its place meanwhile, where the portal goes on: it goes behind what is there now.
_STEP_ASIDE = f"""
    WITH {_MOVED}, taken AS (
        SELECT moved.id, left(moved.was, -%(width)s) AS parent,
            row_number() OVER (PARTITION BY left(moved.was, -%(width)s) ORDER BY moved.was) AS nth
        FROM moved JOIN wagtailcore_page AS other ON other.path = moved.was
    )
    SELECT taken.id, taken.parent, taken.nth, greatest(
        (SELECT max(left(page.path, length(taken.parent) + %(width)s)) FROM wagtailcore_page AS page
         WHERE page.path > taken.parent AND page.path < taken.parent || '['),
        (SELECT max(moved.was) FROM moved WHERE left(moved.was, -%(width)s) = taken.parent))
    FROM taken
"""

_URLS = """
    UPDATE wagtailcore_page AS page SET slug = named.slug, url_path = named.parent || named.slug || '/'
    FROM (
        SELECT own.id, parent.url_path AS parent, CASE WHEN EXISTS (
            SELECT FROM wagtailcore_page AS other WHERE other.slug = own.slug AND other.id <> own.id
            AND other.path > parent.path AND other.path < parent.path || '[' AND length(other.path) = length(own.path))
            THEN left(own.slug, 240) || '-' || own.id ELSE own.slug END AS slug
        FROM wagtailcore_page AS own JOIN wagtailcore_page AS parent ON parent.path = left(own.path, -%(width)s)
        WHERE own.id = ANY(%(pages)s)
    ) AS named
    WHERE page.id = named.id AND (page.slug, page.url_path) <> (named.slug, named.parent || named.slug || '/')
"""


def before_restoring(switching: Switching, done: ReformAct) -> list[dict[str, Any]]:
    """Make ready that pages and placements which `done` moved are put back; return what stays where it came to."""
    pages = _moved_pages(done)
    if not pages:
        return []
    list(Page.objects.filter(pk__in=pages).order_by("pk").select_for_update(no_key=True).only("pk"))
    staying = [pk for (pk,) in _rows(_STAYING, done)]
    _let_stay(done, staying)
    made = keys_created(done, Placement)
    _take_pins_off(switching, made)
    _lead_back(switching, done, made)
    _step_aside(done)
    return [{"table": Page._meta.db_table, "row": str(pk), "columns": ["path"]} for pk in staying]


def _lead_back(switching: Switching, done: ReformAct, made: Sequence[int]) -> None:
    """Let every address at a successor lead back; which of them stay is only known once everything is back."""
    forget_changes(done, Placement, made)
    placements = Placement.objects.filter(pk__in=made)
    end_placements(placements=placements, kind=RemovalKind.MOVED, reason="", now=switching.now)
    addresses = _rows(_ADDRESSES_LEAD_BACK, done, now=switching.now, home=PORTAL_PATH_LENGTH)
    switching.leading_back = {
        "editorial.Placement.portal": list(made),
        "editorial.OldAddress.portal": [pk for pk, is_new in addresses if is_new],
    }


def _let_stay(done: ReformAct, pages: Sequence[int]) -> None:
    """Pages, their placements and the addresses that lead to them are no matter of the act any more."""
    placements = Placement.objects.filter(story__in=pages)
    addresses = OldAddress.objects.filter(page__in=pages)
    forget_changes(done, Page, pages)
    forget_changes(done, Placement, placements.values_list("pk", flat=True))
    forget_changes(done, OldAddress, addresses.values_list("pk", flat=True))


def _take_pins_off(switching: Switching, made: Sequence[int]) -> None:
    """What was pinned there is pinned again once it is back."""
    pinned = Placement.objects.filter(pk__in=made, pinned_until__isnull=False)
    switching.pins = {
        story: until
        for story, until in pinned.values_list("story", "pinned_until")
        if until is not None
    }
    for story in switching.pins:
        pin(story_id=story, portal_ids=[], until=None, with_origin=True)


def after_restoring(switching: Switching, done: ReformAct) -> None:
    """Make what follows from places of pages: addresses, and how many lie in a section."""
    pages = _moved_pages(done)
    if not pages:
        return
    _run(_URLS, done, pages=pages, width=Page.steplen)
    paths = _rows(
        f"WITH {_MOVED} SELECT DISTINCT left(path, -%(width)s) FROM moved, unnest(ARRAY[was, came]) AS path",
        done,
        width=Page.steplen,
    )
    sections = SectionPage.objects.filter(path__in=[path for (path,) in paths])
    count_children([section.pk for section in sections])
    note_pages_moved(pages=pages, now=switching.now)
    for story, until in switching.pins.items():
        pin(story_id=story, portal_ids=[], until=until, with_origin=True)


def _moved_pages(done: ReformAct) -> list[int]:
    return [pk for (pk,) in _rows(f"WITH {_MOVED} SELECT page_id FROM moved ORDER BY 1", done)]


def _step_aside(done: ReformAct) -> None:
    """Give pages whose place in the tree was taken meanwhile another one, behind all others of their section."""
    taken = _rows(_STEP_ASIDE, done, width=Page.steplen)
    for change, parent, nth, greatest in taken:
        path = path_of_child(Page, parent, sibling_number(Page, greatest) + nth)
        change_what_was(change, "path", path)


def _rows(statement: str, done: ReformAct, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"act": done.pk, **values})
        return cursor.fetchall()


def _run(statement: str, done: ReformAct, **values: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"act": done.pk, **values})
