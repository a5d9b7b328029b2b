"""The text of a page as whoever decides on it reads it: in the page of the decision, without a frame to scroll in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import get_urlconf, set_urlconf

from editorial.kinds.registry import KindTable, kind_of
from editorial.models import StoryPage
from editorial.public.links import links_to_origins
from editorial.public.queries.images import load_renditions
from portals.uploads.kinds import SOUND_TYPES

if TYPE_CHECKING:
    from editorial.models import InformationPage


@dataclass(frozen=True, slots=True)
class FileToJudge:
    """A file as whoever decides opens it, or hears it in place."""

    title: str
    url: str
    is_sound: bool


def text_to_read(page: StoryPage | InformationPage) -> str:
    """Render lead, images and body of a story or a standing page as it is on the instance.

    Files and pictures have the addresses of a portal; links to other pages lead to where those were written.
    """
    figures = [block.value["image"] for block in page.body if block.block_type == "figure"]
    load_renditions([getattr(page, "lead_image", None), *figures])
    admin_addresses = get_urlconf()
    set_urlconf("portals.urls.public")
    try:
        with links_to_origins():
            return render_to_string(
                "editorial/review/text_to_read.html",
                {
                    "text": page,
                    "facts": _facts(page),
                    "tables": _tables(page),
                    "files": _files(page),
                },
            )
    finally:
        set_urlconf(admin_addresses)


def _facts(page: StoryPage | InformationPage) -> list[str]:
    """What the kind of a story says beside its text, the clearest first."""
    told = kind_of(page).facts(page) if isinstance(page, StoryPage) else []
    told.sort(key=lambda fact: not fact.speaks_alone)
    return [fact.value if fact.speaks_alone else f"{fact.label} {fact.value}" for fact in told]


def _tables(page: StoryPage | InformationPage) -> list[KindTable]:
    return kind_of(page).tables(page) if isinstance(page, StoryPage) else []


def _files(page: StoryPage | InformationPage) -> list[FileToJudge]:
    """The files that a kind publishes besides those of its body. A query for each that there is."""
    if not isinstance(page, StoryPage):
        return []
    kept = (getattr(page, name) for name in kind_of(page).files)
    return [
        FileToJudge(one.title, one.url, one.file_extension in SOUND_TYPES)
        for one in kept
        if one is not None
    ]
