"""What search engines are told about a page (schema.org), as plain data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from portals.addresses import main_origin

if TYPE_CHECKING:
    from editorial.models import NoticePage, StoryPage
    from portals.models import Portal, SocialAccount

CONTEXT = "https://schema.org"

type Data = dict[str, Any]


def government_organization(
    portal: Portal, overseers: Sequence[Portal], accounts: Iterable[SocialAccount]
) -> Data:
    """Describe the body behind `portal`. No query where sites are loaded."""
    told: Data = {
        "@context": CONTEXT,
        "@type": "GovernmentOrganization",
        "@id": f"{main_origin(portal)}/#don-vi",
        "name": portal.agency,
        "url": f"{main_origin(portal)}/",
        "address": portal.address,
        "telephone": portal.phone,
        "email": portal.email,
        "sameAs": [account.address for account in accounts],
    }
    above = next((one for one in reversed(overseers) if one.site is not None), None)
    if above is not None:
        told["parentOrganization"] = _named(above)
    return _filled(told)


def breadcrumbs(steps: Sequence[tuple[str, str]]) -> Data:
    """Describe the way to the page: names and whole addresses, from the highest unit down."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": address}
            for place, (name, address) in enumerate(steps, start=1)
        ],
    }


def news_article(story: StoryPage, *, address: str, origin: Portal, image: str | None) -> Data:
    """Describe a story; `address` is its canonical one and `origin` the portal that wrote it.

    The body behind the portal answers for it as the author. The byline is a text, of a person, a board or both, and is
    told as such.
    """
    return _filled(
        {
            "@context": CONTEXT,
            "@type": "NewsArticle",
            "mainEntityOfPage": address,
            "url": address,
            "headline": story.title,
            "description": story.lead,
            "inLanguage": "vi",
            "datePublished": story.first_published_at and story.first_published_at.isoformat(),
            "dateModified": story.last_published_at and story.last_published_at.isoformat(),
            "image": [image] if image else [],
            "author": _named(origin),
            "creditText": story.byline,
            "publisher": _named(origin),
        }
    )


def event(notice: NoticePage, *, address: str, origin: Portal) -> Data | None:
    """Describe what a notice announces, or None where it names no time: an event needs one."""
    if notice.event_at is None:
        return None
    return _filled(
        {
            "@context": CONTEXT,
            "@type": "Event",
            "name": notice.title,
            "description": notice.lead,
            "url": address,
            "startDate": notice.event_at.isoformat(),
            "endDate": notice.ends_at and notice.ends_at.isoformat(),
            "eventAttendanceMode": f"{CONTEXT}/OfflineEventAttendanceMode",
            "location": {
                "@type": "Place",
                "name": notice.place or origin.name,
                "address": notice.place or origin.address or origin.name,
            },
            "organizer": _named(origin),
        }
    )


def _named(portal: Portal) -> Data:
    return {
        "@type": "GovernmentOrganization",
        "name": portal.agency,
        "url": f"{main_origin(portal)}/",
    }


def _filled(told: Data) -> Data:
    return {name: value for name, value in told.items() if value}
