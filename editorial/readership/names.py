"""What the values of the counts are called on the desk."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page

from editorial.kinds.registry import content_kinds
from editorial.models import PortalDocument, SectionPage
from editorial.public.counted import PUBLIC, SEARCH, SOUND, VIEW
from portals.visits.agents import Device
from portals.visits.files import FILE
from portals.visits.seen import Referrer, SeenThing, WhyUncounted
from portals.visits.shares import Aspect

REFERRERS: Mapping[str, str | Promise] = {
    Referrer.OWN: _("this portal itself"),
    Referrer.DIRECT: _("address typed or kept"),
    Referrer.SEARCH: _("search engines"),
    Referrer.SOCIAL: _("social networks"),
    Referrer.STATE: _("other state agencies"),
    Referrer.OTHER: _("other websites"),
    Referrer.UNKNOWN: _("not known"),
}
DEVICES: Mapping[str, str | Promise] = {
    Device.PHONE: _("phone"),
    Device.TABLET: _("tablet"),
    Device.COMPUTER: _("computer"),
}
KINDS: Mapping[str, str | Promise] = {
    "home": _("home page"),
    "section": _("list of a section"),
    "information": _("standing page"),
    "procedure": _("procedure"),
    VIEW: _("other page"),
    SEARCH: _("search"),
    FILE: _("file downloaded"),
    SOUND: _("recording listened to"),
}


def kind_names() -> dict[str, str]:
    """The names of kinds: those of stories as their rooms call them."""
    return {kind.code: str(kind.label) for kind in content_kinds()} | _texts(KINDS)


def names_of_values(aspect: str, values: Collection[str]) -> dict[str, str]:
    """Return what the values of an aspect are called. One query for sections, none for others."""
    if aspect == Aspect.SECTION:
        rows = SectionPage.objects.filter(pk__in=[int(value) for value in values])
        return {str(pk): title for pk, title in rows.values_list("pk", "title")}
    if aspect == Aspect.KIND:
        return kind_names()
    if aspect == Aspect.HOUR:
        return {value: f"{value}:00" for value in values}
    named: Mapping[str, Mapping[str, str | Promise]] = {
        Aspect.REFERRER: REFERRERS,
        Aspect.DEVICE: DEVICES,
        Aspect.LEFT_OUT: dict(WhyUncounted.choices),
    }
    return _texts(named[aspect])


def titles_of_pages(pages: Collection[int]) -> dict[int, str]:
    """Return the titles of pages as they are. One query."""
    return dict(Page.objects.filter(pk__in=pages).values_list("pk", "title"))


def titles_of_things(things: Collection[SeenThing]) -> dict[SeenThing, str]:
    """Return what things are called: files by their titles, other pages by their addresses. One query."""
    files = [int(thing.key) for thing in things if thing.kind in {FILE, SOUND}]
    titles = dict(PortalDocument.objects.filter(pk__in=files).values_list("pk", "title"))
    named = {}
    for thing in things:
        if thing.kind in {FILE, SOUND}:
            named[thing] = titles.get(int(thing.key), thing.key)
        elif thing.kind == VIEW:
            named[thing] = _address(thing.key)
        else:
            named[thing] = thing.key
    return named


def _address(name: str) -> str:
    try:
        return reverse(name, urlconf=PUBLIC)
    except NoReverseMatch:
        return name.replace("_", " ")


def _texts(names: Mapping[str, str | Promise]) -> dict[str, str]:
    return {str(value): str(name) for value, name in names.items()}
