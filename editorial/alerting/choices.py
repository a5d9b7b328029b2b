"""What the form of a portal offers to follow."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext as _

from editorial.kinds.registry import content_kinds
from editorial.public.views.frame import known_sections
from portals.alerts.registry import find_followed
from portals.requests import PublicRequest

from .followables import below_key, kind_key, portal_key, section_key


def choices_on(request: PublicRequest) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return groups of keys with their names, as a list of choices takes them. A fixed number of queries."""
    portal = request.portal
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
    found = find_followed([*whole, *sections, *kinds], now=timezone.now())
    groups = [(_("The portal"), whole), (_("A section"), sections), (_("A kind of content"), kinds)]
    offered = [
        (name, [(key, words) for key, words in group.items() if key in found])
        for name, group in groups
    ]
    return [(name, group) for name, group in offered if group]
