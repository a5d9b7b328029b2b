"""By what a public page says that it is seen, and which of what is said to be seen the public is shown."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from django.db import connection
from django.http import HttpRequest
from django.urls import URLPattern, get_resolver
from wagtail.models import Page

from editorial.models import (
    InformationPage,
    Placement,
    PublishedFile,
    SectionPage,
)
from portals.models import Portal
from portals.visits import countable_pages
from portals.visits.countable_pages import CountedAs, Pair
from portals.visits.files import FILE

PUBLIC = "portals.urls.public"
# A recording that was listened to, by the number of its file; a page that is none of the tree, by its address's name.
SOUND, VIEW = "sound", "view"
# Addresses at which one person is alone with an agency, or sends something: nobody counts there.
NOT_COUNTED = frozenset(
    {
        *("ask", "ask_want", "follow_case", "case_receipt", "take_back_case", "erase_case"),
        *("follow_portal", "confirm_follow", "own_follows", "leave_alerts"),
        *("comment_on_draft", "comment_on_article", "usefulness", "leave_remark"),
    }
)
SEARCH = "search"
_OF_THE_TREE = frozenset({"section", "story", "information"})


def visit_token(request: HttpRequest, portal: Portal, context: Mapping[str, Any]) -> str:
    """Return by what the page says that it is seen; nothing for previews and where nobody counts.

    A view of the floor may name its own thing as `counted_as` in the context.
    """
    match = request.resolver_match
    if match is None or getattr(request, "portal", None) != portal or match.url_name in NOT_COUNTED:
        return ""
    if named := context.get("counted_as"):
        return str(named)
    if match.url_name == "home":
        return str(portal.root_id)
    if match.url_name in _OF_THE_TREE:
        # What a list shows may have a “page” of its own, by its number.
        pages = (context.get("page"), context.get("section"))
        return next((str(page.pk) for page in pages if isinstance(page, Page)), "")
    return f"{VIEW}-{match.url_name}"


@cache
def counted_addresses() -> frozenset[str]:
    """The names of public addresses that pages may be counted under."""
    names = {
        pattern.name
        for pattern in get_resolver(PUBLIC).url_patterns
        if isinstance(pattern, URLPattern)
    }
    return frozenset(name for name in names if name) - NOT_COUNTED - _OF_THE_TREE


def install() -> None:
    countable_pages.register(public_pages)
    countable_pages.register(public_views, kind=VIEW)
    countable_pages.register(public_files, kind=FILE)
    countable_pages.register(public_sounds, kind=SOUND)


def public_views(pairs: set[Pair]) -> dict[Pair, CountedAs]:
    """Return those addresses that there are. No query."""
    known = counted_addresses()
    return {
        (portal, key): CountedAs(SEARCH if key == SEARCH else VIEW)
        for portal, key in pairs
        if key in known
    }


def public_pages(pairs: set[Pair]) -> dict[Pair, CountedAs]:
    """Return those pages that stand on the portal: stories, its home page, sections and standing pages. One query."""
    portals, pages = [portal for portal, _key in pairs], [int(key) for _portal, key in pairs]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH asked AS (SELECT * FROM unnest(%s::bigint[], %s::int[]) AS a (portal_id, page_id))
            SELECT asked.portal_id, asked.page_id, placement.kind, placement.section_id
            FROM asked JOIN {Placement._meta.db_table} AS placement
              ON placement.portal_id = asked.portal_id AND placement.story_id = asked.page_id
             AND placement.removed_at IS NULL
            UNION ALL
            SELECT asked.portal_id, asked.page_id, 'home', NULL
            FROM asked JOIN {Portal._meta.db_table} AS portal
              ON portal.id = asked.portal_id AND portal.root_id = asked.page_id
            UNION ALL
            SELECT asked.portal_id, asked.page_id, 'section', section.page_ptr_id
            FROM asked JOIN {SectionPage._meta.db_table} AS section
              ON section.portal_id = asked.portal_id AND section.page_ptr_id = asked.page_id
            JOIN wagtailcore_page AS page ON page.id = section.page_ptr_id AND page.live
            UNION ALL
            SELECT asked.portal_id, asked.page_id, 'information', section.page_ptr_id
            FROM asked
            JOIN {InformationPage._meta.db_table} AS information
              ON information.page_ptr_id = asked.page_id
            JOIN wagtailcore_page AS page ON page.id = information.page_ptr_id AND page.live
            JOIN {Portal._meta.db_table} AS portal ON portal.id = asked.portal_id
            JOIN wagtailcore_page AS root
              ON root.id = portal.root_id AND left(page.path, length(root.path)) = root.path
            LEFT JOIN wagtailcore_page AS parent ON parent.path = left(page.path, -4)
            LEFT JOIN {SectionPage._meta.db_table} AS section ON section.page_ptr_id = parent.id
            """,
            [portals, pages],
        )
        return {
            (portal, str(page)): CountedAs(kind, section)
            for portal, page, kind, section in cursor.fetchall()
        }


def public_files(pairs: set[Pair]) -> dict[Pair, CountedAs]:
    """Return those files that a page on the portal publishes. One query."""
    return _published(pairs, FILE)


def public_sounds(pairs: set[Pair]) -> dict[Pair, CountedAs]:
    """Return those recordings that a page on the portal publishes. One query."""
    return _published(pairs, SOUND)


def _published(pairs: set[Pair], kind: str) -> dict[Pair, CountedAs]:
    # Who writes a token by hand may write anything.
    numbered = [
        (portal, int(key))
        for portal, key in pairs
        if key.isascii() and key.isdigit() and len(key) < 10
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            WITH asked AS (SELECT * FROM unnest(%s::bigint[], %s::int[]) AS a (portal_id, file_id))
            SELECT asked.portal_id, asked.file_id, min(coalesce(placement.section_id, parent.id))
            FROM asked
            JOIN {PublishedFile._meta.db_table} AS published ON published.document_id = asked.file_id
            JOIN wagtailcore_page AS page ON page.id = published.page_id AND page.live
            JOIN {Portal._meta.db_table} AS portal ON portal.id = asked.portal_id
            JOIN wagtailcore_page AS root ON root.id = portal.root_id
            LEFT JOIN {Placement._meta.db_table} AS placement
              ON placement.portal_id = asked.portal_id AND placement.story_id = page.id
             AND placement.removed_at IS NULL
            LEFT JOIN {InformationPage._meta.db_table} AS information
              ON information.page_ptr_id = page.id
             AND left(page.path, length(root.path)) = root.path
            LEFT JOIN wagtailcore_page AS parent
              ON parent.path = left(page.path, -4) AND information.page_ptr_id IS NOT NULL
            WHERE placement.id IS NOT NULL OR information.page_ptr_id IS NOT NULL
            GROUP BY 1, 2
            """,
            [[portal for portal, _key in numbered], [key for _portal, key in numbered]],
        )
        return {
            (portal, str(key)): CountedAs(kind, section)
            for portal, key, section in cursor.fetchall()
        }
