"""The duty for which a page of the desk was opened, above the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import template

from portals.duties.in_hand import duty_in_hand

register = template.Library()


@register.inclusion_tag("portals/duties/in_hand.html", takes_context=True)
def owed_in_hand(context: Mapping[str, Any]) -> dict[str, Any]:
    request = context.get("request")
    is_known = request is not None and getattr(request, "user", None) is not None
    return {"owed": duty_in_hand(request) if is_known and request.user.is_authenticated else None}
