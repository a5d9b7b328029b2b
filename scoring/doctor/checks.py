"""What must hold in the database, each as the query of its faults: one column, which names the fault.

Their parameters: `portals.operations.checking`. Those on rights stand with the boards.
"""

from __future__ import annotations

from portals.boards.rights_checks import RIGHTS_CHECKS
from portals.database.role_checks import role_checks
from portals.operations.checking import Check

# The section in whose tree a story stands.
_STORY = """
    SELECT story.page_ptr_id AS id, page.live, section.page_ptr_id AS section_id, section.portal_id
    FROM editorial_storypage story
    JOIN wagtailcore_page page ON page.id = story.page_ptr_id
    LEFT JOIN wagtailcore_page parent ON parent.path = left(page.path, length(page.path) - 4)
    LEFT JOIN editorial_sectionpage section ON section.page_ptr_id = parent.id
"""
_OPEN = """
    SELECT * FROM portals_portal
    WHERE opened_on <= %(today)s AND (closed_on IS NULL OR closed_on > %(today)s)
"""


def _tree(name: str, table: str) -> Check:
    """The rules of treebeard's own `find_problems`, which asks for each row, in one query."""
    return Check(
        name,
        f"every row of {table} stands below its parent, which counts it",
        f"""
        SELECT 'row ' || node.id || ': ' || CASE
            WHEN length(node.path) <> 4 * node.depth THEN 'depth and path differ'
            WHEN node.path !~ '^[0-9A-Z]+$' THEN 'malformed path'
            WHEN node.depth > 1 AND parent.id IS NULL THEN 'no parent'
            ELSE 'counts ' || node.numchild || ' children' END
        FROM {table} node
        LEFT JOIN {table} parent ON parent.path = left(node.path, length(node.path) - 4)
        LEFT JOIN (
            SELECT left(path, length(path) - 4) AS path, count(*) AS number
            FROM {table} GROUP BY 1
        ) children ON children.path = node.path
        WHERE length(node.path) <> 4 * node.depth OR node.path !~ '^[0-9A-Z]+$'
           OR (node.depth > 1 AND parent.id IS NULL)
           OR node.numchild <> coalesce(children.number, 0)
        """,
    )


