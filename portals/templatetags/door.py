"""What templates of the door need."""

from django import template
from django.utils.translation import gettext as _
from ua_parser import parse

register = template.Library()


@register.filter
def browser_name(user_agent: str) -> str:
    """The browser and the system in words that somebody recognises their own device by."""
    found = parse(user_agent or "")
    browser = found.user_agent.family if found.user_agent else ""
    system = found.os.family if found.os else ""
    if not browser and not system:
        return _("Unknown browser")
    return " · ".join(part for part in (browser, system) if part)
