"""Where a portal is reached, for templates."""

from django import template

from portals.addresses import main_origin
from portals.models import Portal

register = template.Library()


@register.filter
def home_address(portal: Portal) -> str:
    """Return the full address of the portal's home page. No query where its site is loaded."""
    return f"{main_origin(portal)}/"


@register.filter
def whole_address(portal: Portal, path: str) -> str:
    """Return the full address of the page at `path`, which begins with a slash. No query where its site is loaded."""
    return main_origin(portal) + path
