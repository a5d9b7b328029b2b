"""The bar below the pages of the desk that are made for a phone."""

from __future__ import annotations

from django import template

from portals.admin_kit import pocket

register = template.Library()


@register.simple_tag
def pocket_pages() -> list[pocket.PocketPage]:
    return pocket.pages()
