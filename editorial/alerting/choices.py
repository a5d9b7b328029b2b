"""What the form of a portal offers to follow."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.kinds.registry import content_kinds
from editorial.public.views.frame import known_sections
from portals.alerts.registry import find_followed
from portals.requests import PublicRequest

from .followables import area_key, below_key, kind_key, portal_key, section_key
from .searches import read_key


def choices_on(request: PublicRequest, about: str = "") -> list[tuple[str, list[tuple[str, str]]]]:
    """Return groups of keys with their names, as a list of choices takes them. A fixed number of queries.

    What is found by words is offered where `about` is the key of such a search on this portal.
    """
    portal = request.portal
    asked = read_key(about)
    search = {about} if asked and asked.portal_id == portal.pk else set()
    whole = {
        portal_key(portal.pk): _("All that is new on this portal"),
        below_key(portal.pk): _("This unit and all units below it"),
    }
    sections = {
        section_key(section.pk): section.title
        for section in known_sections(request, portal)
        if section.is_listed
    }
    kinds = {kind_key(portal.pk, kind.code): str(kind.plural) for kind in content_kinds()}
    areas = {area_key(group.pk): group.name for group in portal.residential_groups.all()}
    found = find_followed([*search, *areas, *whole, *sections, *kinds], now=timezone.now())
    groups = [
        (_("A search"), {key: thing.name for key, thing in found.items() if key in search}),
        (_("What concerns my residential group"), areas),
        (_("The portal"), whole),
        (_("A section"), sections),
        (_("A kind of content"), kinds),
    ]
    offered = [
        (name, [(key, words) for key, words in group.items() if key in found])
        for name, group in groups
    ]
    return [(name, group) for name, group in offered if group]
