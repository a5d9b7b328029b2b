"""Whether what stands with a service is what was approved, and what is amiss where it is not, in words."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

from portals.text import nfc

from .channels.interface import PostContent, ReadPost


def amiss_in(read: ReadPost, content: PostContent) -> str:
    """Return in words what differs from what was approved; empty where nothing does."""
    leads = (read.text, *read.links)
    if not any(content.link in one for one in leads):
        return _("The link to the portal is missing in the post.")
    if compared_words(read.text) not in {
        compared_words(content.whole),
        compared_words(content.text),
    }:
        return _("Another text stands there than was approved.")
    if content.picture_address and not read.has_picture:
        return _("The picture is missing in the post.")
    if not read.address:
        return _("The service tells no address of the post.")
    return ""


def is_ours(read: ReadPost, content: PostContent) -> bool:
    """Whether the post leads where ours does: by that it is known, whatever text it has."""
    # And no further: below an address others stand.
    link = re.compile(re.escape(content.link) + r"(?![\w%/-])")
    return any(link.search(one) for one in (read.text, *read.links))


def compared_words(text: str) -> str:
    """Return a text as it is compared: services change blanks and ends of lines."""
    return " ".join(nfc(text).replace("\u200b", "").split())
