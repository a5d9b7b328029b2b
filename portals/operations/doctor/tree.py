"""What must hold of the tree of pages and of that of collections. Asked by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check


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
)
