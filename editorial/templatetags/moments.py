"""Whether a moment is over, for pages that show something until then."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils import timezone

register = template.Library()


@register.filter
def has_passed(moment: datetime | None) -> bool:
    """Whether `moment` has come; nothing has where there is none. The view says when its page changes by it."""
    return isinstance(moment, datetime) and moment <= timezone.now()
