"""Where a section or standing page went that had an address once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate

from django.db.models.functions import Length
from wagtail.models import Page

from editorial.models import InformationRemoval, OldAddress, SectionPage, StoryPage
from editorial.public.queries.origins import origin_placement
from editorial.public.queries.sections import information_at
from editorial.public.queries.stories import placement_on
from portals.addresses import main_origin
from portals.models import Portal
from portals.tree import portal_path

# The platform of before: /news/-/details/{group}/{slug}-{number}, the number alone says which; its slugs lost letters.
_OF_OLD_PLATFORM = re.compile(
    r"(?:web/[^/]+/)?news/-/details/[0-9]{1,18}/(?:[^/]*-)?([0-9]{1,18})/?", re.ASCII
)
# No page lies deeper, and an address made of slashes must not make a long query.
DEEPEST = 8


@dataclass(frozen=True, slots=True)
class OldPlace:
    """What became of the page: its address now, or why it has none."""

    title: str
    address: str | None
    removal: InformationRemoval | None


def old_place_at(portal: Portal, path: str) -> OldPlace | None:
    """Return what became of the page that was at `path`, itself moved or with a section above it. Few queries."""
    steps = path.rstrip("/").split("/")
    if len(steps) > DEEPEST or "\x00" in path or len(path) > 500:
        return None
    beginnings = list(accumulate(f"{step}/" for step in steps))
    old = (
        OldAddress.objects.filter(portal=portal, path__in=beginnings)
        .select_related("page")
        .order_by(Length("path").desc())
        .first()
    )
    if old is None:
        return None
    below = path[len(old.path) :]
    if old.page is None:
        return OldPlace(old.title, None, None)
    if issubclass(old.page.specific_class or Page, StoryPage):
        return OldPlace(old.title, _address_of_story(old.page_id or 0, portal), None)
    if not old.page.live:
        removal = (
            InformationRemoval.objects.filter(page=old.page_id)
            .order_by("-removed_at", "-pk")
            .first()
        )
        return OldPlace(old.title, None, removal)
    owner = (
        Portal.objects.filter(root__path=portal_path(old.page.path)).select_related("site").first()
    )
    _root, _home, rest = old.page.url_path.split("/", 2)
    here = owner is not None and owner.pk == portal.pk
    if owner is None or (here and rest + below == path):
        return None
    if here and (further := _further(portal, old.page.pk, rest, below)) is not None:
        return further
    origin = "" if here else main_origin(owner)
    return OldPlace(old.title, f"{origin}/{rest}{below}", None)


def _further(portal: Portal, page_id: int, path: str, below: str) -> OldPlace | None:
    """Where what stood below a section of this portal went since, or all of the section: two steps are one."""
    if below and information_at(portal, path + below) is None:
        further = old_place_at(portal, path + below)
        if further is not None:
            return further
    section = SectionPage.objects.filter(pk=page_id, moved_to__isnull=False).first()
    address = address_of_moved_section(section) if section else None
    return OldPlace("", address + below, None) if address else None


def address_of_moved_section(section: SectionPage) -> str | None:
    """Return where all that stood in `section` is read now; None where it is read there. One query, or none."""
    if section.moved_to_id is None:
        return None
    target = SectionPage.objects.select_related("portal__site").get(pk=section.moved_to_id)
    return f"{main_origin(target.portal)}{target.public_path()}"


def path_by_number(number: str) -> str:
    """Return how an article of the platform of before is kept among old addresses."""
    return f"news/-/details/{number}/"


def exactly_at(portal: Portal, path: str) -> OldPlace | None:
    """Return what became of the page that had this very address, in whatever way it ended or was spelt. One query."""
    found = _OF_OLD_PLATFORM.fullmatch(path)
    wanted = path_by_number(found[1]) if found else f"{path.rstrip('/')}/"
    if "\x00" in wanted or len(wanted) > 500:
        return None
    if not OldAddress.objects.filter(portal=portal, path=wanted).exists():
        return None
    return old_place_at(portal, wanted)


def where_it_went(portal: Portal, path: str) -> str | None:
    """Return the address now of what was at `path`, or the one with the slash that it lacks; None where it is right.

    For hosts that lead to another one, so that two steps are one. At most five queries.
    """
    if not path or path.startswith("/"):
        return None
    lacks_slash = not path.endswith("/")
    if lacks_slash or information_at(portal, path) is None:
        old = exactly_at(portal, path) if lacks_slash else None
        old = old or old_place_at(portal, path)
        if old is not None and old.address is not None:
            return old.address
    if lacks_slash and "." not in path.rpartition("/")[2]:
        return f"/{path}/"
    return None


def story_that_came(portal: Portal, path: str) -> str | None:
    """Return where the story is that another install had at `path`. Its number there may be another story's here."""
    old = OldAddress.objects.filter(portal=portal, path=path).select_related("page").first()
    if (
        old is None
        or old.page is None
        or not issubclass(old.page.specific_class or Page, StoryPage)
    ):
        return None
    return _address_of_story(old.page.pk, portal)


def _address_of_story(story_id: int, portal: Portal) -> str | None:
    """Where it stands, or stood: there it says itself why it does no more."""
    standing = origin_placement(story_id)
    if standing is not None and standing.portal_id != portal.pk:
        return main_origin(standing.portal) + standing.path
    placement = standing or placement_on(portal, story_id)
    return placement.path if placement else None
