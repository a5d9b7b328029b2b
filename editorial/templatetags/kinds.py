"""What a kind of content shows of itself in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template

from editorial.kinds.registry import called

if TYPE_CHECKING:
    from editorial.models import Placement

register = template.Library()


@register.filter
def teaser(placement: Placement) -> str:
    """Return the template that shows a placement in a list, by its kind."""
    return called(placement.kind).teaser_template
