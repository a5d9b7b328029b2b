"""Feeds of answers: Atom, RSS and JSON Feed 1.1, newest first; what was retracted lately is told as gone."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.core.validators import slug_re
from django.http import HttpResponse, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from editorial.answers.models import LONGEST_TOPIC, ReleasedAnswer, topic_name
from editorial.answers.reading import TOPIC, answers_on
from editorial.public.views.feeds import JSON_FEED, AtomFeed, RssFeed
from portals.addresses import main_origin
from portals.clock import LOCAL_ZONE
from portals.models import Portal
from portals.requests import PublicRequest
from portals.tiers import INSTALL_TIER

from .views import answers_path

ENTRIES = 30
ENDED_SHOWN = timedelta(days=30)
DESCRIBED = 300


@require_safe
def answers_feed(request: PublicRequest, form: str) -> HttpResponse:
    """Answer with one form of the feed of a portal's answers, or of one topic of them. Two queries."""
    portal = request.portal
    topic = _topic_asked(request)
    found = answers_on(portal).select_related("portal__site")
    if topic:
        found = found.filter(topic=topic)
    entries = list(found.order_by("-released_at", "-pk")[:ENTRIES])
    ended = _ended(portal, timezone.now())
    title = " | ".join(
        [*([topic_name(topic)] if topic else []), _("Answered questions"), portal.title]
    )
    path = request.path + (f"?{TOPIC}={topic}" if topic else "")
    if form == "feed.json":
        return _json(portal, title, path, entries, ended)
    kind, media_type = (
        (RssFeed, "application/rss+xml")
        if form == "rss.xml"
        else (AtomFeed, "application/atom+xml")
    )
    origin = main_origin(portal)
    written = kind(
        title=title,
        link=origin + answers_path(),
        description=title,
        language="vi",
        feed_url=origin + path,
        feed_guid=origin + path,
        author_name=portal.agency,
        author_link=f"{origin}/",
        changed_at=_changed_at(portal, entries, ended),
        ended=[(_address(one), one.retracted_at) for one in ended],
    )
    for one in entries:
        foreign = one.portal_id != portal.pk
        written.add_item(
            title=one.subject,
            link=_address(one),
            description=_beginning(one.answer),
            unique_id=_address(one),
            unique_id_is_permalink=True,
            pubdate=one.first_released_at,
            updateddate=one.released_at,
            author_name=one.portal.agency,
            author_link=f"{main_origin(one.portal)}/",
            categories=[one.topic_name] if one.topic else [],
            image=None,
            source_link=f"{main_origin(one.portal)}/" if foreign else "",
            source_title=one.portal.title,
        )
    return HttpResponse(written.writeString("utf-8"), content_type=f"{media_type}; charset=utf-8")


def _topic_asked(request: PublicRequest) -> str:
    """Return nothing for what is no topic: it stands in the feed's title and address."""
    topic = request.GET.get(TOPIC, "")
    return topic if slug_re.match(topic) and len(topic) <= LONGEST_TOPIC else ""


def _ended(portal: Portal, now: datetime) -> list[ReleasedAnswer]:
    """Those which were retracted lately, the latest first."""
    gone = ReleasedAnswer.objects.filter(retracted_at__gte=now - ENDED_SHOWN)
    gone = (
        gone.filter(portal__site__isnull=False)
        if portal.tier_id == INSTALL_TIER
        else gone.on(portal)
    )
    return list(gone.select_related("portal__site").order_by("-retracted_at", "-pk")[:ENTRIES])


def _json(
    portal: Portal,
    title: str,
    path: str,
    entries: list[ReleasedAnswer],
    ended: list[ReleasedAnswer],
) -> HttpResponse:
    origin = main_origin(portal)
    written = {
        "version": JSON_FEED,
        "title": title,
        "home_page_url": origin + answers_path(),
        "feed_url": origin + path,
        "language": "vi",
        "authors": [{"name": portal.agency, "url": f"{origin}/"}],
        "items": [
            {
                "id": _address(one),
                "url": _address(one),
                "title": one.subject,
                "content_text": one.answer,
                "date_published": one.first_released_at.astimezone(LOCAL_ZONE).isoformat(),
                "date_modified": one.released_at.astimezone(LOCAL_ZONE).isoformat(),
                "authors": [{"name": one.portal.agency, "url": f"{main_origin(one.portal)}/"}],
                "tags": [one.topic_name] if one.topic else [],
                "language": "vi",
            }
            for one in entries
        ],
        "_deleted": [
            {
                "id": _address(one),
                "date_deleted": one.retracted_at.astimezone(LOCAL_ZONE).isoformat(),
            }
            for one in ended
            if one.retracted_at is not None
        ],
    }
    return JsonResponse(
        written,
        json_dumps_params={"ensure_ascii": False},
        content_type="application/feed+json; charset=utf-8",
    )


def _address(one: ReleasedAnswer) -> str:
    return main_origin(one.portal) + one.path


def _beginning(text: str) -> str:
    return text if len(text) <= DESCRIBED else text[:DESCRIBED].rsplit(" ", 1)[0] + "…"


def _changed_at(
    portal: Portal, entries: list[ReleasedAnswer], ended: list[ReleasedAnswer]
) -> datetime:
    """When the feed last changed; one without entries is as old as its portal."""
    moments = [one.released_at for one in entries]
    moments += [one.retracted_at for one in ended if one.retracted_at is not None]
    return max(moments, default=datetime.combine(portal.opened_on, time.min, tzinfo=UTC))
