"""Rich text as the public gets it."""

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import RichText, expand_db_html

from portals.content_security.markup import public_markup

register = template.Library()


@register.filter
def public_rich_text(value: RichText | str) -> SafeString:
    """Return rich text with its links resolved, and nothing in it but what rich text of ours consists of."""
    source = value.source if isinstance(value, RichText) else value
    return mark_safe(public_markup(expand_db_html(source)))  # noqa: S308  (just cleaned)
