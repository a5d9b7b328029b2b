"""The small signs beside words: one file holds all, and every sign only repeats what the words say."""

from __future__ import annotations

from django import template
from django.templatetags.static import static
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """Show the sign `name` of icons.svg; screen readers pass over it."""
    address = static("portals/icons.svg")
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        address,
        name,
    )


@register.filter
def breakable(address: str) -> SafeString:
    """Let a mail address break where a reader would break it: before "@"."""
    person, at, host = address.rpartition("@")
    if not at:
        return conditional_escape(address)
    return format_html("{}<wbr>@{}", person, host)
