"""What scripts a packed thing needs: telepath writes them out as HTML for each thing, to see whether it knows them.

The menu of a desk page packs some fifty entries, which all need the same script: to write its tag fifty times takes
longer than to pack them.
"""

from __future__ import annotations

from typing import Any

from django.forms import Media
from wagtail.admin.telepath import JSContextBase
from wagtail.admin.ui.sidebar import BaseSidebarAdapter

added_by_telepath: Any = JSContextBase.add_media


def know_packed_media() -> None:
    """Have the media of the sidebar made once a process, and what was packed before known without being written.

    Wagtail's adapters keep theirs in a cached property, which the metaclass of media hides behind a property of each
    subclass. Media that are compared by what they list would replace this.
    """
    patched: Any = JSContextBase
    patched.add_media = _added
    patched = BaseSidebarAdapter
    patched.get_media = _of_the_sidebar


def _added(context: Any, media: Media | None = None, js: Any = None, css: Any = None) -> None:
    if media is not None and js is None and css is None:
        # Kept, so that no other comes to have the same id.
        known: dict[int, Media] = context.__dict__.setdefault("_known_media", {})
        if id(media) in known:
            return
        known[id(media)] = media
    added_by_telepath(context, media, js, css)


def _of_the_sidebar(adapter: Any, _packed: Any) -> Media:
    kept: Media | None = adapter.__dict__.get("_kept_media")
    if kept is None:
        kept = adapter.__dict__["_kept_media"] = adapter.media
    return kept
