"""What search engines are told about a story (schema.org), as plain data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.templatetags.static import static

from portals.addresses import main_origin

if TYPE_CHECKING:
    from editorial.models import StoryPage
    from portals.models import Portal

CONTEXT = "https://schema.org"

type Data = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Described:
    """A story to be described: at its canonical `address`, by the portal that wrote it."""

    story: StoryPage
    address: str
    origin: Portal
    image: str | None = None


def news_article(described: Described) -> Data:
    """Describe a story as news.

    The body behind the portal answers for it as the author. The byline is a text, of a person, a board or both, and is
    told as such.
    """
    story = described.story
    return filled(
        {
            "@context": CONTEXT,
            "@type": "NewsArticle",
            "mainEntityOfPage": described.address,
            "url": described.address,
            "headline": story.title,
            "description": story.lead,
            "inLanguage": "vi",
            "datePublished": story.first_published_at and story.first_published_at.isoformat(),
            "dateModified": story.last_published_at and story.last_published_at.isoformat(),
            "image": [described.image] if described.image else [],
            "author": organization_form(described.origin),
            "creditText": story.byline,
            "publisher": publisher_form(described.origin),
        }
    )


def organization_form(portal: Portal) -> Data:
    return {
        "@type": "GovernmentOrganization",
        "name": portal.agency,
        "url": f"{main_origin(portal)}/",
    }


def publisher_form(portal: Portal) -> Data:
    """The body behind a portal as the publisher of news, whose mark search engines show beside them."""
    return {**organization_form(portal), "logo": logo_of(portal)}


def logo_of(portal: Portal) -> Data:
    address = main_origin(portal) + static("portals/icon-180.png")
    return {"@type": "ImageObject", "url": address, "width": 180, "height": 180}


def filled(told: Data) -> Data:
    """Return `told` without what says nothing."""
    return {name: value for name, value in told.items() if value}
