"""Where is looked, as the page of search and those who follow a search name it."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from portals.models import Portal
from portals.queries import all_below

from .finding import SearchScope

# What stands in the address; "" is the portal itself.
HERE, BELOW, ALL = "", "duoi", "tat-ca"


def scope_named(
    portal: Portal, where: str, *, today: date, empty: Collection[int] = ()
) -> SearchScope:
    """Return the scope `where` (HERE, BELOW, ALL) of who stands on `portal`. One query for BELOW.

    `empty`: the portal's sections that hold nothing.
    """
    if where == ALL:
        return SearchScope(near=portal.pk)
    if where == BELOW:
        below = all_below([portal], today).values_list("pk", flat=True)
        return SearchScope(below=(portal.pk, *below), near=portal.pk)
    return SearchScope(portal=portal, empty=tuple(empty))
