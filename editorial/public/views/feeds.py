"""Feeds of a portal and of its sections: Atom, RSS and JSON Feed 1.1, newest first.

An entry's id is the canonical address of the story, so whoever reads several portals sees a republished story once.
Its dates and its author are therefore those of the story too, the same in every feed; only the date of the feed itself
tells when something came to this portal or left it.
What was withdrawn is not in them; Atom (RFC 6721) and JSON say for a month that it is gone, RSS has no word for that.
The page cache gives them their ETag.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any

from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed, Rss201rev2Feed, SyndicationFeed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.models import SectionPage
from editorial.public.queries.feeds import EndedEntry, FeedEntry, ended_entries, feed_entries
from editorial.public.queries.sections import section_at
from editorial.public.section_lists import FeedPart, list_of
from portals.addresses import main_origin
from portals.clock import LOCAL_ZONE, local_date
from portals.models import Portal
from portals.requests import PublicRequest
from portals.text import without_controls

from .information import at_an_old_address
from .moved_sections import led_on_from_section
from .plain_address import plainer

JSON_FEED = "https://jsonfeed.org/version/1.1"
TOMBSTONES = "http://purl.org/atompub/tombstones/1.0"
MEDIA = "http://search.yahoo.com/mrss/"


class _Illustrated(SyndicationFeed):
    """A feed whose date it is told, and whose entries show their image by Media RSS.

    An enclosure would have to tell the size of the file, which nobody keeps; this tells what is known.
    """

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:media": MEDIA}

    def add_item(self, *args: Any, **told: Any) -> None:
        """Add an entry. A single sign that XML does not know would take the whole feed away."""
        plain: dict[str, Any] = {
            name: without_controls(one) if isinstance(one, str) else one
            for name, one in told.items()
        }
        super().add_item(*args, **plain)

    def latest_post_date(self) -> datetime:
        changed_at: datetime = self.feed["changed_at"]
        return changed_at

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["image"]:
            handler.addQuickElement("media:content", attrs=item["image"])


class RssFeed(_Illustrated, Rss201rev2Feed):
    pass


class AtomFeed(_Illustrated, Atom1Feed):
    """With the portal that wrote a republished story, as Atom asks for it, and tombstones of what is gone."""

    def root_attributes(self) -> dict[str, str]:
        return {**super().root_attributes(), "xmlns:at": TOMBSTONES}

    def add_root_elements(self, handler: Any) -> None:
        super().add_root_elements(handler)
        for address, ended_at in self.feed["ended"]:
            handler.addQuickElement(
                "at:deleted-entry",
                attrs={"ref": address, "when": ended_at.isoformat(timespec="seconds")},
            )

    def add_item_elements(self, handler: Any, item: dict[str, Any]) -> None:
        super().add_item_elements(handler, item)
        if item["source_link"]:
            handler.startElement("source", {})
            handler.addQuickElement("id", item["source_link"])
            handler.addQuickElement("title", item["source_title"])
            handler.addQuickElement("link", "", {"href": item["source_link"]})
            handler.endElement("source")


@require_safe
def feed(request: PublicRequest, form: str, slug: str = "") -> HttpResponse:
    """Answer with one form of the portal's feed, or of the section `slug`; 301 where the section was renamed.

    A section that lists what stands in it in a way of its own has feeds of parts as well (`?loai=quyet-dinh`).
    """
    portal, part = request.portal, None
    section = section_at(portal, slug) if slug else None
    if slug and section is None:
        return at_an_old_address(request, path=f"{slug}/{form}")
    if section is not None and (led := led_on_from_section(section, request, below=form)):
        return led
    if section is not None:
        part = _part_asked(request, section)
        reads = _part_names(section) if part else ()
        if (plain := plainer(request, view="section_feed", reads=reads)) is not None:
            return plain
    told = _Told(
        portal,
        section,
        part,
        feed_entries(portal, section, part),
        ended_entries(portal, section, part, now=timezone.now()) if form != "rss.xml" else [],
        request.path + (f"?{part.query}" if part else ""),
    )
    return _WRITERS[form](told)


def _part_asked(request: PublicRequest, section: SectionPage) -> FeedPart | None:
    own = list_of(section.section_type_id)
    return own.part(request.GET) if own and own.part else None


def _part_names(section: SectionPage) -> Collection[str]:
    own = list_of(section.section_type_id)
    return own.part_query if own else ()


@dataclass(frozen=True, slots=True)
class _Told:
    """What one feed tells."""

    portal: Portal
    section: SectionPage | None
    part: FeedPart | None
    entries: list[FeedEntry]
    ended: list[EndedEntry]
    path: str


def _rss(told: _Told) -> HttpResponse:
    return _xml(RssFeed, "application/rss+xml", told)


def _atom(told: _Told) -> HttpResponse:
    return _xml(AtomFeed, "application/atom+xml", told)


def _xml(kind: type[SyndicationFeed], content_type: str, told: _Told) -> HttpResponse:
    portal, path = told.portal, told.path
    origin = main_origin(portal)
    written = kind(
        title=_title(told),
        link=_home(origin, told),
        description=_title(told),
        language="vi",
        feed_url=origin + path,
        feed_guid=origin + path,
        author_name=portal.agency,
        author_link=f"{origin}/",
        changed_at=_latest_change(told),
        ended=[(main_origin(one.origin) + one.path, one.ended_at) for one in told.ended],
    )
    for entry in told.entries:
        story = entry.placement.story
        address = _canonical(entry)
        foreign = entry.origin.pk != portal.pk
        written.add_item(
            title=story.title,
            link=address,
            description=story.lead,
            unique_id=address,
            unique_id_is_permalink=True,
            pubdate=_published(entry),
            updateddate=_changed(entry),
            author_name=entry.origin.agency,
            author_link=f"{main_origin(entry.origin)}/",
            categories=[entry.placement.section.title],
            image=_media(entry, origin),
            source_link=f"{main_origin(entry.origin)}/" if foreign else "",
            source_title=entry.origin.title,
        )
    return HttpResponse(written.writeString("utf-8"), content_type=f"{content_type}; charset=utf-8")


def _json(told: _Told) -> HttpResponse:
    portal = told.portal
    origin = main_origin(portal)
    written = {
        "version": JSON_FEED,
        "title": _title(told),
        "home_page_url": _home(origin, told),
        "feed_url": origin + told.path,
        "language": "vi",
        "authors": [{"name": portal.agency, "url": f"{origin}/"}],
        "items": [_json_item(entry, origin) for entry in told.entries],
        # An extension of ours, as the format allows: what readers are to forget.
        "_deleted": [
            {
                "id": main_origin(one.origin) + one.path,
                "date_deleted": one.ended_at.astimezone(LOCAL_ZONE).isoformat(),
            }
            for one in told.ended
        ],
    }
    return JsonResponse(
        written,
        json_dumps_params={"ensure_ascii": False},
        content_type="application/feed+json; charset=utf-8",
    )


def _json_item(entry: FeedEntry, origin: str) -> dict[str, Any]:
    story = entry.placement.story
    address = _canonical(entry)
    item = {
        "id": address,
        "url": address,
        "title": story.title,
        "content_text": story.lead,
        "date_published": _published(entry).astimezone(LOCAL_ZONE).isoformat(),
        "date_modified": _changed(entry).astimezone(LOCAL_ZONE).isoformat(),
        "authors": [{"name": entry.origin.agency, "url": f"{main_origin(entry.origin)}/"}],
        "tags": [entry.placement.section.title],
        "language": "vi",
    }
    if entry.image:
        item["image"] = origin + entry.image.url
    return item


def _canonical(entry: FeedEntry) -> str:
    return main_origin(entry.origin) + entry.origin_path


def _published(entry: FeedEntry) -> datetime:
    return entry.placement.story.first_published_at or entry.placement.placed_at


def _changed(entry: FeedEntry) -> datetime:
    """When the story last changed: on a portal that got it later, before it came there."""
    return max(entry.placement.story.last_published_at or _published(entry), _published(entry))


def _latest_change(told: _Told) -> datetime:
    """When the feed last changed. One without entries is as old as its portal, not as this moment."""
    came = (max(entry.placement.placed_at, _changed(entry)) for entry in told.entries)
    return max((*came, *(one.ended_at for one in told.ended)), default=_beginning(told.portal))


def _media(entry: FeedEntry, origin: str) -> dict[str, str] | None:
    image = entry.image
    if image is None:
        return None
    return {
        "url": origin + image.url,
        "type": "image/jpeg",
        "medium": "image",
        "width": str(image.width),
        "height": str(image.height),
    }


def _title(told: _Told) -> str:
    part = [told.part.name] if told.part else []
    section = [told.section.title] if told.section else []
    return " | ".join([*part, *section, told.portal.title, *_end(told.portal)])


def _end(portal: Portal) -> list[str]:
    """Who reads the feed of a portal that has ended is told so: nothing will come any more."""
    if portal.last_day is None or not portal.has_ended_by(local_date(timezone.now())):
        return []
    return [_("until %s") % f"{portal.last_day:%d/%m/%Y}"]


def _home(origin: str, told: _Told) -> str:
    home = f"{origin}/{told.section.slug}/" if told.section else f"{origin}/"
    return f"{home}?{told.part.query}" if told.part else home


def _beginning(portal: Portal) -> datetime:
    return datetime.combine(portal.opened_on, time.min, tzinfo=UTC)


type _Writer = Callable[[_Told], HttpResponse]
_WRITERS: dict[str, _Writer] = {"rss.xml": _rss, "atom.xml": _atom, "feed.json": _json}
