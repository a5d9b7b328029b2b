"""Which addresses are public now, as one statement: what every portal has, its pages, stories, files and pictures."""

from __future__ import annotations

from collections.abc import Collection

# Pages that every portal has, beside those that are rows.
FIXED = (
    *("/", "/robots.txt", "/sitemap.xml", "/sitemap-trang.xml", "/rss.xml", "/atom.xml", "/feed.json"),
    *("/to-chuc/", "/lien-he/", "/cac-cong/", "/so-do/"),
    *("/kha-nang-tiep-can/", "/quyen-rieng-tu/", "/dieu-khoan-su-dung/", "/bao-mat-thong-tin/"),
    "/.well-known/security.txt",
)  # fmt: skip
STORIES_A_MAP = 5_000
# A story that was taken down answers 410 for ever; it is asked for so long. One that is put back by stealth is found
# among what stands.
GONE_WATCHED_DAYS = 30

# The PDF and the proofs of a story are made of the same text and entries on every portal: those of its own portal are
# looked at with each change (`begun_at`), those of the others in their turn.
# `since`: only what changed from then on, or NULL for all. A file or picture is asked for on the portal whose it is,
# since the same bytes are served on all.
WANTED = """
    open_portals AS (
        SELECT portal.id, portal.root_id, home.path AS tree, home.url_path AS url_path,
               portal.collection_id
        FROM portals_portal portal JOIN wagtailcore_page home ON home.id = portal.root_id
        WHERE portal.site_id IS NOT NULL AND portal.opened_on <= %(today)s
          AND (portal.closed_on IS NULL OR portal.closed_on > %(today)s)
    ),
    placed AS (
        SELECT placement.portal_id, placement.story_id, placement.removed_at, placement.placed_at,
               greatest(placement.placed_at, placement.removed_at) AS changed_at,
               CASE WHEN placement.role = 'origin' THEN placement.placed_at END AS begun_at,
               '/' || section.slug || '/' || story.slug || '-' || story.id AS stem
        FROM editorial_placement placement
        JOIN open_portals ON open_portals.id = placement.portal_id
        JOIN wagtailcore_page section ON section.id = placement.section_id
        JOIN wagtailcore_page story ON story.id = placement.story_id
        WHERE ({placed})
    ),
    wanted (portal_id, path, kind, subject, changed_at) AS (
        SELECT portal_id, stem || '/', 'story', story_id, changed_at FROM placed
            WHERE removed_at IS NULL
        UNION ALL
        SELECT portal_id, stem || '.pdf', 'paper', story_id, begun_at FROM placed
            WHERE removed_at IS NULL
        UNION ALL
        SELECT portal_id, stem || '/xac-thuc/', 'proof', story_id, begun_at FROM placed
            WHERE removed_at IS NULL
        UNION ALL
        SELECT portal_id, stem || '/xac-thuc.zip', 'proofs', story_id, begun_at FROM placed
            WHERE removed_at IS NULL
        UNION ALL
        SELECT DISTINCT ON (portal_id, stem) portal_id, stem || '/', 'gone', story_id, changed_at
            FROM placed gone
            WHERE removed_at > %(now)s - interval '{gone_days} days' AND NOT EXISTS (
                SELECT FROM editorial_placement standing WHERE standing.portal_id = gone.portal_id
                  AND standing.story_id = gone.story_id AND standing.removed_at IS NULL)
        UNION ALL
        SELECT section.portal_id, '/' || page.slug || '/', 'section', page.id,
               page.last_published_at
            FROM editorial_sectionpage section
            JOIN open_portals ON open_portals.id = section.portal_id
            JOIN wagtailcore_page page ON page.id = section.page_ptr_id AND page.live
        UNION ALL
        SELECT open_portals.id, '/' || substr(page.url_path, length(open_portals.url_path) + 1),
               'page', page.id, page.last_published_at
            FROM editorial_informationpage information
            JOIN wagtailcore_page page ON page.id = information.page_ptr_id AND page.live
            JOIN open_portals ON open_portals.tree = left(page.path, {portal_path})
        UNION ALL
        SELECT open_portals.id, fixed.path, 'fixed', NULL, NULL
            FROM open_portals CROSS JOIN unnest(%(fixed)s::text[]) AS fixed (path)
        {more}
        {all_only}
    )
"""
_MORE = """
        UNION ALL
        SELECT told.portal_id, told.path, 'fixed', NULL, told.changed_at
            FROM ({sql}) AS told (portal_id, path, changed_at)
            JOIN open_portals ON open_portals.id = told.portal_id
"""
# What follows from stories and pages, and needs no minute's notice of its own.
ALL_ONLY = """
        UNION ALL
        SELECT counted.portal_id, '/sitemap-tin-' || map.number || '.xml', 'fixed', NULL, NULL
            FROM (SELECT placement.portal_id, count(*) AS stories FROM editorial_placement placement
                  JOIN open_portals ON open_portals.id = placement.portal_id
                  JOIN wagtailcore_page story ON story.id = placement.story_id AND story.live
                  WHERE placement.role = 'origin' AND placement.removed_at IS NULL
                  GROUP BY placement.portal_id) counted
            CROSS JOIN LATERAL generate_series(1, (counted.stories + {a_map} - 1) / {a_map})
                AS map (number)
        UNION ALL
        SELECT open_portals.id,
               '/tep/' || document.id || '/' || regexp_replace(document.file, '^.*/', ''),
               'file', document.id, NULL
            FROM editorial_portaldocument document
            JOIN open_portals ON open_portals.collection_id = document.collection_id
            WHERE document.examination = 'fine' AND document.scan_state <> 'infected'
              AND ({document_stands})
        UNION ALL
        SELECT open_portals.id, '/media/' || rendition.file, 'picture', rendition.id, NULL
            FROM editorial_portalrendition rendition
            JOIN editorial_portalimage image ON image.id = rendition.image_id
            JOIN open_portals ON open_portals.collection_id = image.collection_id
            WHERE ({image_stands})
"""
_USED = """
    EXISTS (SELECT FROM {table} used
            JOIN editorial_placement placement ON placement.story_id = used.page_id
            WHERE used.{column} = {id} AND placement.portal_id = open_portals.id
              AND placement.removed_at IS NULL)
    OR EXISTS (SELECT FROM {table} used
               JOIN editorial_informationpage information ON information.page_ptr_id = used.page_id
               JOIN wagtailcore_page page ON page.id = used.page_id AND page.live
               WHERE used.{column} = {id} AND left(page.path, {portal_path}) = open_portals.tree)
"""
# Each over an index: of placements by portal, of what was taken down by portal.
_RECENT = """
    placement.id IN (
        SELECT recent.id FROM open_portals of
        CROSS JOIN LATERAL (
            SELECT id FROM editorial_placement WHERE portal_id = of.id AND placed_at >= %(since)s
            UNION SELECT id FROM editorial_placement
                WHERE portal_id = of.id AND removed_at >= %(since)s
        ) recent
        UNION SELECT id FROM editorial_placement WHERE story_id = ANY(%(stories)s::bigint[])
    )
"""
_ALL = (
    "placement.removed_at IS NULL OR placement.removed_at > %(now)s - interval '{gone_days} days'"
)


_registered: list[str] = []
_views: set[str] = set()


def register(sql: str, views: Collection[str]) -> None:
    """Add public pages of a floor above: a SELECT of portal, path and when it changed, without parameters.

    Each must answer 200 as long as it is selected. `views`: names of addresses of which it has all.
    """
    _registered.append(sql)
    _views.update(views)


def views_registered() -> frozenset[str]:
    return frozenset(_views)


def statement(*, portal_path: int, recent: bool) -> str:
    """Return the common tables up to `wanted`. Parameters: now, today, fixed; with `recent` also since and stories."""
    used = {"portal_path": portal_path}
    documents = _USED.format(
        table="editorial_publishedfile", column="document_id", id="document.id", **used
    )
    images = _USED.format(
        table="editorial_publishedimage", column="image_id", id="image.id", **used
    )
    return WANTED.format(
        placed=(_RECENT if recent else _ALL).format(gone_days=GONE_WATCHED_DAYS),
        gone_days=GONE_WATCHED_DAYS,
        portal_path=portal_path,
        more="".join(_MORE.format(sql=sql) for sql in _registered),
        all_only=""
        if recent
        else ALL_ONLY.format(a_map=STORIES_A_MAP, document_stands=documents, image_stands=images),
    )
