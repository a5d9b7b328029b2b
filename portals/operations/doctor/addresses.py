"""What must hold of the addresses of portals and of their sites. Asked by `doctor`."""

from __future__ import annotations

from portals.operations.checking import Check

_OPEN = """
    SELECT * FROM portals_portal
    WHERE opened_on <= %(today)s AND (closed_on IS NULL OR closed_on > %(today)s)
"""

CHECKS = (
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
)
