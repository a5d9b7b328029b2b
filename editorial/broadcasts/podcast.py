"""Podcast feeds of bulletins: of a portal, and of a unit with all below it (RSS 2.0, iTunes, Podcasting 2.0).

The id of an episode is that of its page, which no move and no new address changes. What was withdrawn leaves the feed,
which says for a month that it is gone (RFC 6721); its sound answers 410. The page cache gives a portal's own feed its
ETag; that with all below is never stored.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from io import StringIO
from uuid import UUID, uuid5
from xml.sax.xmlreader import AttributesImpl

from django.contrib.staticfiles.storage import staticfiles_storage
from django.http import HttpResponse
from django.utils import timezone
from django.utils.feedgenerator import rfc2822_date
from django.utils.translation import gettext as _
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from editorial.models import Placement
from editorial.public.views.errors import not_found
from editorial.recordings.queries import Sound, SoundFile
from portals.addresses import main_origin
from portals.clock import local_date
from portals.models import Portal
from portals.requests import PublicRequest
from portals.text import without_controls

from .models import BroadcastPage
from .queries import (
    ListedBulletin,
    ended_bulletins,
    episodes_of,
    episodes_written_on,
    with_below,
)

NAMESPACES = {
    "xmlns:atom": "http://www.w3.org/2005/Atom",
    "xmlns:at": "http://purl.org/atompub/tombstones/1.0",
    "xmlns:itunes": "http://www.itunes.com/dtds/podcast-1.0.dtd",
    "xmlns:podcast": "https://podcastindex.org/namespace/1.0",
}
# The namespace in which podcasts are named by the address of their feed.
PODCASTS = UUID("ead4c236-bf58-58c6-a2c6-a6b28d128cb6")
LANGUAGE = "vi"
COVER = "editorial/broadcasts/covers/{}.png"


@dataclass(frozen=True, slots=True)
class PodcastFeed:
    portal: Portal
    title: str
    address: str
    episodes: Sequence[ListedBulletin]
    portals: dict[int, Portal]
    ended: Sequence[tuple[str, datetime]]


@require_safe
def bulletin_podcast(request: PublicRequest) -> HttpResponse:
    """The bulletins that stand on the portal; 404 where none ever did. Four queries."""
    now, portal = timezone.now(), request.portal
    episodes = episodes_of(portal, now)
    return _answer(request, [portal.pk], episodes, _("Bulletins of the loudspeakers"), now)


@require_safe
def bulletin_podcast_below(request: PublicRequest) -> HttpResponse:
    """Those of the portal and of all below it. Five queries, however many portals those are."""
    now = timezone.now()
    portals = with_below(request.portal, local_date(now))
    title = _("Bulletins of the loudspeakers, with all units below")
    response = _answer(request, portals, episodes_written_on(portals, now), title, now)
    # What is withdrawn below does not change the edition of this portal.
    response["Cache-Control"] = "no-store"
    return response


def _answer(
    request: PublicRequest,
    told_of: list[int],
    episodes: Sequence[ListedBulletin],
    title: str,
    now: datetime,
) -> HttpResponse:
    portal = request.portal
    if not episodes and not _ever_had_any(told_of):
        return not_found(request)
    wanted = {one.portal_id for one in episodes} - {portal.pk}
    portals = {
        one.pk: one for one in Portal.objects.filter(pk__in=wanted).select_related("site", "tier")
    }
    feed = PodcastFeed(
        portal,
        f"{title} | {portal.title}",
        main_origin(portal) + request.path,
        episodes,
        {**portals, portal.pk: portal},
        ended_bulletins(told_of, now),
    )
    return HttpResponse(written(feed).encode(), content_type="application/rss+xml; charset=utf-8")


def _ever_had_any(portals: list[int]) -> bool:
    return Placement.objects.filter(portal__in=portals, kind=BroadcastPage.story_kind).exists()


def written(feed: PodcastFeed) -> str:
    """Write the feed. No query."""
    into = StringIO()
    xml = _Xml(into, "utf-8")
    xml.startDocument()
    xml.open("rss", {"version": "2.0", **NAMESPACES})
    xml.open("channel")
    _channel(xml, feed)
    for episode in feed.episodes:
        _episode(xml, episode, feed.portals[episode.portal_id])
    xml.endElement("channel")
    xml.endElement("rss")
    xml.endDocument()
    return into.getvalue()


class _Xml(SimplerXMLGenerator):
    """Writes elements; a single sign that XML does not know would take the whole feed away."""

    def open(self, name: str, attributes: Mapping[str, str] | None = None) -> None:
        self.startElement(name, AttributesImpl(dict(attributes or {})))

    def add(self, name: str, said: str | None = None, /, **attributes: str) -> None:
        plain = {key: without_controls(value) for key, value in attributes.items()}
        self.addQuickElement(name, without_controls(said) if said else None, plain)


def _channel(xml: _Xml, feed: PodcastFeed) -> None:
    portal, origin = feed.portal, main_origin(feed.portal)
    xml.add("title", feed.title)
    xml.add("link", f"{origin}/")
    xml.add("description", _("What the loudspeakers air, to be heard and read at any time."))
    xml.add("language", LANGUAGE)
    xml.add("lastBuildDate", rfc2822_date(_changed_at(feed)))
    xml.add("atom:link", None, href=feed.address, rel="self", type="application/rss+xml")
    xml.add("itunes:author", portal.agency)
    xml.add("itunes:type", "episodic")
    xml.add("itunes:explicit", "false")
    xml.add(
        "itunes:image",
        None,
        href=origin + staticfiles_storage.url(COVER.format(portal.shown_palette)),
    )
    xml.add("itunes:category", None, text="Government")
    xml.add("podcast:guid", str(uuid5(PODCASTS, feed.address.partition("://")[2].rstrip("/"))))
    # Whoever gathers podcasts may take them: they are the public's.
    xml.add("podcast:locked", "no")
    xml.add("podcast:medium", "podcast")
    if portal.has_ended_by(local_date(timezone.now())):
        xml.add("itunes:complete", "yes")
    for identity, ended_at in feed.ended:
        xml.add(
            "at:deleted-entry",
            None,
            ref=_guid(identity),
            when=ended_at.isoformat(timespec="seconds"),
        )


def _episode(xml: _Xml, episode: ListedBulletin, portal: Portal) -> None:
    origin, sound = main_origin(portal), episode.sound
    if sound is None:
        return
    first, *others = sorted(sound.files, key=lambda one: one.mime != "audio/mpeg")
    xml.open("item")
    xml.add("title", episode.title)
    xml.add("link", origin + episode.path)
    xml.add("description", episode.lead)
    xml.add("guid", _guid(episode.identity), isPermaLink="false")
    xml.add("pubDate", rfc2822_date(episode.aired_at))
    xml.add("itunes:author", portal.agency)
    xml.add("itunes:episodeType", "full")
    xml.add("itunes:explicit", "false")
    if sound.seconds:
        xml.add("itunes:duration", str(round(sound.seconds)))
    xml.add("enclosure", None, url=origin + first.path, length=str(first.bytes), type=_mime(first))
    for other in others:
        xml.open("podcast:alternateEnclosure", {"type": _mime(other), "length": str(other.bytes)})
        xml.add("podcast:source", None, uri=origin + other.path)
        xml.endElement("podcast:alternateEnclosure")
    _followed(xml, episode, sound, origin)
    xml.endElement("item")


def _followed(xml: _Xml, episode: ListedBulletin, sound: Sound, origin: str) -> None:
    if sound.captions_story_id not in (None, episode.story_id):
        return
    if sound.vtt_path:
        xml.add(
            "podcast:transcript",
            None,
            url=origin + sound.vtt_path,
            type="text/vtt",
            language=episode.language,
        )
    if sound.podcast_chapters_path:
        xml.add(
            "podcast:chapters",
            None,
            url=origin + sound.podcast_chapters_path,
            type="application/json+chapters",
        )


def _mime(file: SoundFile) -> str:
    return file.mime.partition(";")[0]


def _guid(identity: str) -> str:
    return f"urn:uuid:{identity}"


def _changed_at(feed: PodcastFeed) -> datetime:
    moments = [*(one.published_at for one in feed.episodes), *(at for _id, at in feed.ended)]
    return max(moments, default=datetime.combine(feed.portal.opened_on, time.min, tzinfo=UTC))
