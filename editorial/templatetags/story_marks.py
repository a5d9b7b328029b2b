"""Found words in search results."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from editorial.search.stories import MARK_START, MARK_STOP

register = template.Library()


@register.filter
def marked(text: str) -> SafeString:
    """Escape `text`, then turn the marks that search set into <mark>, always in pairs."""
    pieces = str(escape(text)).split(MARK_START)
    shown = [pieces[0].replace(MARK_STOP, "")]
    for piece in pieces[1:]:
        found, _stop, rest = piece.partition(MARK_STOP)
        shown.append(f"<mark>{found}</mark>{rest.replace(MARK_STOP, '')}")
    return mark_safe("".join(shown))  # noqa: S308  (escaped above)
