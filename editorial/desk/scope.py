"""What is a person's own on the admin host: the portals of their posts, and what belongs to these portals."""

from __future__ import annotations

from collections.abc import Iterable
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any, cast

from django.db.models import Model, Q, QuerySet
from django.utils import timezone
from wagtail.models import Collection, Page

from portals.boards.queries import portals_of

if TYPE_CHECKING:
    from django.http import HttpRequest

    from portals.boards.models import User
    from portals.models import Portal
    from portals.requests import DeskRequest


def portals_of_request(request: HttpRequest) -> list[Portal]:
    """The portals on whose boards the signed-in person holds a post now. One query, once per request."""
    desk = cast("DeskRequest", request)
    if not hasattr(desk, "desk_portals"):
        desk.desk_portals = portals_of(cast("User", desk.user), timezone.now())
    return desk.desk_portals


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
    wanted = {str(pk) for pk in ids}
    if not all(pk.isdecimal() for pk in wanted):
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
