"""What is a person's own on the admin host: the portals of their posts, and what belongs to these portals."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Model, Q, QuerySet
from wagtail.models import Collection, Page

from portals.numbers import id_in
from portals.tree import portal_path

from .current import current_portal
from .current import portals_of_request as portals_of_request

if TYPE_CHECKING:
    from django.http import HttpRequest

    from portals.models import Portal


def within(portals: Iterable[Portal], field: str = "path") -> Q:
    """The condition that a tree path lies under one of `portals`; matches nothing when there are none."""
    paths = [portal.root.path for portal in portals if portal.root]
    return reduce(or_, (Q(**{f"{field}__startswith": path}) for path in paths), Q(pk__in=[]))


def own_pages(portals: Iterable[Portal]) -> QuerySet[Page]:
    return Page.objects.filter(within(portals))


def owned(model: type[Model], ids: Iterable[Any], portals: Iterable[Portal]) -> bool:
    """Whether every one of `ids` names a page, image or file of `portals`. One query, or two for files.

    What does not exist is not owned either, so that nobody learns from the answer what exists.
    """
    wanted = {id_in(str(pk)) for pk in ids}
    if None in wanted:
        return False
    if issubclass(model, Page):
        found = Page.objects.filter(within(portals), pk__in=wanted).count()
    else:
        collections = Collection.objects.filter(
            pk__in=[portal.collection_id for portal in portals]
        ).values_list("path", flat=True)
        under = reduce(
            or_, (Q(collection__path__startswith=path) for path in collections), Q(pk__in=[])
        )
        found = model._default_manager.filter(under, pk__in=wanted).count()
    return found == len(wanted)


def portal_shown(request: HttpRequest) -> Portal | None:
    """The portal that the page on screen is about: that of the things it names, else the current one.

    Costs a query only for whoever sits on several boards.
    """
    portals = portals_of_request(request)
    match = request.resolver_match
    if len(portals) > 1 and match is not None:
        for model, ids in getattr(request, "desk_things", ()):
            found = _portal_of_thing(model, ids[0], portals)
            if found is not None:
                return found
        named = match.kwargs.get("portal_id")
        for portal in portals:
            if portal.pk == named:
                return portal
    return current_portal(request)


def _portal_of_thing(model: type[Model], pk: Any, portals: list[Portal]) -> Portal | None:
    if issubclass(model, Page):
        path = Page.objects.filter(pk=pk).values_list("path", flat=True).first()
        by_root = {portal.root.path: portal for portal in portals if portal.root}
        return by_root.get(portal_path(path)) if path else None
    collection = model._default_manager.filter(pk=pk).values_list("collection", flat=True).first()
    return next((portal for portal in portals if portal.collection_id == collection), None)