CHECKS = (
    _tree("tree.pages", "wagtailcore_page"),
    _tree("tree.collections", "wagtailcore_collection"),
    Check(
        "tree.addresses",
        "the address of a page is its parent's and its own slug",
        """
        SELECT 'page ' || page.id || ': ' || page.url_path FROM wagtailcore_page page
        JOIN wagtailcore_page parent ON parent.path = left(page.path, length(page.path) - 4)
        WHERE page.depth > 1 AND page.url_path <> parent.url_path || page.slug || '/'
        """,
    ),
    Check(
        "placements.origin",
        "every live story has exactly one standing origin placement",
        f"""
        SELECT 'story ' || story.id || ': ' || count(origin.id) FROM ({_STORY}) story
        LEFT JOIN editorial_placement origin ON origin.story_id = story.id
            AND origin.role = 'origin' AND origin.removed_at IS NULL
        WHERE story.live GROUP BY story.id HAVING count(origin.id) <> 1
        """,
    ),
    Check(
        "placements.home",
        "an origin placement is of the portal and section in whose tree the story stands",
        f"""
        SELECT 'placement ' || origin.id || ': portal ' || origin.portal_id
        FROM editorial_placement origin JOIN ({_STORY}) story ON story.id = origin.story_id
        WHERE origin.role = 'origin' AND origin.removed_at IS NULL
          AND (origin.portal_id, origin.section_id)
              IS DISTINCT FROM (story.portal_id, story.section_id)
        """,
    ),
    Check(
        "placements.section",
        "the section of a placement belongs to its portal",
        """
        SELECT 'placement ' || placement.id FROM editorial_placement placement
        JOIN editorial_sectionpage section ON section.page_ptr_id = placement.section_id
        WHERE section.portal_id <> placement.portal_id
        """,
    ),
    Check(
        "placements.live",
        "only a live story stands anywhere",
        """
        SELECT 'placement ' || placement.id || ': story ' || placement.story_id
        FROM editorial_placement placement
        JOIN wagtailcore_page page ON page.id = placement.story_id
        WHERE placement.removed_at IS NULL AND NOT page.live
        """,
    ),
    Check(
        "placements.dispatch",
        "what a dispatch placed has a delivery that says so",
        """
        SELECT 'placement ' || placement.id || ': ' || placement.via
        FROM editorial_placement placement
        LEFT JOIN syndication_delivery delivery ON delivery.portal_id = placement.portal_id
            AND delivery.dispatch_id = split_part(placement.via, ':', 2)::bigint
            AND delivery.state = 'placed'
        WHERE placement.removed_at IS NULL AND placement.via ~ '^dispatch:[0-9]+$'
          AND delivery.id IS NULL
        """,
    ),
    Check(
        "deliveries.placed",
        "a placed delivery has placed its story, whatever became of that afterwards",
        """
        SELECT 'delivery ' || delivery.id FROM syndication_delivery delivery
        JOIN syndication_dispatch dispatch ON dispatch.id = delivery.dispatch_id
        WHERE delivery.state IN ('placed', 'already_placed') AND NOT EXISTS (
            SELECT FROM editorial_placement placement
            WHERE placement.story_id = dispatch.story_id
              AND placement.portal_id = delivery.portal_id
        )
        """,
    ),
    Check(
        "deliveries.recalled",
        "a recalled dispatch has no delivery that waits or stands",
        """
        SELECT 'delivery ' || delivery.id || ': ' || delivery.state
        FROM syndication_delivery delivery
        JOIN syndication_dispatch dispatch ON dispatch.id = delivery.dispatch_id
        WHERE dispatch.state = 'recalled'
          AND delivery.state IN ('waiting', 'placed', 'already_placed', 'adapted')
        """,
    ),
    Check(
        "deliveries.waiting",
        "no delivery that is placed at once waits longer than the sweeper's round and a job take",
        """
        SELECT 'delivery ' || id || ': since ' || state_at FROM syndication_delivery
        WHERE state = 'waiting' AND how IN ('rule', 'urgent')
          AND state_at < %(now)s - interval '5 minutes'
        """,
    ),
    Check(
        "deliveries.deadline",
        "every deadline was carried out when it came",
        """
        SELECT 'dispatch ' || id || ': due ' || due_at FROM syndication_dispatch
        WHERE state = 'open' AND due_passed_at IS NULL AND due_at < %(now)s - interval '5 minutes'
        """,
    ),
    Check(
        "deliveries.begun",
        "only a dispatch that was sent has deliveries",
        """
        SELECT 'dispatch ' || dispatch.id || ': ' || dispatch.state
        FROM syndication_dispatch dispatch
        WHERE dispatch.state IN ('planned', 'awaiting', 'undone') AND EXISTS (
            SELECT FROM syndication_delivery WHERE dispatch_id = dispatch.id
        )
        """,
    ),
    Check(
        "deliveries.adapted",
        "an adapted delivery has the own version of its board",
        """
        SELECT 'delivery ' || delivery.id FROM syndication_delivery delivery
        JOIN syndication_dispatch dispatch ON dispatch.id = delivery.dispatch_id
        WHERE delivery.state = 'adapted' AND NOT EXISTS (
            SELECT FROM adapting_adaptation own
            WHERE own.source_id = dispatch.story_id AND own.portal_id = delivery.portal_id
        )
        """,
    ),
    Check(
        "deliveries.objected",
        "a delivery that is objected to has its objection",
        """
        SELECT 'delivery ' || delivery.id FROM syndication_delivery delivery
        LEFT JOIN syndication_objection objection ON objection.delivery_id = delivery.id
        WHERE delivery.state = 'objected' AND objection.id IS NULL
        """,
    ),
    Check(
        "adaptations.source",
        "an own version says itself what it was made from, and stands in the tree of its portal",
        f"""
        SELECT 'own version ' || own.copy_id || ': of ' || own.source_id
        FROM adapting_adaptation own
        JOIN editorial_storypage copy ON copy.page_ptr_id = own.copy_id
        JOIN ({_STORY}) story ON story.id = own.copy_id
        WHERE (copy.adapted_from_id, story.portal_id)
              IS DISTINCT FROM (own.source_id, own.portal_id)
        """,
    ),
    *RIGHTS_CHECKS,
    *role_checks(),
    Check(
        "addresses.main",
        "every open portal has exactly one main address today, and its site has that name",
        f"""
        SELECT 'portal ' || portal.code || ': ' || coalesce(site.hostname, 'no site') || ', '
            || coalesce(string_agg(address.hostname, ' '), 'no main address')
        FROM ({_OPEN}) portal
        LEFT JOIN wagtailcore_site site ON site.id = portal.site_id
        LEFT JOIN portals_portaladdress address ON address.portal_id = portal.id
            AND address.is_main AND address.period @> %(today)s::date
        GROUP BY portal.id, portal.code, site.hostname
        HAVING count(address.id) <> 1 OR min(address.hostname) IS DISTINCT FROM site.hostname
        """,
    ),
    Check(
        "addresses.sites",
        "every site is an open portal's, and leads to its home page",
        f"""
        SELECT 'site ' || site.hostname FROM wagtailcore_site site
        LEFT JOIN ({_OPEN}) portal ON portal.site_id = site.id
        WHERE portal.id IS NULL OR portal.root_id IS DISTINCT FROM site.root_page_id
        """,
    ),
    Check(
        "outbox",
        "the page cache knew of every change within a minute",
        """
        SELECT 'change ' || id || ': since ' || made_at FROM portals_editionchange
        WHERE made_at < %(now)s - interval '1 minute'
        """,
    ),
    Check(
        "mail",
        "no mail waits for more than an hour",
        """
        SELECT kind || ' ' || id || ': since ' || written_at FROM mail_outgoingmail
        WHERE state IN ('waiting', 'handing') AND written_at < %(now)s - interval '1 hour'
        """,
    ),
    Check(
        "search",
        "every live story can be found",
        """
        SELECT 'story ' || page.id FROM editorial_storypage story
        JOIN wagtailcore_page page ON page.id = story.page_ptr_id AND page.live
        LEFT JOIN editorial_storytext words ON words.story_id = page.id
        WHERE words.story_id IS NULL
        """,
    ),
)
