"""Filters of the list of what waits."""

from __future__ import annotations

from django import template

from portals.admin_kit import pages

register = template.Library()


@register.filter
def opened_from(url: str, listed: str) -> str:
    """`url`, whose verbs then lead back to the list at `listed`."""
    return pages.opened_from(url, listed)
