"""A bulletin for search engines: as news, and as sound (schema.org AudioObject)."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from editorial.kinds.schema_org import (
    CONTEXT,
    Data,
    Described,
    filled,
    news_article,
    organization_form,
)
from editorial.stored_text import text_of_page, words_of_body
from portals.addresses import main_origin

from .playing import player_of

if TYPE_CHECKING:
    from .models import BroadcastPage


def describe_bulletin(described: Described) -> list[Data]:
    page = cast("BroadcastPage", described.story)
    news = news_article(described) | {"inLanguage": page.language}
    player = player_of(page, page.sound)
    if player is None or not player.files:
        return [news]
    first, origin = player.files[0], main_origin(described.origin)
    sound = filled(
        {
            "@context": CONTEXT,
            "@type": "AudioObject",
            "name": page.title,
            "description": page.lead,
            "url": described.address,
            "contentUrl": origin + first.path,
            "encodingFormat": first.mime.partition(";")[0],
            "contentSize": str(first.size),
            "duration": iso_duration(player.seconds),
            "inLanguage": page.language,
            "uploadDate": page.first_published_at and page.first_published_at.isoformat(),
            "transcript": transcript_of(page),
            "publisher": organization_form(described.origin),
        }
    )
    return [news, sound]


def transcript_of(page: BroadcastPage) -> str:
    return "\n".join(words_of_body(text_of_page(page).body))


def iso_duration(seconds: float | None) -> str:
    """Return a length as ISO 8601 writes it (PT4M7S); empty where it is not known."""
    if not seconds:
        return ""
    minutes, rest = divmod(round(seconds), 60)
    return f"PT{minutes}M{rest}S" if minutes else f"PT{rest}S"
