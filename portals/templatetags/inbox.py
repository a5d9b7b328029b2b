"""The list of what waits, on its own page and over the pages that are opened from it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from portals.admin_kit import pages
from portals.inbox.in_turn import turn_of

register = template.Library()


@register.filter
def opened_from(url: str, listed: str) -> str:
    """`url`, whose verbs then lead back to the list at `listed`."""
    return pages.opened_from(url, listed)


@register.inclusion_tag("portals/inbox/in_turn.html", takes_context=True)
def in_turn_bar(context: Mapping[str, Any]) -> dict[str, Any]:
    """The way to the next thing, on a page that was opened as one after the other."""
    request = context.get("request")
    return {"turn": turn_of(request) if request else None}
