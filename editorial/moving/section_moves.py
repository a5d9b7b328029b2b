"""Sections of a portal that come to its successor: their pages, where stories stand, their files, their addresses.

Set-based: a handful of statements, however many pages. Each row that is written is kept by the act's recorder.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import Q
from wagtail.models import Page

from editorial.bulk_import.bulk_insert import last_steps
from editorial.bulk_import.tree_paths import spelt_step
from editorial.models import (
    InformationPage,
    OldAddress,
    Placement,
    PortalDocument,
    PortalImage,
    SectionPage,
    StoryPage,
)
from editorial.placements.writing import move_origins
from editorial.public.section_contents import has_content
from editorial.public_record.pages import note_pages_moved
from portals.models import Portal
from portals.reforms.contents import SectionsMove

from .section_pairs import (
    MovingPage,
    SectionPair,
    lock_sections,
    pages_moving,
    section_pairs,
)

if TYPE_CHECKING:
    from portals.reforms.switching import Switching

# A slug that is taken gets the page's number behind it: the number alone resolves the address of a story.
_MOVE = """
    WITH wanted AS (
        SELECT page.id, page.slug, target.path AS parent, target.url_path,
            goes.last + row_number() OVER (PARTITION BY target.id ORDER BY page.path) AS step,
            row_number() OVER (PARTITION BY target.id, page.slug ORDER BY page.path) AS nth
        FROM unnest(%(pages)s::int[], %(targets)s::int[], %(last)s::int[]) AS goes (page_id, target_id, last)
        JOIN wagtailcore_page AS page ON page.id = goes.page_id
        JOIN wagtailcore_page AS target ON target.id = goes.target_id
    ), named AS (
        SELECT id, parent, url_path, step, CASE
            WHEN nth = 1 AND NOT EXISTS (
                SELECT FROM wagtailcore_page AS other WHERE other.slug = wanted.slug
                AND other.path > parent AND other.path < parent || '['
                AND length(other.path) = length(parent) + %(width)s)
            THEN slug ELSE left(slug, 240) || '-' || id END AS slug
        FROM wanted
    )
    UPDATE wagtailcore_page AS page
    SET path = parent || {spelt}, slug = named.slug, url_path = named.url_path || named.slug || '/'
    FROM named WHERE page.id = named.id
"""

COUNT_CHILDREN = """
    UPDATE wagtailcore_page AS section SET numchild = (
        SELECT count(*) FROM wagtailcore_page AS page WHERE page.path > section.path
        AND page.path < section.path || '[' AND length(page.path) = length(section.path) + %(width)s)
    WHERE section.id = ANY(%(sections)s)
"""

# Of files that no page but those that move uses. Both are asked: the index may be behind, and drafts are only there.
_FILES = """
    WITH uses AS (
        SELECT used.{column} AS file_id, used.page_id FROM {published} AS used
        UNION SELECT entry.to_object_id::int, entry.object_id::int FROM wagtailcore_referenceindex AS entry
        WHERE entry.to_content_type_id = %(kind)s AND entry.base_content_type_id = %(page)s
    )
    SELECT file_id, min(goes.portal_id) FROM uses
    LEFT JOIN unnest(%(pages)s::int[], %(portals)s::int[]) AS goes (page_id, portal_id) USING (page_id)
    WHERE file_id IN (SELECT file_id FROM uses WHERE page_id = ANY(%(pages)s))
    GROUP BY file_id HAVING bool_and(goes.page_id IS NOT NULL)
"""

_LOG = """
    INSERT INTO wagtailcore_pagelogentry
        (page_id, content_type_id, label, action, timestamp, user_id, data, content_changed, deleted)
    SELECT page.id, page.content_type_id, left(page.title, 250), 'editorial.move_story', %(now)s, %(user)s,
        jsonb_build_object('from', goes.origin, 'portal', goes.portal_id, 'section', goes.target_id), false, false
    FROM unnest(%(pages)s::int[], %(targets)s::int[], %(portals)s::int[], %(origins)s::int[])
        AS goes (page_id, target_id, portal_id, origin)
    JOIN wagtailcore_page AS page ON page.id = goes.page_id
