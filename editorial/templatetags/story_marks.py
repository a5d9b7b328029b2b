"""Found words in search results."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from editorial.search.words import cut_at_words

register = template.Library()


@register.filter
def marked(text: str, words: frozenset[str]) -> SafeString:
    """Escape `text`, and put those of its words that are among `words` into <mark>."""
    shown = (
        f"<mark>{escape(piece)}</mark>" if is_word else escape(piece)
        for piece, is_word in cut_at_words(text, words)
    )
    return mark_safe("".join(shown))  # noqa: S308  (escaped above)
