"""A saved search as a feed: what is new and has the words, as they stand in the address of the page of results.

An entry's id is the address of the thing where it was written, so whoever follows several searches reads it once.
"""

from __future__ import annotations

from datetime import UTC, datetime, time

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.public.queries.feeds import ENTRIES, origin_addresses
from editorial.search.newest import asks_for_anything, newest_things
from editorial.search.scopes import HERE, scope_named
from editorial.search.shown_things import FoundThing
from editorial.search.sources import STORIES
from portals.addresses import main_origin
from portals.clock import local_date
from portals.models import Portal
from portals.requests import PublicRequest

from .feeds import AtomFeed, RssFeed
from .frame import known_sections
from .search import read_search
from .search_links import SearchLinks

_FORMS = {
    "rss.xml": (RssFeed, "application/rss+xml"),
    "atom.xml": (AtomFeed, "application/atom+xml"),
}


@require_safe
def search_feed(request: PublicRequest, feed_form: str) -> HttpResponse:
    """Answer with the newest things that have the words as they were typed; 404 where nothing is asked for."""
    portal = request.portal
    sections = [one for one in known_sections(request, portal) if one.has_content]
    asked = read_search(request, sections)
    if not asks_for_anything(asked.text):
        raise Http404
    scope = scope_named(portal, asked.where, today=local_date(timezone.now()))
    entries = newest_things(scope, asked.text, narrowing=asked.narrowing, limit=ENTRIES)
    links = SearchLinks.read(request.GET)
    response = _written(portal, feed_form, asked.text, links, entries)
    response["X-Robots-Tag"] = "noindex"
    if asked.where != HERE:
        # The edition of this portal says nothing of what is withdrawn from the others.
        response["Cache-Control"] = "no-store"
    return response


def _written(
    portal: Portal, feed_form: str, text: str, links: SearchLinks, entries: list[FoundThing]
) -> HttpResponse:
    kind, media_type = _FORMS[feed_form]
    origin = main_origin(portal)
    address = origin + links.feed(feed_form)
    title = " | ".join([_("Search for “%(query)s”") % {"query": text}, portal.title])
    written = kind(
        title=title,
        link=origin + links.page,
        description=title,
        language="vi",
        feed_url=address,
        feed_guid=address,
        author_name=portal.agency,
        author_link=f"{origin}/",
        changed_at=max((one.at for one in entries if one.at), default=_beginning(portal)),
        ended=[],
    )
    written_at = origin_addresses(one.story_id for one in entries if one.source_name == STORIES)
    for one in entries:
        here = origin + one.address if one.address.startswith("/") else one.address
        address = written_at.get(one.story_id, here) if one.source_name == STORIES else here
        written.add_item(
            title=one.title,
            link=here,
            description=one.text,
            unique_id=address,
            unique_id_is_permalink=True,
            pubdate=one.at,
            updateddate=one.at,
            author_name=one.source or portal.agency,
            categories=[str(one.kind_name)],
            image=None,
            source_link="",
            source_title="",
        )
    return HttpResponse(written.writeString("utf-8"), content_type=f"{media_type}; charset=utf-8")


def _beginning(portal: Portal) -> datetime:
    return datetime.combine(portal.opened_on, time.min, tzinfo=UTC)