"""


def carry_sections(
    switching: Switching, moves: Sequence[SectionsMove]
) -> Mapping[tuple[int, str], int]:
    """Bring the sections to where they go; return how many pages went, by the original's key and the section's code."""
    pairs = section_pairs(switching, moves)
    lock_sections([page.pk for pair in pairs for page in (pair.source, pair.target)])
    moving = pages_moving(pairs)
    if moving:
        before = _addresses_of(moving)
        _move_pages(switching, moving)
        _move_stories(switching, moving)
        _keep_addresses(switching, moving, before)
        _move_files(switching, moving)
        _log_moves(switching, moving)
    count_children([page.pk for pair in pairs for page in (pair.source, pair.target)])
    _lead_on(switching, pairs, moves)
    return Counter(
        (page.pair.source.portal_id, page.pair.source.section_type_id) for page in moving
    )


def count_children(sections: Collection[int]) -> None:
    """Write anew how many pages lie in each of these sections."""
    with connection.cursor() as cursor:
        cursor.execute(COUNT_CHILDREN, {"sections": list(sections), "width": Page.steplen})


def _addresses_of(moving: Sequence[MovingPage]) -> dict[int, tuple[str, str]]:
    """Address and title of each standing page that is, or was, public. One query."""
    pages = InformationPage.objects.filter(pk__in=[page.pk for page in moving])
    public = pages.filter(Q(live=True) | Q(first_published_at__isnull=False))
    return {pk: (path, title) for pk, path, title in public.values_list("pk", "url_path", "title")}


def _move_pages(switching: Switching, moving: Sequence[MovingPage]) -> None:
    keys = [page.pk for page in moving]
    switching.recorder.watch(Page.objects.filter(pk__in=keys), "path", "slug", "url_path")
    targets = {page.pair.target.pk: page.pair.target for page in moving}
    last = last_steps(targets.values())
    _must_have_room(moving, last)
    with connection.cursor() as cursor:
        cursor.execute(
            _MOVE.format(spelt=spelt_step("named.step")),
            {
                "pages": keys,
                "targets": [page.pair.target.pk for page in moving],
                "last": [last[page.pair.target.path] for page in moving],
                "width": Page.steplen,
            },
        )


def _must_have_room(moving: Sequence[MovingPage], last: Mapping[str, int]) -> None:
    most = len(Page.alphabet) ** Page.steplen - 1
    coming = Counter(page.pair.target.path for page in moving)
    for path, number in coming.items():
        if last[path] + number > most:
            raise OverflowError(f"{path} has no place for {number} more")


def _move_stories(switching: Switching, moving: Sequence[MovingPage]) -> None:
    keys = [page.pk for page in moving]
    stories = set(StoryPage.objects.filter(pk__in=keys).values_list("pk", flat=True))
    goes = {page.pk: page.pair.target for page in moving if page.pk in stories}
    results = {section.portal_id for section in goes.values()}
    standing = Placement.objects.standing().filter(story__in=stories)
    giving_way = standing.filter(Q(role="origin") | Q(portal__in=results))
    switching.recorder.watch(
        giving_way, "removed_at", "removal_kind", "removal_reason", "removal_title"
    )
    made = move_origins(sections=goes, now=switching.now)
    switching.recorder.created_many(Placement, made)


def _keep_addresses(
    switching: Switching, moving: Sequence[MovingPage], before: Mapping[int, tuple[str, str]]
) -> None:
    """Let the addresses of standing pages lead on, and have the ledger told where they are read now."""
    rows = []
    for page in moving:
        if page.pk in before:
            url_path, title = before[page.pk]
            _empty, _home, path = url_path.split("/", 2)
            rows.append(
                OldAddress(
                    portal_id=page.pair.source.portal_id,
                    path=path,
                    page_id=page.pk,
                    title=title,
                    changed_at=switching.now,
                )
            )
    taken = OldAddress.objects.filter(
        portal__in={row.portal_id for row in rows}, path__in=[row.path for row in rows]
    )
    switching.recorder.delete(taken)
    made = OldAddress.objects.bulk_create(rows, batch_size=1000)
    switching.recorder.created_many(OldAddress, [row.pk for row in made])
    note_pages_moved(pages=list(before), now=switching.now)


def _move_files(switching: Switching, moving: Sequence[MovingPage]) -> None:
    """What only these pages use comes along into the collection of the portal that they came to."""
    results = {page.pair.target.portal_id for page in moving}
    collections = dict(Portal.objects.filter(pk__in=results).values_list("pk", "collection"))
    asked: dict[str, Any] = {
        "pages": [page.pk for page in moving],
        "portals": [page.pair.target.portal_id for page in moving],
        "page": ContentType.objects.get_for_model(Page).pk,
    }
    for model, published, column in (
        (PortalDocument, "editorial_publishedfile", "document_id"),
        (PortalImage, "editorial_publishedimage", "image_id"),
    ):
        files: dict[int, list[int]] = defaultdict(list)
        with connection.cursor() as cursor:
            kind = ContentType.objects.get_for_model(model).pk
            statement = _FILES.format(published=published, column=column)
            cursor.execute(statement, {**asked, "kind": kind})
            for file, portal in cursor.fetchall():
                files[portal].append(file)
        for portal, keys in files.items():
            rows: Any = model._default_manager.filter(pk__in=keys)
            switching.recorder.update(rows, collection=collections[portal])


def _log_moves(switching: Switching, moving: Sequence[MovingPage]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            _LOG,
            {
                "pages": [page.pk for page in moving],
                "targets": [page.pair.target.pk for page in moving],
                "portals": [page.pair.target.portal_id for page in moving],
                "origins": [page.pair.source.portal_id for page in moving],
                "now": switching.now,
                "user": switching.actor.pk if switching.actor else None,
            },
        )


def _lead_on(
    switching: Switching, pairs: Sequence[SectionPair], moves: Sequence[SectionsMove]
) -> None:
    """Let the address of each section that is empty now lead to where its pages are, also from further back."""
    ends = {move.original for move in moves if move.ends}
    targets = {pair.source.pk: pair.target for pair in pairs if pair.source.portal_id in ends}
    portals = Portal.objects.filter(pk__in=ends).select_related("root")
    for portal in portals:
        sections = SectionPage.objects.filter(portal=portal, pk__in=targets)
        for section in sections.exclude(has_content(portal)):
            target = targets[section.pk]
            empty = SectionPage.objects.filter(Q(pk=section.pk) | Q(moved_to=section.pk))
            switching.recorder.update(empty, moved_to=target)
