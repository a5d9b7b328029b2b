"""The build of a text: headings in order, links that say where they lead, enough words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from django.utils.translation import gettext as _

from editorial.kinds.registry import KindCheck
from editorial.stored_text import plain, words_of_body

from .findings import CheckedText, Finding, Severity, place_of_block, place_of_field

# A brief has at least so many words (a word is what stands between spaces); notices have no least length.
FEWEST_WORDS = 100

_LINK = re.compile(r"<a\b[^>]*>(.*?)</a>", re.IGNORECASE | re.DOTALL)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_SAYS_NOTHING = frozenset(
    {"tại đây", "ở đây", "vào đây", "đây", "xem thêm", "xem tại đây", "chi tiết"}
    | {"bấm vào đây", "link", "click here", "here"}
)


def check_headings(text: CheckedText) -> Iterator[Finding]:
    """A sub-heading belongs to a main heading before it."""
    main = False
    for block in text.body:
        if block["type"] != "heading":
            continue
        if str(block["value"].get("level") or "2") == "2":
            main = True
        elif not main:
            message = _("This sub-heading stands under no main heading: a level is skipped.")
            yield Finding("heading-skipped", Severity.WARNING, message, place_of_block(block))


def check_tables(text: CheckedText) -> Iterator[Finding]:
    for block in text.body:
        if block["type"] == "table" and not str(block["value"].get("caption") or "").strip():
            message = _("This table has no title: say what it shows, for where and when.")
            yield Finding("table-title-missing", Severity.WARNING, message, place_of_block(block))


def check_links(text: CheckedText) -> Iterator[Finding]:
    for block in text.body:
        if block["type"] != "text":
            continue
        place, markup = place_of_block(block), block["value"] or ""
        for words in dict.fromkeys(plain(found[1]) for found in _LINK.finditer(markup)):
            if _ADDRESS.fullmatch(words) or words.casefold().strip(" .:…") in _SAYS_NOTHING:
                message = _("The link “%(words)s” does not say where it leads.") % {
                    "words": words[:60]
                }
                yield Finding("link-bare", Severity.WARNING, message, place)
        for address in dict.fromkeys(_ADDRESS.findall(plain(_LINK.sub(" ", markup)))):
            message = _("“%(address)s” stands in the text: link words that say what is there.") % {
                "address": address[:60]
            }
            yield Finding("link-bare", Severity.WARNING, message, place)


def check_length(text: CheckedText) -> Iterator[Finding]:
    if KindCheck.LENGTH not in text.checks:
        return
    count = sum(len(words.split()) for words in chain([text.lead], words_of_body(text.body)))
    if count < FEWEST_WORDS:
        message = _(
            "The text has %(count)s words. News has at least %(fewest)s; a short one may be a notice."
        ) % {"count": count, "fewest": FEWEST_WORDS}
        yield Finding("too-short", Severity.WARNING, message, place_of_field("body"))
