"""Found words in search results."""

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from editorial.search.snippets import FoundMarks, cut_at_marks

register = template.Library()


@register.filter
def marked(text: str, marks: FoundMarks) -> SafeString:
    """Escape `text`, and put what was looked for into <mark>."""
    shown = (
        f"<mark>{escape(piece)}</mark>" if is_word else escape(piece)
        for piece, is_word in cut_at_marks(text, marks)
    )
    return mark_safe("".join(shown))  # noqa: S308  (escaped above)
