"""Texts as they stand in an archive: what they refer to is named by keys of the archive, not by rows of an install."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from wagtail.models import Page
from wagtail.rich_text.rewriters import extract_attrs

from editorial.kinds.carrying import carried_value
from editorial.kinds.registry import kind_of
from editorial.models import InformationPage, Placement, StoryPage
from editorial.models.page import PortalPage
from portals.addresses import main_origin
from portals.models import Portal

FILE_LINK = "archive:file/"
_LINK = re.compile(r"<a([^>]*\blinktype=[^>]*)>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_FILE_LINK = re.compile(rf'href="{FILE_LINK}([0-9]+)"')
_BLOCK_KEY = re.compile(r'\s+data-block-key="[^"]*"')


@dataclass(frozen=True, slots=True)
class TakenAlong:
    """What an archive takes along of the things that texts use: names in it, by ids of rows.

    `addresses` of pages, by id, as readers know them.
    """

    images: Mapping[int, str] = field(default_factory=dict)
    files: Mapping[int, str] = field(default_factory=dict)
    addresses: Mapping[int, str] = field(default_factory=dict)


def body_in_archive(body: Iterable[Mapping[str, Any]], taken: TakenAlong) -> list[dict[str, Any]]:
    """Return a stored stream as it stands in an archive. What it names and the archive lacks is left out."""
    found = []
    for block in body:
        value = _value(block["type"], block["value"], taken)
        if value is not None:
            found.append({"type": block["type"], "value": value})
    return found


def _value(kind: str, value: Any, taken: TakenAlong) -> Any:
    if kind == "text":
        return _LINK.sub(lambda link: _link(link, taken), _BLOCK_KEY.sub("", value))
    if kind == "figure":
        image = (value.get("image") or {}).get("image")
        if image not in taken.images:
            return None
        return {**value, "image": {**value["image"], "image": str(image)}}
    if kind == "file":
        document = value.get("document")
        return {**value, "document": str(document)} if document in taken.files else None
    return value


def _link(link: re.Match[str], taken: TakenAlong) -> str:
    named = extract_attrs(link[1])
    number = int(named["id"]) if str(named.get("id", "")).isdecimal() else 0
    if named.get("linktype") == "document" and number in taken.files:
        return f'<a href="{FILE_LINK}{number}">{link[2]}</a>'
    if named.get("linktype") == "page" and number in taken.addresses:
        return f'<a href="{taken.addresses[number]}">{link[2]}</a>'
    return link[2]


def shown_in_browser(body: Iterable[Mapping[str, Any]], taken: TakenAlong) -> list[dict[str, Any]]:
    """Return a body of the archive for its readable page: with the names of files, from a folder beside theirs."""
    return [{**block, "value": _shown(block["type"], block["value"], taken)} for block in body]


def _shown(kind: str, value: Any, taken: TakenAlong) -> Any:
    if kind == "text":
        return _FILE_LINK.sub(lambda link: f'href="../{taken.files[int(link[1])]}"', value)
    if kind == "figure":
        return {**value, "name": f"../{taken.images[int(value['image']['image'])]}"}
    if kind == "file":
        return {**value, "name": f"../{taken.files[int(value['document'])]}"}
    if kind == "table":
        # A template would ask a dict's own `values` first.
        return {**value, "lines": [row["values"] for row in value["table"]["rows"]]}
    return value


def pages_linked(bodies: Iterable[Iterable[Mapping[str, Any]]]) -> set[int]:
    """Return the ids of the pages to which texts lead by row."""
    return {
        int(named["id"])
        for body in bodies
        for block in body
        if block["type"] == "text"
        for link in _LINK.finditer(block["value"])
        if (named := extract_attrs(link[1])).get("linktype") == "page"
        and str(named.get("id", "")).isdecimal()
    }


def addresses_of(pages: set[int], portal: Portal) -> dict[int, str]:
    """Return where readers find pages that are public: a path on `portal`, else a whole address. No draft is named."""
    found: dict[int, str] = {}
    origins = Placement.objects.standing().filter(role="origin", story__in=pages, story__live=True)
    for one in origins.select_related("portal__site", "section", "story"):
        found[one.story_id] = (
            "" if one.portal_id == portal.pk else main_origin(one.portal)
        ) + one.path
    rest = Page.objects.filter(pk__in=pages - found.keys(), live=True).specific()
    for page in rest:
        if isinstance(page, PortalPage) and not isinstance(page, StoryPage):
            owner = page.portal_of_page()
            if owner.site_id is not None:
                here = owner.pk == portal.pk
                found[page.pk] = ("" if here else main_origin(owner)) + page.public_path()
    return found


def story_in_archive(
    story: StoryPage, placement: Placement | None, taken: TakenAlong, section: str
) -> dict[str, Any]:
    """Return a story, an instance of its own model, as it stands in an archive; a draft has no `placement`."""
    kind = kind_of(story)
    lead_image = story.lead_image_id if story.lead_image_id in taken.images else None
    return {
        "key": str(story.pk),
        "kind": kind.code,
        "section": section,
        "address": placement.path if placement else None,
        "published_at": placement.placed_at.isoformat() if placement else None,
        "title": story.title,
        "lead": story.lead,
        "source": story.source,
        "byline": story.byline,
        "event_at": story.event_at.isoformat() if story.event_at else None,
        "lead_image": str(lead_image) if lead_image else None,
        "lead_image_alt": story.lead_image_alt,
        "lead_image_caption": story.lead_image_caption,
        "own": {one.name: carried_value(story, one.name) for one in kind.carried},
        "body": body_in_archive(story.body.get_prep_value(), taken),
    }


def page_in_archive(
    page: InformationPage, section: str | None, taken: TakenAlong
) -> dict[str, Any]:
    published = page.first_published_at or page.last_published_at
    return {
        "key": str(page.pk),
        "section": section,
        "address": page.public_path(),
        "title": page.title,
        "intro": page.intro,
        "published_at": published.isoformat() if published else None,
        "body": body_in_archive(page.body.get_prep_value(), taken),
    }


def used_in(body: Iterable[Mapping[str, Any]]) -> tuple[set[int], set[int]]:
    """Return the ids of the images and of the files that a stored stream shows or links."""
    images: set[int | None] = set()
    files: set[int | None] = set()
    for block in body:
        value = block["value"]
        if block["type"] == "figure":
            images.add((value.get("image") or {}).get("image"))
        elif block["type"] == "file":
            files.add(value.get("document"))
        elif block["type"] == "text":
            for link in _LINK.finditer(value):
                named = extract_attrs(link[1])
                if named.get("linktype") == "document" and str(named.get("id")).isdecimal():
                    files.add(int(named["id"]))
    return {pk for pk in images if pk}, {pk for pk in files if pk}
