"""What people follow: a portal, a section, a kind on it, a residential group, a unit with all below it, a search."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from editorial.kinds.registry import content_kinds
from editorial.models import SectionPage
from portals.alerts.registry import Followable, FollowedThing
from portals.clock import local_date
from portals.models import Portal
from portals.numbers import id_in
from portals.organisation.models import ResidentialGroup

from .actions import keep_search
from .searches import SEARCH, find_searches

PORTAL, SECTION, KIND, BELOW, AREA = "portal", "section", "kind", "below", "area"


def portal_key(portal_id: int) -> str:
    return f"{PORTAL}:{portal_id}"


def section_key(section_id: int) -> str:
    return f"{SECTION}:{section_id}"


def kind_key(portal_id: int, kind: str) -> str:
    return f"{KIND}:{portal_id}/{kind}"


def below_key(portal_id: int) -> str:
    return f"{BELOW}:{portal_id}"


def area_key(group_id: int) -> str:
    return f"{AREA}:{group_id}"


def _number(key: str) -> int | None:
    return id_in(key.partition(":")[2].partition("/")[0])


def _open(keys: Collection[str], now: datetime) -> QuerySet[Portal]:
    numbers = [number for key in keys if (number := _number(key)) is not None]
    return (
        Portal.objects.open_on(local_date(now))
        .filter(pk__in=numbers, site__isnull=False)
        .select_related("site", "tier")
    )


def find_whole_portals(keys: Collection[str], now: datetime) -> Mapping[str, FollowedThing]:
    return {
        portal_key(portal.pk): FollowedThing(
            _("All of %(portal)s") % {"portal": portal.title}, portal, "/", _feed()
        )
        for portal in _open(keys, now)
    }


def find_sections(keys: Collection[str], now: datetime) -> Mapping[str, FollowedThing]:
    numbers = [number for key in keys if (number := _number(key)) is not None]
    sections = SectionPage.objects.filter(
        pk__in=numbers,
        live=True,
        moved_to=None,
        portal__in=Portal.objects.open_on(local_date(now)).filter(site__isnull=False),
    )
    return {
        section_key(section.pk): FollowedThing(
            _("%(section)s of %(portal)s")
            % {"section": section.title, "portal": section.portal.title},
            section.portal,
            f"/{section.slug}/",
            _feed(section.slug),
        )
        for section in sections.select_related("portal__site", "portal__tier")
    }


def find_kinds(keys: Collection[str], now: datetime) -> Mapping[str, FollowedThing]:
    kinds = {kind.code: kind for kind in content_kinds()}
    portals = {portal.pk: portal for portal in _open(keys, now)}
    found = {}
    for key in keys:
        number, code = _number(key), key.partition("/")[2]
        if number in portals and code in kinds and key == kind_key(number, code):
            portal = portals[number]
            words = {"kind": kinds[code].plural, "portal": portal.title}
            found[key] = FollowedThing(_("%(kind)s of %(portal)s") % words, portal, "/", _feed())
    return found


def find_below(keys: Collection[str], now: datetime) -> Mapping[str, FollowedThing]:
    day = local_date(now)
    overseers = _open(keys, now).filter(oversights_held__period__contains=day)
    return {
        below_key(portal.pk): FollowedThing(
            _("%(portal)s and all units below it") % {"portal": portal.title}, portal, "/", _feed()
        )
        for portal in overseers.distinct()
    }


def find_areas(keys: Collection[str], now: datetime) -> Mapping[str, FollowedThing]:
    numbers = [number for key in keys if (number := _number(key)) is not None]
    groups = ResidentialGroup.objects.filter(
        pk__in=numbers,
        portal__in=Portal.objects.open_on(local_date(now)).filter(site__isnull=False),
    )
    words = _("Notices for %(group)s, %(portal)s")
    return {
        area_key(group.pk): FollowedThing(
            words % {"group": group.name, "portal": group.portal.title}, group.portal, "/", _feed()
        )
        for group in groups.select_related("portal__site", "portal__tier")
    }


def _feed(slug: str = "") -> str:
    urls = "portals.urls.public"
    if slug:
        return reverse("section_feed", urlconf=urls, kwargs={"slug": slug, "form": "atom.xml"})
    return reverse("feed", urlconf=urls, kwargs={"form": "atom.xml"})


FOLLOWABLE = (
    Followable(PORTAL, find_whole_portals),
    Followable(SECTION, find_sections),
    Followable(KIND, find_kinds),
    Followable(BELOW, find_below),
    Followable(AREA, find_areas),
    Followable(SEARCH, find_searches, confirmed=keep_search),
)
